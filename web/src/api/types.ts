// What the program's API says, as the pages read it. Codes are plain strings, names ride beside them.

export interface Text {
  zh: string
  en: string
}

export interface List<T> {
  items: T[]
  next: string | null
}

/** A rule in JsonLogic over {answers, applicant, form}; null holds always. */
export type Rule = Record<string, unknown> | boolean | null

export interface City {
  code: string
  name: string
  name_en: string
  hotline: string
  demo: boolean
  today: string
  note_zh: string
  note_en: string
  calendar_years: number[]
}

export interface Department {
  code: string
  name: string
  name_en: string
}

export type Mode = 'direct' | 'split'
export type ItemKind = 'immediate' | 'promised'
/** F published · S named by sources · P public page · M common knowledge · X sample of this pack */
export type Certainty = 'F' | 'S' | 'P' | 'M' | 'X'

export interface ItemRow {
  code: string
  name: string
  name_en: string
  department: string
  department_name: string
  department_name_en: string
  mode: Mode
  kind: ItemKind
  basis: 'hukou' | 'residence'
  citywide: boolean
  legal_days: number
  promised_days: number
  permit_holder: boolean
  sub_centre: boolean
  certainty: Certainty
  has_guide: boolean
  initials: string
}

export interface Question {
  code: string
  text_zh: string
  text_en: string
  when: Rule
  options: { code: string; text_zh: string; text_en: string }[]
}

export interface Situation {
  code: string
  name_zh: string
  name_en: string
  when: Rule
}

export interface ItemMaterial {
  material_code: string
  name: string
  name_en: string
  required: boolean
  form: 'paper' | 'electronic' | 'either'
  licence_type: string | null
  when: Rule
  source: 'applicant' | 'government'
  originals: number
  copies: number
  deferrable: boolean
  basis: string | null
  rule_zh: string | null
  rule_en: string | null
}

export type FieldType =
  | 'text'
  | 'long_text'
  | 'integer'
  | 'money'
  | 'date'
  | 'phone'
  | 'id_number'
  | 'choice'
  | 'division'
  | 'address'
  | 'bank_account'
  | 'bool'

export interface ItemField {
  element: string
  name: string
  name_en: string
  type: FieldType
  max_length: number | null
  required: boolean
  when: Rule
  prefill: string | null
  options: { code: string; name: string; name_en: string }[]
}

export interface ItemDetail extends ItemRow {
  valid_from: string
  valid_to: string | null
  system: string | null
  system_name: string | null
  audiences: string[]
  channels: string[]
  old_code: string | null
  code15: string | null
  basic_code: string | null
  handle_code: string | null
  guide_certainty: Certainty | null
  conditions_zh: string | null
  conditions_en: string | null
  process: Text[]
  legal_basis: { title: string; article: string | null }[]
  fee_zh: string | null
  fee_en: string | null
  note_zh: string | null
  note_en: string | null
  questions: Question[]
  situations: Situation[]
  materials: ItemMaterial[]
  fields: ItemField[]
  result: { name_zh: string; name_en: string; kind: string; delivery: string[] } | null
  history: {
    valid_from: string
    valid_to: string | null
    citywide: boolean
    mode: Mode
    legal_days: number
    promised_days: number
  }[]
}

export interface CatalogueFigures {
  on: string
  items: number
  citywide: number
  direct: number
  split: number
  permit_holder: number
  departments: number
  systems: number
}

export interface Outline {
  type: 'Polygon' | 'MultiPolygon'
  coordinates: number[][][] | number[][][][]
}

export interface District {
  code: string
  name: string
  name_en: string
  lon: number
  lat: number
  centres: number
  sub_centres: number
  outline: Outline
}

export interface Division {
  code: string
  name: string
  name_en: string
  kind: 'street' | 'town' | 'township' | 'zone'
  district: string
  centre: string | null
}

export interface Committee {
  code: string
  name: string
}

export interface CentreRow {
  code: string
  name: string
  name_en: string
  kind: 'centre' | 'sub_centre'
  district: string
  district_name: string
  district_name_en: string
  division: string
  division_name: string
  parent: string | null
  address: string | null
  phone: string | null
  lon: number | null
  lat: number | null
  position: 'approximate' | 'surveyed' | null
  distance_m: number | null
  open_now: boolean
  opens: string | null
  closes: string | null
  certainty: Certainty
}

export interface Centre extends CentreRow {
  hours: { workday_open: string; workday_close: string; restday_open: string; restday_close: string }
  sub_centres: CentreRow[]
  serves: string[]
  week: { date: string; open: string | null; close: string | null; rest_day: boolean }[]
}

export interface CalendarYear {
  year: number
  known: boolean
  days: { date: string; kind: 'off' | 'work'; name: string }[]
  working_days: number
}

export type Role = 'clerk' | 'reviewer' | 'lead' | 'district' | 'city' | 'keeper' | 'auditor' | 'admin'

export interface Staff {
  username: string
  name: string
  role: Role
  centre: string | null
  centre_name: string | null
  centre_name_en: string | null
  district: string | null
  district_name: string | null
  must_change_password: boolean
}

export interface Session {
  token: string
  expires_idle_seconds: number
  staff: Staff
}

export interface FieldError {
  field: string
  code: string
  zh: string
  en: string
}

export interface IdentityCheck {
  valid: boolean
  normalized: string | null
  sex: '1' | '2' | null
  birth_date: string | null
  age: number | null
  region: string | null
  region_name: string | null
  region_name_en: string | null
  errors: FieldError[]
}

export type CaseState =
  | 'received'
  | 'in_transit'
  | 'waiting'
  | 'taken_over'
  | 'returned'
  | 'supplement_asked'
  | 'accepted'
  | 'refused'
  | 'under_review'
  | 'suspended'
  | 'decided'
  | 'issued'
  | 'delivered'
  | 'withdrawn'
  | 'lapsed'

export type CaseAction =
  | 'take_over'
  | 'return_to_receiver'
  | 'ask_supplement'
  | 'supplement'
  | 'accept'
  | 'refuse'
  | 'review'
  | 'suspend'
  | 'resume'
  | 'extend'
  | 'decide'
  | 'issue'
  | 'deliver'
  | 'withdraw'

export type Light = 'green' | 'blue' | 'yellow' | 'red' | 'grey'

export interface Applicant {
  id_type: string
  id_number: string
  name: string
  phone: string
  hukou_division?: string | null
  hukou_division_name?: string | null
  residence_division?: string | null
  residence_division_name?: string | null
  address?: string | null
}

export interface Agent {
  id_type: string
  id_number: string
  name: string
  phone: string
}

export interface CaseMaterial {
  material_code: string
  name: string
  name_en: string
  required: boolean
  /** in the situation of the case */
  applies: boolean
  /** who has to bring it */
  from: 'applicant' | 'government' | null
  rule_zh: string | null
  rule_en: string | null
  /** what was handed in */
  source: string | null
  copies: number
  state: 'present' | 'supplied' | 'missing' | 'not_needed'
}

export interface CaseReason {
  code: string
  material_code?: string | null
  note?: string | null
}

export interface CaseFormValue {
  element: string
  name: string
  name_en: string
  type: FieldType
  /** masked where personal */
  value: unknown
  value_name: string | null
  value_name_en: string | null
}

export interface Case {
  case_number: string
  revision: number
  item_code: string
  item_name: string
  item_name_en: string
  department: string
  mode: Mode
  kind: ItemKind
  state: CaseState
  outcome: 'granted' | 'denied' | null
  light: Light
  situation: string | null
  situation_zh: string | null
  situation_en: string | null
  receiving_centre: string
  receiving_centre_name: string
  receiving_centre_name_en: string
  responsible_centre: string
  responsible_centre_name: string
  responsible_centre_name_en: string
  holder_centre: string
  received_at: string
  accepted_at: string | null
  decided_at: string | null
  notice_due: string | null
  supplement_due: string | null
  legal_due: string | null
  promised_due: string | null
  issue_due: string | null
  clock: {
    running: 'notice' | 'promise' | 'issue' | 'supplement' | 'none'
    since: string | null
    due: string | null
    working_days: number | null
    working_days_left: number | null
    stopped: boolean
    stopped_on: string | null
  }
  applicant: Applicant
  agent: Agent | null
  materials: CaseMaterial[]
  missing_materials: string[]
  missing_answers: string[]
  missing_form: string[]
  complete: boolean
  form: CaseFormValue[]
  routed_by: string | null
  route_note_zh: string | null
  route_note_en: string | null
  reasons: CaseReason[]
  reason: string | null
  procedure: string | null
  extended: boolean
  deemed_accepted: boolean
  allowed_actions: CaseAction[]
}

/** The logged look at a case in full. */
export interface RevealedCase {
  applicant: Applicant
  agent: Agent | null
  /** values by data element */
  form: Record<string, unknown>
}

export interface NewCase extends Case {
  query_password: string
}

export interface CaseEvent {
  seq: number
  at: string
  action: string
  from: CaseState | null
  to: CaseState
  /** user name of staff; null: the system, or what the public is not told */
  actor: string | null
  centre: string | null
  centre_name: string | null
  centre_name_en: string | null
  reasons: CaseReason[]
  reason: string | null
  outcome: 'granted' | 'denied' | null
  procedure: string | null
  days: number | null
  delivery: string | null
  note: string | null
}

export interface CaseRequest {
  item_code: string
  answers?: Record<string, string>
  applicant?: Partial<Applicant>
  agent?: Agent
  form?: Record<string, unknown>
  materials?: { material_code: string; source: string; copies: number }[]
  channel?: string
}

export type PreviewField = Omit<ItemField, 'when'> & { applies: boolean }

export interface CasePreview {
  item_code: string
  mode: Mode
  kind: ItemKind
  receiving_centre: string | null
  receiving_centre_name: string | null
  receiving_centre_name_en: string | null
  responsible_centre: string | null
  responsible_centre_name: string | null
  responsible_centre_name_en: string | null
  routed_by: string | null
  route_note_zh: string | null
  route_note_en: string | null
  has_guide: boolean
  situation: string | null
  situation_zh: string | null
  situation_en: string | null
  /** codes of the questions that apply */
  questions: string[]
  materials: CaseMaterial[]
  fields: PreviewField[]
  notice_due: string
  legal_due: string
  promised_due: string
  calendar_warning: boolean
  complete: boolean
  missing_materials: string[]
  missing_answers: string[]
  missing_form: string[]
  duplicates: {
    /** null: of another centre's scope */
    case_number: string | null
    state: CaseState
    finished: boolean
    received_at: string
    centre: string
    centre_name: string | null
    centre_name_en: string | null
  }[]
  errors: FieldError[]
}

export interface CaseActionRequest {
  action: CaseAction
  revision?: number
  outcome?: 'granted' | 'denied'
  reason?: string
  reasons?: { code: string; material_code?: string; note?: string }[]
  materials?: { material_code: string; source: string; copies: number }[]
  answers?: Record<string, string>
  form?: Record<string, unknown>
  days?: number
  procedure?: string
  delivery?: string
  note?: string
  hukou_division?: string
  residence_division?: string
}

export interface WorklistRow {
  case_number: string
  item_code: string
  item_name: string
  item_name_en: string
  state: CaseState
  light: Light
  mode: Mode
  kind: ItemKind
  applicant_name: string
  received_at: string
  due: string | null
  due_kind: string | null
  receiving_centre: string
  receiving_centre_name: string
  receiving_centre_name_en: string
  responsible_centre: string
  responsible_centre_name: string
  responsible_centre_name_en: string
  allowed_actions: CaseAction[]
}

export interface Worklist extends List<WorklistRow> {
  /** when asked for; at_least: only the most urgent were counted */
  counts: (Record<Light, number> & { at_least: boolean }) | null
}

export interface CaseSignal {
  case_number: string
  seq: number
  action: string
  state: CaseState
  receiving_centre: string
  responsible_centre: string
}
