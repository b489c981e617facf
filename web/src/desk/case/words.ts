import { useI18n } from 'vue-i18n'
import type { CameTo, CaseState } from '@/api'

/** What an action is called on this case: a returned one is sent again, a denial is drawn up and delivered as one. */
export function useActionName() {
  const { t, te } = useI18n({ useScope: 'global' })
  return (action: string, at: { state?: CaseState | null; came_to: CameTo }): string => {
    const keys = [`desk.action.${action}_${at.came_to}`, ...(action === 'supplement' && at.state === 'returned' ? ['desk.action.send_again'] : []), `desk.action.${action}`]
    const key = keys.find((each) => te(each))
    return key ? t(key) : action
  }
}
