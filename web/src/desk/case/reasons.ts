import { useI18n } from 'vue-i18n'
import type { Case, CaseReason } from '@/api'
import { useMaterialNames } from '@/shared/materials'

/** A reason in words: what is wrong, with which material, and the note about it. */
export function useReasonText() {
  const { t, te } = useI18n({ useScope: 'global' })
  const nameOf = useMaterialNames()
  return (reason: CaseReason, materials: Case['materials']): string => {
    const words = te(`desk.reason.${reason.code}`) ? t(`desk.reason.${reason.code}`) : reason.code
    const what = [nameOf(reason.material_code, materials), reason.note].filter(Boolean).join(t('desk.comma'))
    return what ? t('desk.case.with_note', { words, note: what }) : words
  }
}
