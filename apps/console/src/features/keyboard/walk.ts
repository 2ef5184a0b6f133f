/**
 * Parts of a page that keys go through one by one: each carries `data-walk` with the name of its kind and can be focused, and the
 * controls in it that have a key carry it as `data-key`.
 */
export type WalkKind = 'code' | 'late' | 'offer'

/** Focuses the part after the one that the focus is in, or before it; the first where it is in none. */
export function walk(kind: WalkKind, by: 1 | -1): void {
  const parts = partsOf(kind)
  const at = parts.findIndex(holdsFocus)
  const to = at < 0 ? 0 : Math.min(Math.max(at + by, 0), parts.length - 1)
  parts[to]?.focus()
}

/** Does what the control with this key does, in the part that the focus is in, else in the first: a field is gone to, a button pressed. */
export function pressIn(kind: WalkKind, key: string): void {
  const parts = partsOf(kind)
  const part = parts.find(holdsFocus) ?? parts[0]
  const control = part?.querySelector<HTMLElement>(`[data-key="${key}"]`)
  if (control instanceof HTMLInputElement) control.focus()
  else control?.click()
}

function partsOf(kind: WalkKind): readonly HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(`[data-walk="${kind}"]`)]
}

function holdsFocus(part: HTMLElement): boolean {
  return part.contains(document.activeElement)
}
