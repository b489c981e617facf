/**
 * Stops: the places of a page that Enter walks through, marked `data-stop` in the order of the page. A group of
 * radio buttons is one stop. A field that the server complains about is found by its name in `data-field`.
 */
function isReachable(element: HTMLElement): boolean {
  return element.getClientRects().length > 0 && !element.closest('[inert]') && !(element as HTMLInputElement).disabled
}

function stopsIn(root: ParentNode): HTMLElement[] {
  const seen = new Set<string>()
  return [...root.querySelectorAll<HTMLElement>('[data-stop]')].filter((element) => {
    if (!isReachable(element)) return false
    if (!(element instanceof HTMLInputElement) || element.type !== 'radio') return true
    if (seen.has(element.name)) return false
    seen.add(element.name)
    return true
  })
}

/** Of a group of radio buttons the chosen one takes the focus. */
function focusStop(element: HTMLElement, root: ParentNode): void {
  let target = element
  if (element instanceof HTMLInputElement && element.type === 'radio') {
    target = root.querySelector<HTMLElement>(`input[type=radio][name="${CSS.escape(element.name)}"]:checked`) ?? element
  }
  target.focus()
  if (target instanceof HTMLInputElement && ['text', 'tel', 'number'].includes(target.type)) target.select()
  target.scrollIntoView({ block: 'nearest' })
}

/** Focus the stop after (or before) `from`; true when there was one. */
export function focusNextStop(root: ParentNode, from: Element, step: 1 | -1 = 1): boolean {
  const stops = stopsIn(root)
  const group = from instanceof HTMLInputElement && from.type === 'radio' ? from.name : null
  const at = stops.findIndex((stop) => stop === from || (group !== null && (stop as HTMLInputElement).name === group))
  const next = stops[at + step]
  if (at < 0 || !next) return false
  focusStop(next, root)
  return true
}

export function focusFirstStop(root: ParentNode): boolean {
  const first = stopsIn(root)[0]
  if (first) focusStop(first, root)
  return first !== undefined
}

/** Focus the type-ahead that holds words but no choice, its list open: sent as it is, an earlier choice would go along. */
export function focusUndecided(root: ParentNode): boolean {
  const field = root.querySelector<HTMLElement>('[role=combobox][data-undecided]')
  field?.focus()
  field?.dispatchEvent(new Event('input'))
  return field !== null
}

/** Focus the first of the named fields in the order of the page; a name fits its own field or one it begins with. */
export function focusField(root: ParentNode, names: readonly string[]): boolean {
  const fields = [...root.querySelectorAll<HTMLElement>('[data-field]')]
  const hit = fields.find((field) => names.some((name) => fits(name, field.dataset.field ?? '')))
  if (!hit) return false
  const stop = hit.matches('[data-stop]') ? hit : hit.querySelector<HTMLElement>('[data-stop]')
  if (stop) focusStop(stop, root)
  else {
    hit.focus()
    hit.scrollIntoView({ block: 'center' })
  }
  return true
}

function fits(name: string, field: string): boolean {
  return name === field || name.startsWith(`${field}.`) || name.startsWith(`${field}[`)
}
