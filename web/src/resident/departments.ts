import type { IconName } from '@/components/icons'

const ICON_OF: Record<string, IconName> = {
  GA: 'shield',
  MZ: 'hands',
  RS: 'work',
  YB: 'card',
  WJ: 'cross',
  ZJ: 'house',
  LS: 'grain',
  GH: 'star',
  CL: 'wheelchair',
  DA: 'archive',
  JX: 'chip',
}

/** What people come for most often stands first. */
const ORDER = ['MZ', 'RS', 'YB', 'GA', 'WJ', 'ZJ', 'CL', 'GH', 'DA', 'LS', 'JX']
const placeOf = (code: string): number => (ORDER.includes(code) ? ORDER.indexOf(code) : ORDER.length)
export const inOrderOfUse = <T extends { code: string }>(departments: T[]): T[] =>
  [...departments].sort((one, other) => placeOf(one.code) - placeOf(other.code))

/** The drawing of a department; one that has none of its own gets a sheet of paper. */
export const departmentIcon = (code: string): IconName => ICON_OF[code] ?? 'paper'
