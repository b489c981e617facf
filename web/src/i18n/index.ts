import { createI18n } from 'vue-i18n'
import commonEn from './en/common.json'
import commonZh from './zh-CN/common.json'

export const LANGUAGES = ['zh-CN', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

const KEPT_AS = 'tongban.language'

/** The language chosen earlier, else English where the browser speaks it first, else Chinese: the city's own. */
export function firstLanguage(): Language {
  const chosen = localStorage.getItem(KEPT_AS)
  return LANGUAGES.find((each) => each === chosen) ?? (/^en\b/i.test(navigator.language) ? 'en' : 'zh-CN')
}

/** Remembers the language and tells it to the browser, screen readers and fonts. */
export function keepLanguage(language: Language): void {
  localStorage.setItem(KEPT_AS, language)
  document.documentElement.lang = language
}

type Messages = { [key: string]: string | Messages }

/** The texts both entries share and those of one entry, in both languages. */
export function makeI18n(zh: Messages, en: Messages) {
  const locale = firstLanguage()
  document.documentElement.lang = locale
  return createI18n({
    legacy: false,
    locale,
    fallbackLocale: 'zh-CN',
    messages: { 'zh-CN': { ...(commonZh as Messages), ...zh }, en: { ...(commonEn as Messages), ...en } },
  })
}
