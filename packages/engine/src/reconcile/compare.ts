import { setImmediate } from 'node:timers/promises'
import { costOfOne, varianceFigures, type LocationId, type ProductId } from '@cyclecount/domain'
import { isRange } from './basis.ts'
import {
  OWN,
  PLAIN_STATE,
  type Comparison,
  type CountedState,
  type Line,
  type LineFound,
} from './comparison.ts'
import { countersOf } from './counters.ts'
import { countedWhen, expectedOf } from './expected.ts'
import { costsOf, targetOf, type Costs } from './held.ts'
import { countedPlaces, lineAt, lineBeside, lineOfPosition, placeAt, type Places } from './lines.ts'
import { isSamePosition, liesThere, positionKey, type OnHandPosition } from './position.ts'

/**
 * Counted against the book, line by line. Pure: the same facts in any order give the same lines.
 *
 * Which line a position of the book belongs to:
 * - what is on its way lies nowhere and belongs to none;
 * - where its product was counted at its location, to that line: over all states and owners that nobody counted apart, and over all
 *   lots and serials unless somebody named one there;
 * - where its product was counted in its area without naming a bin, to that line;
 * - else to a line of its own, which nobody found.
 */
export function compareCount(comparison: Comparison): readonly LineFound[] {
  return [...comparing(comparison)].flat()
}

/**
 * The same in chunks, with waiting requests in between: a large store is compared for seconds. A chunk is made when it is asked for, so that
 * the lines of a large store are never all there at once.
 */
export async function* compareInTurns(comparison: Comparison): AsyncGenerator<readonly LineFound[]> {
  for (const found of comparing(comparison)) {
    if (found.length > 0) yield found
    await setImmediate()
  }
}

/** So many things are looked at without a pause: a few milliseconds. */
const AT_ONCE = 500

function* inTurns<T>(all: Iterable<T>, look: (one: T) => void): Generator<readonly LineFound[], void> {
  let looked = 0
  for (const one of all) {
    look(one)
    looked += 1
    if (looked % AT_ONCE === 0) yield []
  }
}

/** Chunks of lines in the order of their keys; empty ones are only pauses. */
function* comparing(comparison: Comparison): Generator<readonly LineFound[], void> {
  const { facts, book } = comparison
  const places = countedPlaces(facts.items, book.knowsBins)
  yield []
  const beside = new Map<string, Line>()
  yield* inTurns(places.all.values(), (place) => {
    for (const item of place.items) lineAt(beside, place, item).items.push(item)
  })
  for (const item of places.unknown) {
    const { codeKey, code } = item
    const what = { productId: null, codeKey, code, locationId: item.locationId, lot: null, serial: null }
    lineBeside(beside, { ...what, stockState: PLAIN_STATE, owner: OWN, unit: item.unit }).items.push(item)
  }
  const held = new Map<ProductId, OnHandPosition[]>()
  yield* inTurns(book.onHand, (position) => {
    const ofProduct = held.get(position.productId)
    if (ofProduct) ofProduct.push(position)
    else held.set(position.productId, [position])
    if (liesThere(position)) lineOfPosition(comparison, places, beside, position).onHand.push(position)
  })
  yield* inTurns(book.movements, (movement) => {
    if (liesThere(movement)) lineOfPosition(comparison, places, beside, movement).movements.push(movement)
  })
  yield* inTurns(book.changes, (change) => {
    if (liesThere(change)) lineOfPosition(comparison, places, beside, change).changes.push(change)
  })
  const lines = [...beside.values()]
  for (const place of places.all.values()) lines.push(...place.lines)
  lines.sort((a, b) => (a.lineKey < b.lineKey ? -1 : 1))
  const costs = costsOf(held)
  for (let at = 0; at < lines.length; at += AT_ONCE) {
    yield lines.slice(at, at + AT_ONCE).flatMap((line) => foundOn(comparison, places, costs, line) ?? [])
  }
}

function foundOn(
  comparison: Comparison,
  places: Places,
  costs: (line: Line) => Costs,
  line: Line,
): LineFound | null {
  const { productId, locationId, lot, serial, stockState, owner, unit } = line
  const counted = line.items.reduce((sum, item) => sum + item.quantityMilli, 0)
  const readMilli = line.onHand.reduce((sum, position) => sum + position.onHandMilli, 0)
  const state = stateOf(comparison, line)
  const when = countedWhen(comparison, line, state)
  const expected = expectedOf(comparison, line, { readMilli, countedMilli: counted, countedAt: when })
  if (line.items.length === 0) {
    const { isComplete } = comparison.facts
    const isHeld = readMilli + expected.proposedMilli !== 0 && expected.expectedMilli !== 0
    const isInBook = isHeld || isRange(expected)
    if (!isComplete || !isInBook || !isInScope(comparison, places, line)) return null
  }
  const { unitCost, price } = costs(line)
  const systemMilli = expected.expectedMilli
  // Written out: what is spread is copied field by field, and there are many lines.
  const figures = varianceFigures({ systemMilli, actualMilli: counted, unitCost, price })
  return {
    lineKey: line.lineKey,
    productId,
    codeKey: line.codeKey,
    code: productId === null ? codeOf(line) : null,
    locationId,
    lot,
    serial,
    stockState,
    owner,
    unit,
    systemQuantityOnHand: figures.systemQuantityOnHand,
    actualQuantityOnHand: figures.actualQuantityOnHand,
    varianceQuantityOnHand: figures.varianceQuantityOnHand,
    percentMilli: figures.percentMilli,
    totalCostMicros: figures.totalCostMicros,
    actualCostMicros: figures.actualCostMicros,
    costVarianceMicros: figures.costVarianceMicros,
    totalValueMicros: figures.totalValueMicros,
    actualValueMicros: figures.actualValueMicros,
    valueVarianceMicros: figures.valueVarianceMicros,
    currency: figures.currency,
    countedState: state,
    countedAt: line.items.length > 0 || state === 'confirmed-empty' ? when : null,
    asOfAt: when,
    unitCostMicros: unitCost && costOfOne(unitCost),
    conflict: line.items.some((item) => item.conflict),
    readMilli,
    movedSinceMilli: expected.movedSinceMilli,
    movements: expected.movements,
    asOfCount: expected.asOfCount,
    around: expected.around,
    proposedMilli: expected.proposedMilli,
    counters: [...new Set(countersOf(comparison, places, line, state))].toSorted(),
    items: line.items
      .map(({ sessionId, seq, quantityMilli }) => ({ sessionId, seq, quantityMilli }))
      .toSorted((a, b) => (a.sessionId === b.sessionId ? a.seq - b.seq : a.sessionId < b.sessionId ? -1 : 1)),
    positions: positionsOf(line),
    target: targetOf(line),
    recount: null,
  }
}

/** Keys of the positions that were added up, each once. Most movements are of the one position that was read. */
function positionsOf({ onHand, movements, changes }: Line): readonly string[] {
  const keys = new Set(onHand.map(positionKey))
  const [first] = onHand
  for (const moved of [movements, changes])
    for (const one of moved)
      if (first === undefined || !isSamePosition(first, one)) keys.add(positionKey(one))
  return [...keys].toSorted()
}

/** The code as scanned; where scanners sent it in several forms, always the same one of them. */
function codeOf(line: Line): string | null {
  return line.items.map((item) => item.code ?? '').toSorted()[0] || line.codeKey
}

function stateOf({ facts }: Comparison, line: Line): CountedState {
  if (line.productId === null) return 'unknown-code'
  if (line.items.length > 0) return 'counted'
  return line.locationId !== null && facts.emptied.has(line.locationId) ? 'confirmed-empty' : 'not-found'
}

/**
 * Whether a position that nobody counted was looked for: its product was asked for or counted at its place, and its place was reached.
 * Where a count was taken back after it led to a proposal, the line stays, so that the proposal is put right.
 */
function isInScope(comparison: Comparison, places: Places, line: Line): boolean {
  const { facts, proposed } = comparison
  if (line.productId === null || proposed.has(line.lineKey)) return true
  if (placeAt(places, line.productId, line.locationId)) return true
  const isAskedFor = facts.products === null || facts.products.has(line.productId)
  return isAskedFor && isReached(comparison, line.locationId)
}

/** Nobody missed anything where nobody went: blank is not zero. What lies in no area is missed when every area was reached. */
function isReached({ facts }: Comparison, locationId: LocationId | null): boolean {
  const areas = locationId === null ? [] : (facts.areasOfLocation.get(locationId) ?? [])
  return areas.length === 0 ? facts.isEveryAreaDone : areas.some((area) => facts.doneAt.has(area))
}
