import '@/design/base.css'
import '@/design/print.css'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { makeI18n } from '@/i18n'
import en from '@/i18n/en/resident.json'
import zh from '@/i18n/zh-CN/resident.json'
import App from './App.vue'
import { startKept } from './kept'
import { useReach } from '@/shared/reach'
import { router } from './router'

startKept()
const app = createApp(App).use(createPinia()).use(makeI18n(zh, en))
useReach().watchPages(router)
app.use(router).mount('#app')
