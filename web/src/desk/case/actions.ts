/** What a clerk presses and says for each action. Whether it is allowed is the program's matter. */
import type { Acted, Case, CaseAction, ReasonCode } from '@/api'

/** The case as an action has left it, as far as its answer tells. */
export const afterAction = (found: Case, { seq, state, notice_due, legal_due, promised_due, allowed_actions }: Acted): Case => ({
  ...found, revision: seq, state, notice_due, legal_due, promised_due, allowed_actions })

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

export type Part =
  | 'reasons' | 'asked' | 'came' | 'mended' | 'corrected' | 'procedure' | 'outcome' | 'delivery' | 'days' | 'reason' | 'note'

export const ACTION_PARTS: Record<CaseAction, readonly Part[]> = {
  take_over: ['note'],
  accept: ['note'],
  return_to_receiver: ['reasons', 'note'],
  ask_supplement: ['asked', 'days', 'note'],
  supplement: ['came', 'mended', 'corrected', 'note'],
  review: ['note'],
  refuse: ['reasons', 'reason'],
  suspend: ['procedure', 'reason'],
  resume: ['note'],
  extend: ['days', 'reason'],
  decide: ['outcome', 'reason'],
  issue: ['note'],
  deliver: ['delivery', 'note'],
  withdraw: ['reason'],
}

/** The ones that end a case or turn it back look different. */
export const TURNING_BACK: ReadonlySet<CaseAction> = new Set(['return_to_receiver', 'refuse', 'withdraw'])

/** The reasons that fit an action, of those the program knows. */
export const REASONS: Partial<Record<CaseAction, readonly ReasonCode[]>> = {
  return_to_receiver: ['wrong_routing', 'unreadable_scan', 'incomplete_form', 'missing_material', 'invalid_material', 'wrong_item', 'other'],
  refuse: ['not_eligible', 'not_competent', 'wrong_item', 'other'],
}
export const PROCEDURES = [
  'verification', 'means_test', 'public_notice', 'hearing', 'inspection', 'testing', 'quarantine', 'appraisal', 'expert_review', 'other',
] as const
export const SOURCES = ['original', 'copy', 'licence', 'electronic'] as const
export const DELIVERIES = ['window', 'courier', 'electronic', 'locker', 'home'] as const
export const EXTENSION_DAYS = { least: 1, most: 10, usual: 10 } as const
export const SUPPLEMENT_DAYS = { least: 1, most: 60, usual: 15 } as const
