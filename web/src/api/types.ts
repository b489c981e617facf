// Names for what the program says and takes. The shapes themselves are in schema.d.ts, which is made from its
// /openapi.json by `npm run types`: nothing is written by hand twice.
import type { operations } from './schema'

type Said<Responses, Status extends PropertyKey> = Responses extends Record<Status, { content: { 'application/json': infer Body } }>
  ? Body
  : never
type Reply<Name extends keyof operations, Status extends PropertyKey = 200> = Said<operations[Name]['responses'], Status>
type Taken<Name extends keyof operations> = operations[Name] extends {
  requestBody: { content: { 'application/json': infer Body } }
}
  ? Body
  : never
/** What may be asked for; words come from the address of the page, and whether they are good the program says. */
type Query<Name extends keyof operations> = NonNullable<operations[Name]['parameters']['query']>
type Asked<Name extends keyof operations> = {
  [Key in keyof Query<Name>]: Query<Name>[Key] extends string | undefined ? string : Query<Name>[Key]
}
type Row<List extends { items: unknown[] }> = List['items'][number]

export interface Text {
  zh: string
  en: string
}

/** A list as the program gives it: `next` is the cursor of the next page. */
export interface List<T> {
  items: T[]
  next: string | null
}

// the city
export type City = Reply<'get_city'>
export type Department = Row<Reply<'list_departments'>>
export type District = Row<Reply<'list_districts'>>
export type Division = Row<Reply<'list_divisions'>>
export type Address = Row<Reply<'list_addresses'>>
export type Committee = Row<Reply<'list_committees'>>
export type CentreRow = Row<Reply<'list_centres'>>
export type Centre = Reply<'get_centre'>
export type CalendarYear = Reply<'get_calendar'>
export type CentreQuery = Asked<'list_centres'>
export type DivisionQuery = Asked<'list_divisions'>

// the catalogue
export type ItemRow = Row<Reply<'list_items'>>
export type ItemDetail = Reply<'get_item'>
export type Question = ItemDetail['questions'][number]
export type Situation = ItemDetail['situations'][number]
export type ItemMaterial = ItemDetail['materials'][number]
export type ItemField = ItemDetail['fields'][number]
/** A rule in JsonLogic over {answers, applicant, form}; null holds always. */
export type Rule = Question['when']
export type CatalogueFigures = Reply<'get_figures'>
/** A material of the dictionary that all items share. */
export type KnownMaterial = Row<Reply<'list_materials'>>
export type MaterialQuery = Asked<'list_materials'>
export type ItemQuery = Asked<'list_items'>
export type ItemDetailQuery = Asked<'get_item'>

// staff
export type Session = Reply<'sign_in', 201>
export type Staff = Session['staff']
export type IdentityCheck = Reply<'check_identity'>
export type FieldError = IdentityCheck['errors'][number]

// cases
/** With the actions as the words that act_on_case takes. */
type Acting<T> = Omit<T, 'allowed_actions'> & { allowed_actions: CaseAction[] }
type GotCase = Reply<'get_case'>
/** What an action takes, as the program tells it: a form is drawn from it. */
export type ActionInput = GotCase['allowed_actions'][number]['inputs'][number]
/** inputs: null in a case that an action has just left, until it is read again. */
export type Case = Omit<GotCase, 'allowed_actions'> & { allowed_actions: { action: CaseAction; inputs: ActionInput[] | null }[] }
/** What a write did; the case is read for the rest. */
export type NewCase = Acting<Reply<'accept_case', 201>>
export type Acted = Acting<Reply<'act_on_case'>>
export type CaseState = Case['state']
export type Outcome = Case['outcome']
export type CameTo = Outcome['came_to']
export type Light = Case['light']
export type CaseMaterial = Case['materials'][number]
export type CaseReason = Case['reasons'][number]
export type CaseEvent = Row<Reply<'list_case_events'>>
export type CasePreview = Reply<'preview_case'>
export type PreviewField = CasePreview['fields'][number]
/** An application while it is written; what it lacks to be accepted is said by the program. */
export type CaseRequest = Taken<'preview_case'>
export type MaterialSource = NonNullable<NonNullable<CaseRequest['materials']>[number]['source']>
/** One of several, told apart by its action. */
export type CaseActionRequest = Taken<'act_on_case'>
export type CaseAction = CaseActionRequest['action']
type InputOf<K extends string> = CaseActionRequest extends infer R ? (R extends { [key in K]?: infer V } ? NonNullable<V> : never) : never
export type ReasonCode = InputOf<'reasons'>[number]['code']
export type Reasons = { code: ReasonCode; material_code?: string; note?: string }[]
export type SuppliedMaterials = InputOf<'materials'>
export type Procedure = InputOf<'procedure'>
export type Delivery = InputOf<'delivery'>
export type RevealedCase = Reply<'reveal_case'>
export type WhereaboutsRequest = Taken<'locate_open_cases'>
export type OpenCases = Reply<'locate_open_cases'>
export type ReissueRequest = Taken<'reissue_query_password'>
export type NewPassword = Reply<'reissue_query_password', 201>
export type WorklistRow = Acting<Row<Reply<'list_work'>>>
export type Worklist = Omit<Reply<'list_work'>, 'items'> & List<WorklistRow>
export type WorklistQuery = Asked<'list_work'> & { q?: string }

/** What the stream of events says of a case. */
export interface CaseSignal {
  case_number: string
  seq: number
  action: string
  state: CaseState
  receiving_centre: string
  responsible_centre: string
}
