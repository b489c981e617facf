// The requests the pages make, one function each.
import { get, getText, post, remove, type RequestOptions } from './client'
import type * as T from './types'

export type * from './types'
export { ApiError, asApiError } from './problem'
export { newKey, useToken } from './client'
export { followTogether } from './together'

const part = encodeURIComponent

// what everybody may read
export const getCity = () => get<T.City>('/v1/city')
export const listDepartments = () => get<T.List<T.Department>>('/v1/departments')
export const listItems = (query: T.ItemQuery, options?: RequestOptions) => get<T.List<T.ItemRow>>('/v1/items', { ...query }, options)
export const listMaterials = (query: T.MaterialQuery, options?: RequestOptions) =>
  get<T.List<T.KnownMaterial>>('/v1/materials', { ...query }, options)
/** `on`: the day whose guide counts, today without it; `applicant`: who would apply, the answer then says whether they may. */
export const getItem = (code: string, query: T.ItemDetailQuery = {}) => get<T.ItemDetail>(`/v1/items/${part(code)}`, { ...query })
export const getFigures = (on?: string) => get<T.CatalogueFigures>('/v1/catalogue/figures', { on })
export const listDistricts = () => get<T.List<T.District>>('/v1/districts')
export const listDivisions = (query: T.DivisionQuery) => get<T.List<T.Division>>('/v1/divisions', query)
/** What may stand as a hukou or residence: streets, districts alone, merged districts, other provinces. */
export const listAddresses = (q: string) => get<T.List<T.Address>>('/v1/addresses', { q })
export const listCommittees = (division: string) => get<T.List<T.Committee>>('/v1/committees', { division })
export const listCentres = (query: T.CentreQuery, options?: RequestOptions) =>
  get<T.List<T.CentreRow>>('/v1/centres', { ...query }, options)
export const getCentre = (code: string) => get<T.Centre>(`/v1/centres/${part(code)}`)
export const getCalendar = (year: number) => get<T.CalendarYear>(`/v1/calendar/${year}`)

// one case, by its number and query password
const passwordHeader = (password: string): RequestOptions => ({ headers: { 'Query-Password': password } })
export const followCase = (number: string, password: string) =>
  get<T.Case>(`/v1/cases/${part(number)}`, {}, passwordHeader(password))
export const followCaseEvents = (number: string, password: string) =>
  get<T.List<T.CaseEvent>>(`/v1/cases/${part(number)}/events`, {}, passwordHeader(password))

// staff
export const signIn = (username: string, password: string, device_token?: string) =>
  post<T.Session>('/v1/sessions', { username, password, device_token }, { atOnce: true })
export const currentStaff = () => get<{ staff: T.Staff }>('/v1/sessions/current')
export const signOut = () => remove('/v1/sessions/current')
export const changePassword = (old_password: string, new_password: string) =>
  post<void>('/v1/password', { old_password, new_password })
export const checkIdentity = (id_type: string, id_number: string, options?: RequestOptions) =>
  post<T.IdentityCheck>('/v1/identity/check', { id_type, id_number }, options)
export const previewCase = (body: T.CaseRequest, options?: RequestOptions) =>
  post<T.CasePreview>('/v1/cases/preview', body, options)
export const locateOpenCases = (body: T.WhereaboutsRequest) => post<T.OpenCases>('/v1/cases/whereabouts', body)
export const createCase = (body: T.CaseRequest, idempotencyKey: string) =>
  post<T.NewCase>('/v1/cases', body, { idempotencyKey })
export const getCase = (number: string) => get<T.Case>(`/v1/cases/${part(number)}`)
export const listCaseEvents = (number: string) => get<T.List<T.CaseEvent>>(`/v1/cases/${part(number)}/events`)
export const actOnCase = (number: string, body: T.CaseActionRequest, idempotencyKey: string) =>
  post<T.Acted>(`/v1/cases/${part(number)}/actions`, body, { idempotencyKey })
/** A new query password against an identity document; works for every case of the city. */
export const reissuePassword = (number: string, body: T.ReissueRequest, idempotencyKey: string) =>
  post<T.NewPassword>(`/v1/cases/${part(number)}/query-password`, body, { idempotencyKey })
export const revealCase = (number: string, purpose: string) =>
  post<T.RevealedCase>(`/v1/cases/${part(number)}/reveal`, { purpose })
/** A number, of a case or a person, is looked for by itself, and stands in no address: whatever lies between logs those. */
export const getWorklist = ({ q, ...query }: T.WorklistQuery, options?: RequestOptions) =>
  q ? post<T.Worklist>('/v1/cases/search', { q }, options) : get<T.Worklist>('/v1/worklist', query, options)
/** The QR code of a case's follow-up address, as the address of an image; for the public with the query password. */
export const getCaseQr = async (number: string, password?: string): Promise<string> =>
  `data:image/svg+xml,${encodeURIComponent(await getText(`/v1/cases/${part(number)}/qr.svg`, password ? passwordHeader(password) : undefined))}`
