/**
 * What is chosen in a list, by id, and where a range starts. Ids that may not be chosen are the caller's to leave out:
 * every function takes only those that may.
 */
export interface Selection<Id extends string> {
  readonly ids: ReadonlySet<Id>
  /** The row last switched by itself: a range reaches from here. */
  readonly anchor: Id | null
}

export function nothingSelected<Id extends string>(): Selection<Id> {
  return { ids: new Set(), anchor: null }
}

/** Switches one. */
export function toggled<Id extends string>(selection: Selection<Id>, id: Id): Selection<Id> {
  const ids = new Set(selection.ids)
  if (!ids.delete(id)) ids.add(id)
  return { ids, anchor: id }
}

/** Chooses everything from the anchor to `id` in the order shown, besides what is chosen; without an anchor only `id`. */
export function extended<Id extends string>(
  selection: Selection<Id>,
  shown: readonly Id[],
  id: Id,
): Selection<Id> {
  const from = selection.anchor === null ? -1 : shown.indexOf(selection.anchor)
  const to = shown.indexOf(id)
  if (to < 0) return selection
  const range = from < 0 ? [id] : shown.slice(Math.min(from, to), Math.max(from, to) + 1)
  return { ids: new Set([...selection.ids, ...range]), anchor: selection.anchor ?? id }
}

/** All shown are chosen, or (where all were) none of them; what is chosen elsewhere stays. */
export function allShownToggled<Id extends string>(
  selection: Selection<Id>,
  shown: readonly Id[],
): Selection<Id> {
  const ids = new Set(selection.ids)
  const every = shown.length > 0 && shown.every((id) => ids.has(id))
  for (const id of shown) {
    if (every) ids.delete(id)
    else ids.add(id)
  }
  return { ids, anchor: null }
}

/** How much of what is shown is chosen: the state of the box in the head. */
export function coverage<Id extends string>(
  selection: Selection<Id>,
  shown: readonly Id[],
): 'none' | 'some' | 'all' {
  const chosen = shown.filter((id) => selection.ids.has(id)).length
  if (chosen === 0) return 'none'
  return chosen === shown.length ? 'all' : 'some'
}
