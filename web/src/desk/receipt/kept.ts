/** The query password of the case just made: it is told once, and is gone with this tab or the sign-out. */
import type { NewCase } from '@/api'

const KEPT_AS = 'tongban.desk.receipt'

export function keepReceipt(made: NewCase): void {
  sessionStorage.setItem(KEPT_AS, JSON.stringify({ number: made.case_number, password: made.query_password }))
}

export function keptPassword(number: string): string {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEPT_AS) ?? 'null') as { number: string; password: string } | null
    return kept?.number === number ? kept.password : ''
  } catch {
    return ''
  }
}

export const forgetReceipt = (): void => sessionStorage.removeItem(KEPT_AS)
