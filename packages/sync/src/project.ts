import type { CountItem, Meaning, ProductId, ScanEvent, ScanId } from '@cyclecount/domain'
import { addToItem, foldEvents, itemKey, meaningsOf, withMeaning } from '@cyclecount/domain'

/**
 * What an event is about, and never changes: `p:` a product, `c:` a code without one, `e:` an emptiness, `s:` the session.
 * A `void` is about what its target is about, so that everything about one thing is found with one look.
 */
export type Subject = string

export function subjectOf(event: ScanEvent, targetSubject: Subject | null): Subject {
  switch (event.kind) {
    case 'scan':
    case 'hand':
    case 'set':
      return event.productId === null ? codeSubject(event.codeKey ?? '') : productSubject(event.productId)
    case 'match':
      return codeSubject(event.codeKey)
    case 'confirm-empty':
      return `${EMPTY_SUBJECT}${event.locationId ?? ''}`
    case 'note':
      return 'n:'
    case 'void':
      return targetSubject ?? `v:${event.target}`
    case 'start':
    case 'pause':
    case 'resume':
    case 'submit':
      return 's:'
  }
}

/** The subjects of all `confirm-empty` events begin with this. */
export const EMPTY_SUBJECT = 'e:'

export function productSubject(productId: ProductId): Subject {
  return `p:${productId}`
}
export function codeSubject(codeKey: string): Subject {
  return `c:${codeKey}`
}

/** Keys of all lines of one subject begin with this (see `itemKey`). */
export function linePrefix(subject: Subject): string {
  return `[${JSON.stringify(subject)},`
}

/** A session's projection inside one transaction of a store. */
export interface SessionView {
  /** `unreadable`: there is a row, but not one that can be understood; it is folded anew. */
  readonly item: (key: string) => Promise<CountItem | 'unreadable' | null>
  readonly meaning: (codeKey: string) => Promise<Meaning | null>
  readonly putMeaning: (codeKey: string, meaning: Meaning | null) => Promise<void>
  /** The codes that a match of this session gave to the product. */
  readonly codesMeaning: (productId: ProductId) => Promise<readonly string[]>
  /** All events about these subjects, of every device, in any order. */
  readonly eventsAbout: (subjects: readonly Subject[]) => Promise<readonly ScanEvent[]>
  readonly putItem: (item: CountItem) => Promise<void>
  /** Takes away every line of these subjects and puts these in their place; gives the keys taken away. */
  readonly replaceLines: (
    subjects: readonly Subject[],
    items: readonly CountItem[],
  ) => Promise<readonly string[]>
}

/** A line after a change; `item: null` where nothing is left of it. */
export interface LineChange {
  readonly key: string
  readonly item: CountItem | null
}

/**
 * Brings the projection up to date with one event that the log already holds. Counting adds to one line; only a correction
 * reads events again, and only those about the same thing. Rules PR1 to PR4.
 */
export async function projectEvent(
  view: SessionView,
  event: ScanEvent,
  subject: Subject,
): Promise<readonly LineChange[]> {
  switch (event.kind) {
    case 'scan':
    case 'hand':
    case 'set': {
      const meaning =
        event.productId === null && event.codeKey !== null ? await view.meaning(event.codeKey) : null
      const meant = withMeaning(event, meaning ?? undefined)
      const key = itemKey(meant)
      const held = await view.item(key)
      const next = held === 'unreadable' ? 'refold' : addToItem(held, meant)
      if (next === 'refold') return refold(view, [subject])
      await view.putItem(next)
      return [{ key, item: next }]
    }
    case 'match':
    case 'void':
      return isAboutLines(subject) ? refold(view, [subject]) : []
    case 'confirm-empty':
    case 'note':
    case 'start':
    case 'pause':
    case 'resume':
    case 'submit':
      return []
  }
}

function isAboutLines(subject: Subject): boolean {
  return subject.startsWith('p:') || subject.startsWith('c:')
}

/** Reads again all that is said of these subjects and of whatever their codes mean or meant. */
async function refold(view: SessionView, touched: readonly Subject[]): Promise<readonly LineChange[]> {
  const subjects = new Set<Subject>(touched)
  for (const subject of touched) {
    if (!subject.startsWith('c:')) continue
    const codeKey = subject.slice(2)
    const before = await view.meaning(codeKey)
    const after = meaningsOf(withoutVoided(await view.eventsAbout([subject]))).get(codeKey) ?? null
    if (before) subjects.add(productSubject(before.productId))
    if (after) subjects.add(productSubject(after.productId))
    await view.putMeaning(codeKey, after)
  }
  for (const subject of subjects) {
    if (!subject.startsWith('p:')) continue
    for (const codeKey of await view.codesMeaning(subject.slice(2) as ProductId))
      subjects.add(codeSubject(codeKey))
  }
  const about = [...subjects]
  const { items } = foldEvents(await view.eventsAbout(about))
  const gone = await view.replaceLines(about, [...items.values()])
  return [
    ...gone.filter((key) => !items.has(key)).map((key) => ({ key, item: null })),
    ...[...items].map(([key, item]) => ({ key, item })),
  ]
}

/** As in the domain's fold: a void of a void does nothing. */
export function withoutVoided(events: readonly ScanEvent[]): readonly ScanEvent[] {
  const kindById = new Map<ScanId, ScanEvent['kind']>(events.map((event) => [event.scanId, event.kind]))
  const voided = new Set<ScanId>()
  for (const event of events)
    if (event.kind === 'void' && kindById.get(event.target) !== 'void') voided.add(event.target)
  return events.filter((event) => !voided.has(event.scanId))
}
