import { useI18n } from 'vue-i18n'
import type { Case, CaseReason } from '@/api'
import { useWords } from '@/shared/words'

/** A reason in words: what is wrong, with which material, and the note about it. */
export function useReasonText() {
  const { t, te } = useI18n({ useScope: 'global' })
  const { word } = useWords()
  return (reason: CaseReason, materials: Case['materials']): string => {
    const words = te(`desk.reason.${reason.code}`) ? t(`desk.reason.${reason.code}`) : reason.code
    const material = materials.find((each) => each.material_code === reason.material_code)
    const what = [material ? word(material, 'name') : reason.material_code, reason.note].filter(Boolean).join(t('desk.comma'))
    return what ? t('desk.case.with_note', { words, note: what }) : words
  }
}
