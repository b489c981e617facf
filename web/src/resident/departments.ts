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

/** The drawing of a department; one that has none of its own gets a sheet of paper. */
export const departmentIcon = (code: string): IconName => ICON_OF[code] ?? 'paper'
