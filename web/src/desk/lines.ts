/** Lines of what came, where nobody has recorded what an item asks for. */
import type { CaseRequest, MaterialSource } from '@/api'

export interface MaterialLine {
  /** of the dictionary; what has none is a line of its own */
  material_code?: string
  name: string
  name_en?: string
  source: MaterialSource
  copies: number
}

/** What a line may have come as, by the digits of the keyboard. */
export const LINE_SOURCES: readonly MaterialSource[] = ['original', 'copy', 'electronic']

export const sentLines = (lines: readonly MaterialLine[]): NonNullable<CaseRequest['materials']> =>
  lines.map(({ material_code, name, source, copies }) => ({ ...(material_code ? { material_code } : { name }), source, copies }))
