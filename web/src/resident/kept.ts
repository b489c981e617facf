/**
 * The case that this tab follows: kept for a reload, in this tab only, on every page of this site, and
 * gone when the site is left, or a quarter of an hour after the last touch. Never in the address.
 */
const KEPT_AS = 'tongban.case'
const GUIDE_KEPT_AS = 'tongban.guide'
export const KEPT_MS = 15 * 60_000
const SECOND_MS = 1000
/** what shows that the reader is still there */
export const ACTS = ['pointerdown', 'keydown', 'scroll'] as const

export interface KeptCase {
  number: string
  password: string
  /** when it was last used, ms */
  at: number
}

/** How this document came to be: by a reload, or by going somewhere: an address, a link, back or forward. */
const reloaded = (): boolean =>
  performance.getEntriesByType('navigation').some((each) => (each as PerformanceNavigationTiming).type === 'reload')

/** Before any page is shown: whoever comes from elsewhere, or comes late, finds nothing. Then for as long as the site is open. */
export function startKept(): void {
  if (!reloaded() || !keptCase()) forgetCase()
  if (!reloaded()) sessionStorage.removeItem(GUIDE_KEPT_AS)
  for (const act of ACTS) window.addEventListener(act, use, { passive: true })
  window.setInterval(() => keptCase() ?? forgetCase(), 10 * SECOND_MS)
  // brought back whole from another site, out of the browser's memory
  window.addEventListener('pageshow', (event) => event.persisted && forgetCase())
}

function use(): void {
  const kept = keptCase()
  if (!kept) forgetCase()
  else if (Date.now() - kept.at >= SECOND_MS) keepCase(kept.number, kept.password)
}

export function keptCase(): KeptCase | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEPT_AS) ?? 'null') as KeptCase | null
    if (typeof kept?.number !== 'string' || typeof kept.password !== 'string') return null
    const age = Date.now() - kept.at
    return age >= 0 && age < KEPT_MS ? kept : null
  } catch {
    return null
  }
}

export function keepCase(number: string, password: string): void {
  try {
    sessionStorage.setItem(KEPT_AS, JSON.stringify({ number, password, at: Date.now() } satisfies KeptCase))
  } catch {
    // without storage a reload asks again
  }
}

export function forgetCase(): void {
  sessionStorage.removeItem(KEPT_AS)
}

/** The answers given in a guide: kept for a reload too, of the guide read last, and never in the address. */
export function guideAnswers(item: string): Record<string, string> {
  try {
    const kept = JSON.parse(sessionStorage.getItem(GUIDE_KEPT_AS) ?? 'null') as { item?: string; answers?: Record<string, string> } | null
    return kept?.item === item ? { ...kept.answers } : {}
  } catch {
    return {}
  }
}

export function keepGuideAnswers(item: string, answers: Record<string, string>): void {
  try {
    sessionStorage.setItem(GUIDE_KEPT_AS, JSON.stringify({ item, answers }))
  } catch {
    // without storage a reload asks again
  }
}
