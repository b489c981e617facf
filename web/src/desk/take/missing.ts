import { useI18n } from 'vue-i18n'
import type { CasePreview, ItemDetail } from '@/api'
import { useWords } from '@/shared/words'

export interface Missing {
  /** name of the field, as errors name it */
  field: string
  name: string
}

/** What the program says is still missing: answers, materials and fields, with their names; and whoever brings them. */
export function useMissing(): (preview: CasePreview | null, item: ItemDetail | null, hasAgent: boolean) => Missing[] {
  const { t } = useI18n()
  const { word } = useWords()
  return (preview, item, hasAgent) => {
    if (!preview) return []
    const nameOf = <T>(all: readonly T[] | undefined, is: (each: T) => boolean, name: string, code: string): string =>
      word(all?.find(is) as object | undefined, name) || code
    return [
      ...(preview.agent_needed && !hasAgent ? [{ field: 'agent', name: t('desk.take.agent_missing') }] : []),
      ...preview.missing_answers.map((code) => ({
        field: `answers.${code}`,
        name: nameOf(item?.questions, (each) => each.code === code, 'text', code),
      })),
      ...preview.missing_materials.map((code) => ({
        field: `materials.${code}`,
        name: nameOf(item?.materials, (each) => each.material_code === code, 'name', code),
      })),
      ...preview.missing_form.map((code) => ({
        field: `form.${code}`,
        name: nameOf(item?.fields, (each) => each.element === code, 'name', code),
      })),
    ]
  }
}
