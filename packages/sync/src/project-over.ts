import {
  foldOver,
  isCountingEvent,
  itemKey,
  meaningsOf,
  withMeaning,
  type CountItem,
  type MeantEvent,
  type ProductId,
  type ScanEvent,
} from '@cyclecount/domain'
import type { BaseLines, LineChange, SessionView } from './session-view.ts'
import { codeSubject, isAboutLines, productSubject, type Subject } from './subject.ts'
import { withoutVoided } from './voided.ts'

/** Thrown where a correction is about events that are still on the server. Nothing of it may be kept (rule RS6). */
export class NeedsHistory extends Error {
  override readonly name = 'NeedsHistory'
}

/** Taking back what was not captured here since: without its event nobody knows what is left. */
export async function needsHistory(
  view: SessionView,
  event: ScanEvent & { readonly kind: 'void' },
  subject: Subject,
): Promise<void> {
  const isKnown = subject !== `v:${event.target}`
  if (isKnown && !isAboutLines(subject)) return
  const here = isKnown ? await view.eventsAbout([subject]) : []
  if (!here.some(({ scanId }) => scanId === event.target)) throw new NeedsHistory()
}

/** As `refold`, of a session whose earlier events are still on the server: over the lines that it began with. */
export async function refoldOver(
  view: SessionView,
  base: BaseLines,
  touched: readonly Subject[],
): Promise<readonly LineChange[]> {
  const subjects = new Set<Subject>(touched)
  for (const subject of touched) {
    if (!subject.startsWith('c:')) continue
    const codeKey = subject.slice(2)
    const said = await view.eventsAbout([subject])
    const before = await view.meaning(codeKey)
    if (said.some(({ kind }) => kind === 'match')) {
      const isOurs = before === null || said.some(({ scanId }) => scanId === before.scanId)
      // What the code meant, or what was counted under it, before the snapshot moves too.
      if (!isOurs || (await base.lines([subject])).length > 0) throw new NeedsHistory()
      const after = meaningsOf(withoutVoided(said)).get(codeKey) ?? null
      if (after) subjects.add(productSubject(after.productId))
      await view.putMeaning(codeKey, after)
    }
    if (before) subjects.add(productSubject(before.productId))
  }
  for (const subject of subjects) {
    if (!subject.startsWith('p:')) continue
    for (const codeKey of await view.codesMeaning(subject.slice(2) as ProductId))
      subjects.add(codeSubject(codeKey))
  }
  const about = [...subjects]
  const lines = new Map((await base.lines(about)).map((line) => [line.key, line]))
  const later = await meantByLine(view, withoutVoided(await view.eventsAbout(about)))
  const items = new Map<string, CountItem>()
  for (const key of new Set([...lines.keys(), ...later.keys()])) {
    const item = foldOver(lines.get(key) ?? null, key, later.get(key) ?? [])
    if (item) items.set(key, item)
  }
  return putLines(view, about, items)
}

async function meantByLine(
  view: SessionView,
  live: readonly ScanEvent[],
): Promise<ReadonlyMap<string, readonly MeantEvent[]>> {
  const byLine = new Map<string, MeantEvent[]>()
  for (const event of live) {
    if (!isCountingEvent(event)) continue
    const meaning =
      event.productId === null && event.codeKey !== null ? await view.meaning(event.codeKey) : null
    const meant = withMeaning(event, meaning ?? undefined)
    const key = itemKey(meant)
    byLine.set(key, [...(byLine.get(key) ?? []), meant])
  }
  return byLine
}

/** Puts lines, folded anew, in the place of all lines of their subjects; says what changed. */
export async function putLines(
  view: SessionView,
  about: readonly Subject[],
  items: ReadonlyMap<string, CountItem>,
): Promise<readonly LineChange[]> {
  const gone = await view.replaceLines(about, [...items.values()])
  return [
    ...gone.filter((key) => !items.has(key)).map((key) => ({ key, item: null })),
    ...[...items].map(([key, item]) => ({ key, item })),
  ]
}
