/** The case that this tab follows: kept for a reload, in this tab only, and gone when its page is left. Never in the address. */
const KEPT_AS = 'tongban.case'

export interface KeptCase {
  number: string
  password: string
}

export function keptCase(): KeptCase | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEPT_AS) ?? 'null') as KeptCase | null
    return typeof kept?.number === 'string' && typeof kept.password === 'string' ? kept : null
  } catch {
    return null
  }
}

export function keepCase(kept: KeptCase): void {
  try {
    sessionStorage.setItem(KEPT_AS, JSON.stringify(kept))
  } catch {
    // without storage a reload asks again
  }
}

export function forgetCase(): void {
  sessionStorage.removeItem(KEPT_AS)
}
