import { onScopeDispose } from 'vue'

const MINUTE_MS = 60_000

/**
 * Reads again what changes by the clock: every minute while the page is looked at, and when it is looked at again. What
 * does not come leaves the page as it is.
 */
export function useMinutely(read: () => Promise<void>): void {
  const again = (): void => {
    if (document.visibilityState === 'visible') read().catch(() => {})
  }
  const timer = window.setInterval(again, MINUTE_MS)
  document.addEventListener('visibilitychange', again)
  onScopeDispose(() => {
    window.clearInterval(timer)
    document.removeEventListener('visibilitychange', again)
  })
}
