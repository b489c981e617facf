/** What a clerk presses and says for each action. Whether it is allowed is the program's matter. */
import type { Acted, ActionInput, Case, CaseAction } from '@/api'

export const mayDo = (found: Case, action: CaseAction): boolean => found.allowed_actions.some((one) => one.action === action)

/** What an action takes; null while that is not known, or the action is not possible. */
export const inputsOf = (found: Case, action: CaseAction): ActionInput[] | null =>
  found.allowed_actions.find((one) => one.action === action)?.inputs ?? null

/** The case as an action has left it, as far as its answer tells; what the next ones take is read with the case. */
export const afterAction = (found: Case, { seq, state, notice_due, legal_due, promised_due, allowed_actions }: Acted): Case => ({
  ...found, revision: seq, state, notice_due, legal_due, promised_due,
  allowed_actions: allowed_actions.map((action) => ({ action, inputs: null })) })

/** Letters apart from those of the whole desk (n, q, w, ?) and of the case page itself (f, c). */
export const ACTION_KEYS: Record<CaseAction, string> = {
  take_over: 't',
  accept: 'a',
  return_to_receiver: 'b',
  ask_supplement: 'm',
  supplement: 's',
  review: 'v',
  refuse: 'x',
  suspend: 'p',
  resume: 'p',
  extend: 'e',
  decide: 'd',
  issue: 'i',
  deliver: 'l',
  withdraw: 'z',
}

/** The ones that end a case or turn it back look different. */
export const TURNING_BACK: ReadonlySet<CaseAction> = new Set(['return_to_receiver', 'refuse', 'withdraw'])

/** What came with a supplement, in the order in which it is chosen. */
export const SOURCES = ['original', 'copy', 'licence', 'electronic'] as const
/** What the applicant usually gets to bring what is missing, in working days. */
export const USUAL_DAYS = 15
