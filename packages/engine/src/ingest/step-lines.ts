import {
  addToItem,
  foldItem,
  isCountingEvent,
  itemKey,
  meaningsOf,
  withMeaning,
  type CountItem,
  type MeantEvent,
  type ScanEvent,
} from '@cyclecount/domain'
import type { EngineContext, Tx } from '../context.ts'
import { matchesOf, takenAmong, targetsOf } from './live.ts'
import { keepLocations } from './project.ts'
import type { Session } from './session.ts'
import { nothingTouched, touch, type Touched } from './touched.ts'
import { itemsByKey, keepLines, type LineWrite, type StoredItem } from './write-items.ts'

/**
 * Moves each line on by the events that are new to the log, from what stands there: the cost does not depend on how long the session
 * is. Answers the lines that have to be folded again, because more changed about them than that something was added.
 */
export async function stepLines(
  ctx: EngineContext,
  tx: Tx,
  session: Session,
  added: readonly ScanEvent[],
): Promise<Touched> {
  const again = nothingTouched()
  await touchTaken(tx, session, added, again)
  for (const event of added) if (!isCountingEvent(event)) touch(again, event)
  const lines = await linesOf(tx, session, added)
  const held = await itemsByKey(ctx, tx, session, [...lines.keys()])
  const byKey = new Map(held.map((row) => [row.item_key, row]))
  const writes: LineWrite[] = []
  for (const [key, events] of lines) {
    if (events.some((event) => isTouched(again, event))) continue
    const before = byKey.get(key) ?? null
    const item = stepped(key, before, events)
    if (item === 'refold') for (const event of events) touch(again, event)
    else if (item !== null) writes.push({ item, before })
  }
  await keepLines(ctx, tx, session, writes)
  await reach(tx, session, writes)
  return again
}

/** Adds to what must be folded again the events that were in the log and are taken back by one that is new. */
async function touchTaken(
  tx: Tx,
  session: Session,
  added: readonly ScanEvent[],
  again: Touched,
): Promise<void> {
  const fresh = new Map(added.map((event) => [event.scanId, event]))
  const targets = added.flatMap((event) => (event.kind === 'void' ? event.target : []))
  for (const target of targets) {
    const event = fresh.get(target)
    // A counting event that comes together with its void was never part of a line.
    if (event && !isCountingEvent(event)) touch(again, event)
  }
  const elsewhere = targets.filter((target) => !fresh.has(target))
  for (const event of await targetsOf(tx, session, elsewhere)) touch(again, event)
}

/** The new counting events that count, with their meaning, by the line they belong to, in the order of the log. */
async function linesOf(
  tx: Tx,
  session: Session,
  added: readonly ScanEvent[],
): Promise<ReadonlyMap<string, MeantEvent[]>> {
  const counting = added.filter(isCountingEvent)
  const taken = await takenAmong(tx, session, counting)
  const codes = new Set(counting.flatMap((event) => (event.productId === null ? (event.codeKey ?? []) : [])))
  const meanings = meaningsOf(await matchesOf(tx, session, [...codes]))
  const lines = new Map<string, MeantEvent[]>()
  for (const event of counting) {
    if (taken.has(event.scanId)) continue
    const meant = withMeaning(event, event.codeKey === null ? undefined : meanings.get(event.codeKey))
    const key = itemKey(meant)
    const line = lines.get(key)
    if (line) line.push(meant)
    else lines.set(key, [meant])
  }
  return lines
}

/** Whether the line is folded again anyway. A product that a touched code means is found there too. */
function isTouched(again: Touched, event: MeantEvent): boolean {
  if (event.meantBy !== undefined && event.codeKey !== null && again.codes.has(event.codeKey)) return true
  if (event.productId !== null) return again.products.has(event.productId)
  return event.codeKey === null ? again.nameless : again.codes.has(event.codeKey)
}

/** The line with the new events; `refold` where a set may replace, or be replaced by, what only the log knows. */
function stepped(
  key: string,
  before: StoredItem | null,
  events: readonly MeantEvent[],
): CountItem | 'refold' | null {
  const [first] = events
  if (before === null || before.status_id === 'voided' || !first) return foldItem(key, events)
  let item = itemOf(before, first)
  for (const event of events) {
    const next = event.kind === 'set' ? 'refold' : addToItem(item, event)
    if (next === 'refold') return next
    item = next
  }
  return item
}

/** The line as it stands; what its key says is read from an event of it. */
function itemOf(row: StoredItem, event: MeantEvent): CountItem {
  return {
    key: row.item_key,
    productId: event.productId,
    codeKey: row.code_key,
    code: row.product_identifier,
    locationId: event.locationId,
    lot: event.lot,
    serial: event.serial,
    stockState: event.stockState,
    owner: event.owner,
    unit: event.unit,
    quantityMilli: row.quantity,
    events: row.events,
    firstAt: row.first_at,
    lastAt: row.last_at,
    conflict: row.status_id === 'conflict',
    // Written by write-items.ts from a line.
    base: row.base === null ? null : (JSON.parse(row.base) as CountItem['base']),
  }
}

/** Where something stands now that did not before was reached, and the area is not empty. */
async function reach(tx: Tx, session: Session, writes: readonly LineWrite[]): Promise<void> {
  if (writes.length > 0) session.areaEmpty = false
  const begun = writes.filter(({ before }) => before === null || before.status_id === 'voided')
  const locations = new Set(begun.flatMap(({ item }) => item.locationId ?? []))
  await keepLocations(
    tx,
    session,
    [...locations].map((locationId) => [locationId, 'counted']),
  )
}
