import { defineStore } from 'pinia'
import { ref, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { keepLanguage, type Language } from '@/i18n'

const KEPT_AS = 'tongban.elder'

/** What a person has chosen for this browser: the language, and the elder mode of the resident pages. */
export const usePreferences = defineStore('preferences', () => {
  const { locale } = useI18n({ useScope: 'global' })
  const elder = ref(localStorage.getItem(KEPT_AS) === '1')

  watch(elder, (on) => localStorage.setItem(KEPT_AS, on ? '1' : '0'))

  function setLanguage(language: Language): void {
    locale.value = language
    keepLanguage(language)
  }

  return { elder, language: locale, setLanguage }
})
