import type { Light } from '@/api'

/** Most urgent first, as the worklist is ordered. */
export const LIGHTS: readonly Light[] = ['red', 'yellow', 'blue', 'green', 'grey']
