import '@/design/base.css'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { makeI18n } from '@/i18n'
import en from '@/i18n/en/desk.json'
import zh from '@/i18n/zh-CN/desk.json'
import App from './App.vue'
import { router } from './router'

createApp(App).use(createPinia()).use(makeI18n(zh, en)).use(router).mount('#app')
