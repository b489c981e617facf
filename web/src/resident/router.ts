import { createRouter, createWebHashHistory } from 'vue-router'
import HomePage from './pages/HomePage.vue'

// every page names the text that becomes its title
declare module 'vue-router' {
  interface RouteMeta {
    title: string
  }
}

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/', name: 'home', component: HomePage, meta: { title: 'title.home' } },
    { path: '/items', name: 'items', component: () => import('./pages/ItemsPage.vue'), meta: { title: 'title.items' } },
    {
      path: '/items/:code',
      name: 'item',
      component: () => import('./pages/ItemPage.vue'),
      props: true,
      meta: { title: 'title.item' },
    },
    { path: '/centres', name: 'centres', component: () => import('./pages/CentresPage.vue'), meta: { title: 'title.centres' } },
    {
      path: '/centres/:code',
      name: 'centre',
      component: () => import('./pages/CentrePage.vue'),
      props: true,
      meta: { title: 'title.centre' },
    },
    {
      path: '/case/:number?',
      name: 'case',
      component: () => import('./pages/CasePage.vue'),
      props: true,
      meta: { title: 'title.case' },
    },
    {
      path: '/:rest(.*)*',
      name: 'not-found',
      component: () => import('./pages/NotFoundPage.vue'),
      meta: { title: 'title.not_found' },
    },
  ],
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? undefined : { top: 0 }),
})
