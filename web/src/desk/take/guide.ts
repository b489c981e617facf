/**
 * What the guide asks for after what was filled in so far. The conditions are the program's own (JsonLogic in the item);
 * they are read here only so that the next question stands there before the hand reaches the key. What applies in the
 * end, and what is missing, is what the preview says.
 */
import jsonLogic, { type RulesLogic } from 'json-logic-js'
import type { CasePreview, ItemDetail, ItemField, ItemMaterial, Question, Rule } from '@/api'
import type { Draft } from './draft'

export interface Asked {
  questions: Question[]
  fields: ItemField[]
  materials: ItemMaterial[]
  /** false: nobody has recorded what the item asks for */
  described: boolean
}

const mentionsApplicant = (rule: Rule): boolean => JSON.stringify(rule).includes('"applicant.')

export function askedOf(item: ItemDetail, draft: Draft, preview: CasePreview | null): Asked {
  const answers: Record<string, string> = {}
  const form: Record<string, unknown> = {}
  // Age, sex and household are read off the applicant by the program alone.
  const holds = (rule: Rule, told: boolean | undefined): boolean => {
    if (rule === null) return true
    return mentionsApplicant(rule) ? told === true : Boolean(jsonLogic.apply(rule as RulesLogic, { answers, form }))
  }
  const questions = item.questions.filter((question) => {
    const applies = holds(question.when, preview?.questions.includes(question.code))
    const answer = draft.answers[question.code]
    if (applies && answer) answers[question.code] = answer
    return applies
  })
  const fields = item.fields.filter((field) => {
    const applies = holds(field.when, preview?.fields.some((each) => each.element === field.element && each.applies))
    const value = draft.form[field.element]
    if (applies && value !== undefined && value !== '') form[field.element] = field.type === 'integer' ? Number(value) : value
    return applies
  })
  const materials = item.materials.filter((material) =>
    holds(material.when, preview?.materials.some((each) => each.material_code === material.material_code && each.applies)),
  )
  return { questions, fields, materials, described: item.materials_described }
}
