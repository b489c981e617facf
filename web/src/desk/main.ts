import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { makeI18n } from '@/i18n'
import en from '@/i18n/en/desk.json'
import zh from '@/i18n/zh-CN/desk.json'
import '@/design/base.css'
import '@/design/print.css'
import './desk.css'
import DeskApp from './DeskApp.vue'
import { makeRouter, pagesAhead } from './router'
import { useReach } from '@/shared/reach'
import { useSession } from './session'

const app = createApp(DeskApp)
app.use(createPinia())
app.use(makeI18n(zh, en))

void useSession()
  .resume()
  .then(() => {
    const router = makeRouter()
    useReach().watchPages(router)
    app.use(router).mount('#app')
    return router.isReady()
  })
  .then(() => {
    // a counter goes on where it can while the service is away: every page is at hand before it is wanted
    setTimeout(() => pagesAhead().catch(() => {}), 1500)
  })
