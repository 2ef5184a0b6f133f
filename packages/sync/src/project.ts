import type { ProductId } from '@cyclecount/domain'
import { addToItem, foldEvents, itemKey, meaningsOf, withMeaning, type ScanEvent } from '@cyclecount/domain'
import { needsHistory, putLines, refoldOver } from './project-over.ts'
import type { LineChange, SessionView } from './session-view.ts'
import { codeSubject, isAboutLines, productSubject, type Subject } from './subject.ts'
import { withoutVoided } from './voided.ts'

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
      return refold(view, [subject])
    case 'void':
      if (view.base) await needsHistory(view, event, subject)
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

/** Reads again all that is said of these subjects and of whatever their codes mean or meant. */
export async function refold(view: SessionView, touched: readonly Subject[]): Promise<readonly LineChange[]> {
  if (view.base) return refoldOver(view, view.base, touched)
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
  return putLines(view, about, items)
}
