import { useI18n } from 'vue-i18n'
import type { CaseReason } from '@/api'

/** A reason in words: of its code, of a procedure, or the sentence the program gives, with its note. */
export function useReasonText() {
  const { t, te, locale } = useI18n({ useScope: 'global' })
  return (reason: CaseReason): string => {
    const given = locale.value === 'en' ? reason.en : reason.zh
    const key = [`desk.reason.${reason.code}`, `desk.procedure.${reason.code}`].find((each) => te(each))
    const words = given || (key ? t(key) : reason.code)
    return reason.note ? t('desk.case.with_note', { words, note: reason.note }) : words
  }
}
