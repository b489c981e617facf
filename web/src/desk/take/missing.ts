import type { CasePreview, ItemDetail } from '@/api'
import { useWords } from '@/shared/words'

export interface Missing {
  /** name of the field, as errors name it */
  field: string
  name: string
}

/** What the program says is still missing and may come later: answers, materials and fields, with their names. */
export function useMissing(): (preview: CasePreview | null, item: ItemDetail | null) => Missing[] {
  const { word } = useWords()
  return (preview, item) => {
    if (!preview) return []
    const nameOf = <T>(all: readonly T[] | undefined, is: (each: T) => boolean, name: string, code: string): string =>
      word(all?.find(is) as object | undefined, name) || code
    return [
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
