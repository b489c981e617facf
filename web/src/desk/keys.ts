/**
 * The keyboard of the desk. A page registers its keys while it is shown; the help overlay lists whatever is
 * registered, so that no key exists without being told. Letters alone work only outside of inputs and can be
 * switched off (WCAG 2.1.4); combinations with Ctrl or Alt and the function keys work everywhere.
 */
import { onMounted, onUnmounted, ref } from 'vue'

export interface KeyBinding {
  /** "n", "?", "ArrowDown", "Ctrl+Enter", "Alt+1", "F1" */
  key: string
  /** translated when shown, so that a change of language reaches the overlay */
  label: () => string
  /** without it the key is only told of: the field or the button itself answers to it */
  run?: () => void
  /** a binding that is not available right now is neither run nor listed */
  when?: () => boolean
}

export interface KeyGroup {
  title: () => string
  bindings: readonly KeyBinding[]
}

const STORAGE = 'tongban.desk.letter_keys'
const groups: KeyGroup[] = []
export const letterKeys = ref(localStorage.getItem(STORAGE) !== 'off')
/** while a dialog is open only its own keys count */
export const keysPaused = ref(false)

export function setLetterKeys(on: boolean): void {
  letterKeys.value = on
  localStorage.setItem(STORAGE, on ? 'on' : 'off')
}

export interface ToldGroup {
  title: string
  rows: { keys: string[]; label: string }[]
}

/** What the overlay tells: only what can be pressed now, several keys for one thing in one row. */
export function tellKeys(): ToldGroup[] {
  const told = new Map<string, Map<string, string[]>>()
  for (const group of groups) {
    const rows = told.get(group.title()) ?? new Map<string, string[]>()
    told.set(group.title(), rows)
    for (const binding of group.bindings) {
      if (binding.when?.() ?? true) rows.set(binding.label(), [...(rows.get(binding.label()) ?? []), binding.key])
    }
  }
  return [...told]
    .map(([title, rows]) => ({ title, rows: [...rows].map(([label, keys]) => ({ keys, label })) }))
    .filter((group) => group.rows.length > 0)
}

export function useKeys(title: () => string, bindings: readonly KeyBinding[]): void {
  const group: KeyGroup = { title, bindings }
  onMounted(() => groups.push(group))
  onUnmounted(() => {
    const at = groups.indexOf(group)
    if (at >= 0) groups.splice(at, 1)
  })
}

function isEditable(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target.tagName === 'TEXTAREA' || target.tagName === 'SELECT') return true
  return target instanceof HTMLInputElement && !['button', 'submit'].includes(target.type)
}

function nameOf(event: KeyboardEvent): string {
  const prefix = (event.ctrlKey || event.metaKey ? 'Ctrl+' : '') + (event.altKey ? 'Alt+' : '')
  // With Alt some layouts produce other characters: the digit and the letter of the key itself count.
  const plain = /^(?:Digit|Key)(.)$/.exec(event.code)?.[1]?.toLowerCase()
  return prefix + (event.altKey && plain ? plain : event.key.length === 1 ? event.key.toLowerCase() : event.key)
}

function onKeydown(event: KeyboardEvent): void {
  // An input method is composing: Enter and the digits belong to it.
  if (event.isComposing || event.defaultPrevented || keysPaused.value) return
  const name = nameOf(event)
  const bare = !name.startsWith('Ctrl+') && !name.startsWith('Alt+') && !/^F\d/.test(name)
  if (bare && isEditable(event.target)) return
  if (bare && name.length === 1 && !letterKeys.value) return
  // Enter and the space bar on a link or a button are that link's or button's own.
  if ((name === 'Enter' || name === ' ') && event.target instanceof Element && event.target.closest('a,button,summary')) return
  for (const group of [...groups].reverse()) {
    const binding = group.bindings.find((b) => b.key === name && b.run && (b.when?.() ?? true))
    if (binding?.run) {
      event.preventDefault()
      binding.run()
      return
    }
  }
}

/** Once, by the shell of the desk. */
export function startKeys(): () => void {
  document.addEventListener('keydown', onKeydown)
  return () => document.removeEventListener('keydown', onKeydown)
}

/** "Ctrl+Enter" as the caps of a keyboard, arrows as arrows. */
export function keyCaps(key: string): string[] {
  const shown: Record<string, string> = {
    ArrowDown: '↓', ArrowUp: '↑', ArrowLeft: '←', ArrowRight: '→', Escape: 'Esc', ' ': 'Space',
  }
  return key.split('+').map((cap) => shown[cap] ?? (cap.length === 1 ? cap.toUpperCase() : cap))
}
