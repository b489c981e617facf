import { createRouter, createWebHashHistory } from 'vue-router'
import { useSession } from './session'

export function makeRouter() {
  const router = createRouter({
    history: createWebHashHistory(),
    scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
    routes: [
      { path: '/', name: 'home', component: { render: () => null } },
      { path: '/sign-in', name: 'sign_in', component: () => import('./SignIn.vue') },
      { path: '/password', name: 'password', component: () => import('./ChangePassword.vue') },
      { path: '/take', name: 'take', component: () => import('./take/TakeCase.vue') },
      { path: '/receipt/:number', name: 'receipt', component: () => import('./receipt/ReceiptPage.vue'), props: true },
      { path: '/worklist', name: 'worklist', component: () => import('./worklist/WorklistPage.vue') },
      { path: '/cases/:number', name: 'case', component: () => import('./case/CasePage.vue'), props: true },
      { path: '/:rest(.*)*', redirect: { name: 'home' } },
    ],
  })
  router.beforeEach((to) => {
    const { staff } = useSession()
    if (!staff) return to.name === 'sign_in' || { name: 'sign_in', query: to.name === 'home' ? {} : { then: to.fullPath } }
    if (staff.must_change_password) return to.name === 'password' || { name: 'password' }
    return to.name === 'sign_in' || to.name === 'home' ? firstPage() : true
  })
  return router
}

/** Where a day begins: at the counter for its clerk, before the list for everybody else. */
function firstPage(): { name: string } {
  return { name: useSession().staff?.role === 'clerk' ? 'take' : 'worklist' }
}
