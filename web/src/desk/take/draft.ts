/**
 * The form being filled in. It survives a reload of this tab (sessionStorage) and nothing else: signing out wipes
 * it, and it is shown again only to the person who began it.
 */
import { defineStore } from 'pinia'
import { computed, reactive, ref, watch } from 'vue'
import { newKey, type Address, type CaseRequest, type Division, type ItemRow, type MaterialSource } from '@/api'
import { sentLines, type MaterialLine } from '../lines'
import type { Asked } from './guide'

const KEPT_AS = 'tongban.desk.draft'

export type FormValue = string | boolean
export interface GivenMaterial {
  source: MaterialSource
  copies: number
}

export interface Draft {
  item: ItemRow | null
  id_type: string
  id_number: string
  name: string
  phone: string
  hukou: Division | Address | null
  residence: Division | Address | null
  /** asked of people from elsewhere; null: not asked yet */
  residence_permit: boolean | null
  agent: { id_type: string; id_number: string; name: string; phone: string } | null
  answers: Record<string, string | undefined>
  form: Record<string, FormValue | undefined>
  materials: Record<string, GivenMaterial>
  /** what came, where nobody has recorded what the item asks for */
  lines: MaterialLine[]
  /** the key that makes this filling-in one case however often it is sent */
  key: string
  /** what was sent under the key while its answer is not known */
  sent: CaseRequest | null
}

const RESIDENT_ID = '111'

export const emptyAgent = () => ({ id_type: RESIDENT_ID, id_number: '', name: '', phone: '' })

function emptyDraft(): Draft {
  return {
    item: null,
    id_type: RESIDENT_ID,
    id_number: '',
    name: '',
    phone: '',
    hukou: null,
    residence: null,
    residence_permit: null,
    agent: null,
    answers: {},
    form: {},
    materials: {},
    lines: [],
    key: newKey(),
    sent: null,
  }
}

const isFilled = (value: unknown): boolean => value !== '' && value !== null && value !== undefined

/** What was filled in, of the named ones only. */
const filled = <V>(all: Record<string, V | undefined>, names?: readonly string[]): Record<string, V> =>
  Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, V] => isFilled(entry[1]) && (names?.includes(entry[0]) ?? true)),
  )

/** What is sent: of answers, fields and materials only those that are asked for. */
export function requestOf(draft: Draft, asked: Asked | null): CaseRequest {
  const questions = asked?.questions.map((each) => each.code)
  const fields = asked?.fields.map((each) => each.element)
  const materials = asked?.materials.map((each) => each.material_code)
  return {
    item_code: draft.item?.code ?? '',
    answers: filled(draft.answers, questions),
    applicant: filled<string | boolean>({
      id_type: draft.id_type,
      id_number: draft.id_number.trim(),
      name: draft.name.trim(),
      phone: draft.phone.trim(),
      hukou_division: draft.hukou?.code,
      residence_division: draft.residence?.code,
      residence_permit: draft.residence_permit ?? undefined,
    }) as CaseRequest['applicant'],
    ...(draft.agent ? { agent: { ...draft.agent } } : {}),
    form: filled(draft.form, fields),
    materials: asked?.described === false
      ? sentLines(draft.lines)
      : Object.entries(filled(draft.materials, materials)).map(([material_code, given]) => ({ material_code, ...given })),
    channel: 'window',
  }
}

export const useDraft = defineStore('desk-draft', () => {
  const draft = reactive<Draft>(emptyDraft())
  const owner = ref('')
  const restored = ref(false)
  /** only while the storage is read, so that opening does not write */
  const isKept = computed(() => owner.value === '' && sessionStorage.getItem(KEPT_AS) !== null)
  const isEmpty = computed(() => {
    const { item, id_number, name, phone, hukou, residence, agent } = draft
    return !(item || id_number || name || phone || hukou || residence || agent)
  })

  function openFor(username: string): void {
    const kept = readKept()
    const mine = kept?.owner === username ? kept.draft : null
    Object.assign(draft, emptyDraft(), mine)
    owner.value = username
    restored.value = mine !== null && !isEmpty.value
    if (kept && !mine) sessionStorage.removeItem(KEPT_AS)
  }

  /** Takes it off the screen; the tab keeps it for the same person. */
  function close(): void {
    owner.value = ''
    Object.assign(draft, emptyDraft())
  }

  function forget(): void {
    close()
    sessionStorage.removeItem(KEPT_AS)
  }

  function clear(): void {
    Object.assign(draft, emptyDraft())
    restored.value = false
  }

  /** Another item asks for other things; the applicant stays. */
  function chooseItem(item: ItemRow | null): void {
    if (item?.code === draft.item?.code) return
    Object.assign(draft, { item, answers: {}, form: {}, materials: {}, lines: [], key: newKey() })
  }

  function readKept(): { owner: string; draft: Draft } | null {
    try {
      return JSON.parse(sessionStorage.getItem(KEPT_AS) ?? 'null')
    } catch {
      return null
    }
  }

  watch(draft, () => {
    if (!owner.value) return
    if (isEmpty.value) sessionStorage.removeItem(KEPT_AS)
    else sessionStorage.setItem(KEPT_AS, JSON.stringify({ owner: owner.value, draft }))
  })

  return { draft, isEmpty, isKept, restored, openFor, close, forget, clear, chooseItem }
})
