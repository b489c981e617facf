import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { makeI18n } from '@/i18n'
import en from '@/i18n/en/desk.json'
import zh from '@/i18n/zh-CN/desk.json'
import '@/design/base.css'
import './desk.css'
import DeskApp from './DeskApp.vue'
import { makeRouter } from './router'
import { useSession } from './session'

const app = createApp(DeskApp)
app.use(createPinia())
app.use(makeI18n(zh, en))

void useSession()
  .resume()
  .then(() => app.use(makeRouter()).mount('#app'))
