// The program's own rules (JsonLogic, from /v1/items/{code}) shown to a resident. What they mean is decided by the
// program; here they only choose what to show.
import jsonLogic, { type RulesLogic } from 'json-logic-js'
import type { Question, Rule, Situation } from '@/api'

export type Answers = Record<string, string>
export type Applies = 'yes' | 'no' | 'depends'

const holds = (rule: Rule, data: object): boolean => rule === null || Boolean(jsonLogic.apply(rule as RulesLogic, data))

/** Applicants a rule may tell apart: every age, both sexes, registered here or not. */
const APPLICANTS = Array.from({ length: 111 }, (_, age) => age).flatMap((age) =>
  ['1', '2'].flatMap((sex) => [true, false].map((local_hukou) => ({ age, sex, local_hukou, id_type: '111' }))),
)

const mentions = (rule: Rule, part: string): boolean => JSON.stringify(rule).includes(`"${part}.`)

/** Whether a rule holds after these answers: for every applicant, for none, or for some. */
export function appliesTo(rule: Rule, answers: Answers): Applies {
  if (rule === null) return 'yes'
  if (mentions(rule, 'form')) return 'depends'
  if (!mentions(rule, 'applicant')) return holds(rule, { answers }) ? 'yes' : 'no'
  const found = new Set(APPLICANTS.map((applicant) => holds(rule, { answers, applicant })))
  return found.size > 1 ? 'depends' : found.has(true) ? 'yes' : 'no'
}

/** The questions asked after these answers, in order, up to the first that is not answered yet. */
export function askedQuestions(questions: Question[], answers: Answers): Question[] {
  const asked: Question[] = []
  for (const question of questions) {
    if (appliesTo(question.when, answers) === 'no') continue
    asked.push(question)
    if (!answers[question.code]) break
  }
  return asked
}

/** The answers without those to questions that are no longer asked. */
export function keptAnswers(questions: Question[], answers: Answers): Answers {
  const kept: Answers = {}
  for (const question of questions) {
    const answer = answers[question.code]
    if (answer && appliesTo(question.when, kept) !== 'no') kept[question.code] = answer
  }
  return kept
}

/** Whether every question that is asked has its answer. */
export const allAnswered = (questions: Question[], answers: Answers): boolean =>
  askedQuestions(questions, answers).every((question) => answers[question.code])

/** The first situation that holds, as the program takes it. */
export const situationOf = (situations: Situation[], answers: Answers): Situation | null =>
  situations.find((each) => appliesTo(each.when, answers) !== 'no') ?? null

/** Those of materials or fields that these answers do not rule out, each with whether it surely applies. */
export const applying = <T extends { when: Rule }>(things: T[], answers: Answers): { thing: T; sure: boolean }[] =>
  things
    .map((thing) => ({ thing, applies: appliesTo(thing.when, answers) }))
    .filter((each) => each.applies !== 'no')
    .map(({ thing, applies }) => ({ thing, sure: applies === 'yes' }))
