/**
 * Who works at this counter. The token lives in this tab only (sessionStorage) and ends with it; a counter left
 * alone signs out by itself after the idle time that the program names, one minute after saying so.
 */
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import * as api from '@/api'
import { deviceToken, keepDevice } from './device'

const KEPT_AS = 'tongban.desk.session'
const WARN_SECONDS = 60

export type Ending = 'idle' | 'ended' | 'signed_out'

interface Kept {
  token: string
  idle: number
  staff: api.Staff
}

function readKept(): Kept | null {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT_AS) ?? 'null') as Kept | null
  } catch {
    return null
  }
}

export const useSession = defineStore('desk-session', () => {
  const staff = ref<api.Staff | null>(null)
  const ending = ref<Ending | null>(null)
  /** seconds until the counter signs out by itself, once it is near */
  const leaving = ref<number | null>(null)
  let token = ''
  let idleSeconds = 0
  let lastTouch = Date.now()
  let lastCall = Date.now()
  let timer: ReturnType<typeof setInterval> | undefined

  /** staff of one centre; the others look over a district or the city */
  const atCentre = computed(() => Boolean(staff.value?.centre))
  /** who keeps the catalogue or the accounts sees no cases */
  const seesCases = computed(() => staff.value !== null && !['keeper', 'admin'].includes(staff.value.role))

  function keep(): void {
    if (staff.value) sessionStorage.setItem(KEPT_AS, JSON.stringify({ token, idle: idleSeconds, staff: staff.value }))
    else sessionStorage.removeItem(KEPT_AS)
  }

  function begin(given: Kept): void {
    token = given.token
    idleSeconds = given.idle
    staff.value = given.staff
    ending.value = null
    lastTouch = lastCall = Date.now()
    api.useToken(token, () => end('ended'))
    keep()
    clearInterval(timer)
    if (idleSeconds > 0) timer = setInterval(watchIdle, 1000)
  }

  function end(how: Ending): void {
    if (!staff.value) return
    clearInterval(timer)
    leaving.value = null
    staff.value = null
    ending.value = how
    api.useToken(null)
    keep()
  }

  async function signIn(username: string, password: string): Promise<void> {
    const session = await api.signIn(username, password, deviceToken(username))
    keepDevice(username, session.device_token)
    begin({ token: session.token, idle: session.expires_idle_seconds, staff: session.staff })
  }

  /** Goes on with the session of this tab after a reload; what the program says of the person wins. */
  async function resume(): Promise<void> {
    const kept = readKept()
    if (!kept) return
    begin(kept)
    try {
      staff.value = (await api.currentStaff()).staff
      keep()
    } catch {
      // A session that has ended was ended by the client already; without a network the tab stays as it is.
    }
  }

  async function signOut(how: Ending = 'signed_out'): Promise<void> {
    const leave = api.signOut().catch(() => {})
    end(how)
    await leave
  }

  async function changePassword(before: string, after: string): Promise<void> {
    await api.changePassword(before, after)
    if (staff.value) staff.value = { ...staff.value, must_change_password: false }
    keep()
  }

  /** Somebody is there: a key, a click. Tells the program now and then, so that its clock agrees with this one. */
  function touch(): void {
    lastTouch = Date.now()
    leaving.value = null
    if (staff.value && lastTouch - lastCall > (idleSeconds * 1000) / 3) {
      lastCall = lastTouch
      void api.currentStaff().catch(() => {})
    }
  }

  function watchIdle(): void {
    const left = idleSeconds - Math.floor((Date.now() - lastTouch) / 1000)
    leaving.value = left <= WARN_SECONDS ? Math.max(left, 0) : null
    if (left <= 0) void signOut('idle')
  }

  return { staff, ending, leaving, atCentre, seesCases, signIn, signOut, resume, changePassword, touch }
})
