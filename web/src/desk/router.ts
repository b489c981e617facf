import { createRouter, createWebHashHistory } from 'vue-router'
import { useSession } from './session'

const PAGES = {
  sign_in: () => import('./SignIn.vue'),
  password: () => import('./ChangePassword.vue'),
  take: () => import('./take/TakeCase.vue'),
  receipt: () => import('./receipt/ReceiptPage.vue'),
  worklist: () => import('./worklist/WorklistPage.vue'),
  case: () => import('./case/CasePage.vue'),
  reissue: () => import('./case/ReissuePassword.vue'),
}

/** Reads the files of every page. */
export const pagesAhead = (): Promise<unknown> => Promise.all(Object.values(PAGES).map((read) => read()))

export function makeRouter() {
  const router = createRouter({
    history: createWebHashHistory(),
    scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
    routes: [
      { path: '/', name: 'home', component: { render: () => null } },
      { path: '/sign-in', name: 'sign_in', component: PAGES.sign_in },
      { path: '/password', name: 'password', component: PAGES.password },
      { path: '/take', name: 'take', component: PAGES.take },
      { path: '/receipt/:number', name: 'receipt', component: PAGES.receipt, props: true },
      { path: '/worklist', name: 'worklist', component: PAGES.worklist },
      { path: '/cases/:number', name: 'case', component: PAGES.case, props: true },
      { path: '/query-password/:number?', name: 'reissue', component: PAGES.reissue, props: true },
      { path: '/:rest(.*)*', redirect: { name: 'home' } },
    ],
  })
  router.beforeEach((to) => {
    const { staff } = useSession()
    if (!staff) return to.name === 'sign_in' || { name: 'sign_in', query: to.name === 'home' ? {} : { then: to.fullPath } }
    if (staff.must_change_password) return to.name === 'password' || { name: 'password' }
    if ((to.name === 'take' || to.name === 'reissue') && !useSession().atCentre) return firstPage()
    return to.name === 'sign_in' || to.name === 'home' ? firstPage() : true
  })
  return router
}

/** Where a day begins: at the counter for its clerk, before the list for everybody else. */
function firstPage(): { name: string } {
  return { name: useSession().staff?.role === 'clerk' ? 'take' : 'worklist' }
}
