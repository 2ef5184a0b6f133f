import { setImmediate } from 'node:timers/promises'
import { costOfOne, varianceFigures, type LocationId } from '@cyclecount/domain'
import {
  OWN,
  PLAIN_STATE,
  type Comparison,
  type CountedState,
  type Line,
  type LineFound,
} from './comparison.ts'
import { countedWhen, expectedOf } from './expected.ts'
import { costsByUnit, costsOf, targetOf, type Costs } from './held.ts'
import { countersOf } from './counters.ts'
import { countedPlaces, identityOf, lineFor, lineOfPosition, type Places } from './lines.ts'
import { liesThere, positionKey } from './position.ts'

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
  const steps = comparing(comparison)
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
  }
}

/** The same, with waiting requests in between: a large store is compared for seconds. */
export async function compareInTurns(comparison: Comparison): Promise<readonly LineFound[]> {
  const steps = comparing(comparison)
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
    await setImmediate()
  }
}

/** So many things are looked at without a pause: a few milliseconds. */
const AT_ONCE = 500

function* inTurns<T>(all: Iterable<T>, look: (one: T) => void): Generator<void, void> {
  let looked = 0
  for (const one of all) {
    look(one)
    looked += 1
    if (looked % AT_ONCE === 0) yield
  }
}

function* comparing(comparison: Comparison): Generator<void, readonly LineFound[]> {
  const { facts, book } = comparison
  const places = countedPlaces(facts.items, book.knowsBins)
  const lines = new Map<string, Line>()
  yield* inTurns(places.byProduct, ([productId, byLocation]) => {
    for (const [locationId, place] of byLocation) {
      for (const item of place.items) {
        lineFor(lines, identityOf(productId, locationId, place, item)).items.push(item)
      }
    }
  })
  for (const item of places.unknown) {
    const { codeKey, code } = item
    const what = { productId: null, codeKey, code, locationId: item.locationId, lot: null, serial: null }
    lineFor(lines, { ...what, stockState: PLAIN_STATE, owner: OWN, unit: item.unit }).items.push(item)
  }
  yield* inTurns(book.onHand.filter(liesThere), (position) => {
    lineFor(lines, lineOfPosition(comparison, places, position)).onHand.push(position)
  })
  yield* inTurns(book.movements.filter(liesThere), (movement) => {
    lineFor(lines, lineOfPosition(comparison, places, movement)).movements.push(movement)
  })
  const costs = costsByUnit(book.onHand)
  yield
  const found: LineFound[] = []
  yield* inTurns(lines.values(), (line) => {
    const one = foundOn(comparison, places, costs, line)
    if (one) found.push(one)
  })
  return found.toSorted((a, b) => (a.lineKey < b.lineKey ? -1 : 1))
}

function foundOn(
  comparison: Comparison,
  places: Places,
  costs: ReadonlyMap<string, Costs>,
  line: Line,
): LineFound | null {
  const counted = line.items.reduce((sum, item) => sum + item.quantityMilli, 0)
  const readMilli = line.onHand.reduce((sum, position) => sum + position.onHandMilli, 0)
  const state = stateOf(comparison, line)
  const when = countedWhen(comparison, line, state)
  const expected = expectedOf(comparison, line, readMilli, when)
  if (line.items.length === 0) {
    const { isComplete } = comparison.facts
    const isInBook = readMilli + expected.proposedMilli !== 0 && expected.expectedMilli !== 0
    if (!isComplete || !isInBook || !isInScope(comparison, places, line)) return null
  }
  const cost = costsOf(costs, line)
  const unitCost = cost?.unitCost ?? null
  const figures = varianceFigures({
    systemMilli: expected.expectedMilli,
    actualMilli: counted,
    unitCost,
    price: cost?.price ?? null,
  })
  const { items: _items, onHand, movements: _movements, ...identity } = line
  return {
    ...identity,
    ...figures,
    code: line.productId === null ? codeOf(line) : null,
    countedState: state,
    countedAt: line.items.length > 0 || state === 'confirmed-empty' ? when : null,
    asOfAt: when,
    unitCostMicros: unitCost && costOfOne(unitCost),
    conflict: line.items.some((item) => item.conflict),
    readMilli,
    movedSinceMilli: expected.movedSinceMilli,
    movements: expected.movements,
    asOfCount: comparison.book.knowsMovements,
    proposedMilli: expected.proposedMilli,
    counters: [...new Set(countersOf(comparison, places, line, state))].toSorted(),
    items: line.items
      .map(({ sessionId, seq, quantityMilli }) => ({ sessionId, seq, quantityMilli }))
      .toSorted((a, b) => (a.sessionId === b.sessionId ? a.seq - b.seq : a.sessionId < b.sessionId ? -1 : 1)),
    positions: [...new Set([...onHand, ...line.movements].map(positionKey))].toSorted(),
    target: targetOf(line),
    recount: null,
  }
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
  if (places.byProduct.get(line.productId)?.has(line.locationId) === true) return true
  const isAskedFor = facts.products === null || facts.products.has(line.productId)
  return isAskedFor && isReached(comparison, line.locationId)
}

/** Nobody missed anything where nobody went: blank is not zero. What lies in no area is missed when every area was reached. */
function isReached({ facts }: Comparison, locationId: LocationId | null): boolean {
  const areas = locationId === null ? [] : (facts.areasOfLocation.get(locationId) ?? [])
  return areas.length === 0 ? facts.isEveryAreaDone : areas.some((area) => facts.doneAt.has(area))
}
