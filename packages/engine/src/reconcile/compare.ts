import {
  costOfOne,
  expectedAsOf,
  itemKey,
  varianceFigures,
  type AreaId,
  type LocationId,
  type PersonId,
  type ProductId,
  type UnitCost,
  type VarianceFigures,
} from '@cyclecount/domain'
import type { CountedItem, CountFacts } from './count-facts.ts'
import {
  liesThere,
  positionKey,
  type OnHandPosition,
  type Position,
  type PositionMovement,
} from './position.ts'

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
export interface Comparison {
  readonly facts: Pick<
    CountFacts,
    'isComplete' | 'items' | 'emptied' | 'areasOfLocation' | 'doneAt' | 'isEveryAreaDone' | 'products'
  >
  readonly book: BookFacts
  readonly unitOf: (productId: ProductId) => string
  /** What earlier versions of a line proposed already, by line key. */
  readonly proposed: ReadonlyMap<string, readonly EarlierProposal[]>
}

export interface BookFacts {
  readonly readAt: number
  readonly onHand: readonly OnHandPosition[]
  readonly movements: readonly PositionMovement[]
  /** The backend can say what moved. */
  readonly knowsMovements: boolean
  readonly knowsBins: boolean
}

/** An adjustment that this run's count of the line led to before; rejected ones are not among them. */
export interface EarlierProposal {
  readonly deltaMilli: number
  readonly documentId: string | null
  readonly settledAt: number | null
  readonly asOfAt: number
}

export type CountedState = 'counted' | 'confirmed-empty' | 'not-found' | 'unknown-code'

export interface LineFound extends VarianceFigures {
  readonly lineKey: string
  readonly productId: ProductId | null
  readonly codeKey: string | null
  readonly code: string | null
  readonly locationId: LocationId | null
  readonly lot: string | null
  readonly serial: string | null
  readonly stockState: string
  readonly owner: string
  readonly unit: string
  readonly countedState: CountedState
  readonly countedAt: number | null
  /** Expected is as of this instant: when it was counted, or when its place was done with. */
  readonly asOfAt: number
  readonly unitCostMicros: bigint | null
  readonly conflict: boolean
  readonly readMilli: number
  readonly movedSinceMilli: number
  readonly movements: number
  readonly asOfCount: boolean
  /** Proposed by an earlier version of this line and not in the read yet, so part of what is expected. */
  readonly proposedMilli: number
  readonly counters: readonly PersonId[]
  readonly items: readonly Pick<CountedItem, 'sessionId' | 'seq' | 'quantityMilli'>[]
  /** Keys of the book's positions that were added up. */
  readonly positions: readonly string[]
  readonly target: Target
}

/** Where an adjustment of the line goes; `isAssumed` where the book holds it at several places and the count named none. */
export interface Target extends Omit<Position, 'productId'> {
  readonly isAssumed: boolean
}

export const PLAIN_STATE = 'on-hand'
export const OWN = 'own'

interface Line {
  readonly lineKey: string
  readonly productId: ProductId | null
  readonly codeKey: string | null
  readonly code: string | null
  readonly locationId: LocationId | null
  readonly lot: string | null
  readonly serial: string | null
  readonly stockState: string
  readonly owner: string
  readonly unit: string
  readonly items: CountedItem[]
  readonly onHand: OnHandPosition[]
  readonly movements: PositionMovement[]
}

/** What was counted of one product at one place, and how finely. */
interface CountedPlace {
  readonly items: CountedItem[]
  readonly namesLots: boolean
  readonly owners: ReadonlySet<string>
  readonly states: ReadonlySet<string>
  readonly areas: ReadonlySet<AreaId>
}

export function compareCount(comparison: Comparison): readonly LineFound[] {
  const { facts, book } = comparison
  const places = countedPlaces(facts.items, book.knowsBins)
  const lines = new Map<string, Line>()
  for (const [productId, byLocation] of places.byProduct) {
    for (const [locationId, place] of byLocation) {
      for (const item of place.items) {
        lineFor(lines, identityOf(comparison, productId, locationId, place, item)).items.push(item)
      }
    }
  }
  for (const item of places.unknown) {
    const { codeKey, code } = item
    const what = { productId: null, codeKey, code, locationId: item.locationId, lot: null, serial: null }
    lineFor(lines, { ...what, stockState: PLAIN_STATE, owner: OWN, unit: item.unit }).items.push(item)
  }
  for (const position of book.onHand.filter(liesThere)) {
    lineFor(lines, lineOfPosition(comparison, places, position)).onHand.push(position)
  }
  for (const movement of book.movements.filter(liesThere)) {
    lineFor(lines, lineOfPosition(comparison, places, movement)).movements.push(movement)
  }
  const costs = costsByProduct(book.onHand)
  return [...lines.values()]
    .flatMap((line) => foundOn(comparison, places, costs, line) ?? [])
    .toSorted((a, b) => (a.lineKey < b.lineKey ? -1 : 1))
}

interface Places {
  readonly byProduct: ReadonlyMap<ProductId, ReadonlyMap<LocationId | null, CountedPlace>>
  readonly unknown: readonly CountedItem[]
}

function countedPlaces(items: readonly CountedItem[], knowsBins: boolean): Places {
  const known = items.filter((item) => item.productId !== null)
  const byProduct = new Map<ProductId, ReadonlyMap<LocationId | null, CountedPlace>>()
  for (const [productId, ofProduct] of Map.groupBy(known, (item) => item.productId)) {
    if (productId === null) continue
    const byLocation = Map.groupBy(ofProduct, (item) => (knowsBins ? item.locationId : null))
    byProduct.set(productId, new Map([...byLocation].map(([at, group]) => [at, countedPlace(group)])))
  }
  return { byProduct, unknown: items.filter((item) => item.productId === null) }
}

function countedPlace(items: CountedItem[]): CountedPlace {
  return {
    items,
    namesLots: items.some((item) => item.lot !== null || item.serial !== null),
    owners: new Set(items.map((item) => item.owner)),
    states: new Set(items.map((item) => item.stockState)),
    areas: new Set(items.map((item) => item.areaId)),
  }
}

type Identity = Omit<Line, 'lineKey' | 'items' | 'onHand' | 'movements'>

function lineFor(lines: Map<string, Line>, identity: Identity): Line {
  const lineKey = itemKey(identity)
  const known = lines.get(lineKey)
  if (known) return known
  const line = { ...identity, lineKey, items: [], onHand: [], movements: [] }
  lines.set(lineKey, line)
  return line
}

/** The line of a position or counted item at a place where its product was counted. */
function identityOf(
  { unitOf }: Comparison,
  productId: ProductId,
  locationId: LocationId | null,
  place: CountedPlace,
  at: Pick<Position, 'lot' | 'serial' | 'owner' | 'stockState'>,
): Identity {
  return {
    productId,
    codeKey: null,
    code: null,
    locationId,
    lot: place.namesLots ? at.lot : null,
    serial: place.namesLots ? at.serial : null,
    stockState: place.states.has(at.stockState) ? at.stockState : PLAIN_STATE,
    owner: place.owners.has(at.owner) ? at.owner : OWN,
    unit: unitOf(productId),
  }
}

function lineOfPosition(comparison: Comparison, places: Places, position: Position): Identity {
  const { productId } = position
  const locationId = comparison.book.knowsBins ? position.locationId : null
  const byLocation = places.byProduct.get(productId)
  const here = byLocation?.get(locationId)
  if (here) return identityOf(comparison, productId, locationId, here, position)
  const inNoBin = byLocation?.get(null)
  if (inNoBin && isInArea(comparison, inNoBin, locationId)) {
    return identityOf(comparison, productId, null, inNoBin, position)
  }
  const { lot, serial, owner } = position
  const unit = comparison.unitOf(productId)
  return {
    productId,
    codeKey: null,
    code: null,
    locationId,
    lot,
    serial,
    stockState: PLAIN_STATE,
    owner,
    unit,
  }
}

/** Whether the place was counted in an area that the location belongs to. */
function isInArea({ facts }: Comparison, place: CountedPlace, locationId: LocationId | null): boolean {
  const areas = locationId === null ? [] : (facts.areasOfLocation.get(locationId) ?? [])
  return areas.some((area) => place.areas.has(area))
}

function foundOn(
  comparison: Comparison,
  places: Places,
  costs: ReadonlyMap<ProductId, Costs>,
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
  const cost = line.productId === null ? undefined : costs.get(line.productId)
  const unitCost = cost?.unitCost ?? null
  const figures = varianceFigures({
    systemMilli: expected.expectedMilli,
    actualMilli: counted,
    unitCost,
    price: cost?.price ?? null,
  })
  const { items: _items, onHand, movements: _movements, ...identity } = line
  const emptiedBy = line.locationId === null ? undefined : comparison.facts.emptied.get(line.locationId)?.by
  const counters =
    state === 'confirmed-empty' ? (emptiedBy ? [emptiedBy] : []) : line.items.map((item) => item.countedBy)
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
    counters: [...new Set(counters)].toSorted(),
    items: line.items
      .map(({ sessionId, seq, quantityMilli }) => ({ sessionId, seq, quantityMilli }))
      .toSorted((a, b) => (a.sessionId === b.sessionId ? a.seq - b.seq : a.sessionId < b.sessionId ? -1 : 1)),
    positions: [...new Set([...onHand, ...line.movements].map(positionKey))].toSorted(),
    target: targetOf(line),
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

/** When the line was counted; of what nobody found, when its place was done with. Never after the read, whatever a device's clock said. */
function countedWhen({ facts, book }: Comparison, line: Line, state: CountedState): number {
  if (line.items.length > 0) {
    return Math.min(
      book.readAt,
      line.items.reduce((latest, item) => Math.max(latest, item.lastAt), 0),
    )
  }
  const finding = line.locationId === null ? undefined : facts.emptied.get(line.locationId)
  if (state === 'confirmed-empty' && finding) return Math.min(book.readAt, finding.at)
  const areas = line.locationId === null ? [] : (facts.areasOfLocation.get(line.locationId) ?? [])
  const here = areas.flatMap((area) => facts.doneAt.get(area) ?? [])
  const times = here.length > 0 ? here : [...facts.doneAt.values()]
  return times.length === 0 ? book.readAt : Math.min(book.readAt, Math.max(...times))
}

function expectedOf(
  { book, proposed }: Comparison,
  line: Line,
  readMilli: number,
  countedAt: number,
): { expectedMilli: number; movedSinceMilli: number; movements: number; proposedMilli: number } {
  if (line.productId === null) return { expectedMilli: 0, movedSinceMilli: 0, movements: 0, proposedMilli: 0 }
  const earlier = (proposed.get(line.lineKey) ?? []).map((proposal) => ({
    ...proposal,
    booked: bookedBy(proposal, line.movements),
  }))
  const ours = new Set(earlier.flatMap((proposal) => proposal.booked))
  const others = line.movements.filter((movement) => !ours.has(movement))
  const proposedMilli = earlier
    .filter((proposal) => !isInRead(book, proposal))
    .reduce((sum, proposal) => sum + proposal.deltaMilli, 0)
  if (!book.knowsMovements) {
    return { expectedMilli: readMilli + proposedMilli, movedSinceMilli: 0, movements: 0, proposedMilli }
  }
  const expected = expectedAsOf(readMilli, others, countedAt)
  return { ...expected, expectedMilli: expected.expectedMilli + proposedMilli, proposedMilli }
}

/** The movements by which the backend booked our own proposal: one, or several that make it up. */
function bookedBy(
  { documentId, deltaMilli, asOfAt }: EarlierProposal,
  movements: readonly PositionMovement[],
): readonly PositionMovement[] {
  const whole = movements.filter((movement) => movement.quantityMilli === deltaMilli)
  const found =
    whole.find((movement) => movement.externalRef === documentId) ??
    whole.find((movement) => movement.occurredAt === asOfAt)
  if (found) return [found]
  const parts = movements.filter(
    ({ occurredAt, quantityMilli }) =>
      occurredAt === asOfAt && Math.sign(quantityMilli) === Math.sign(deltaMilli),
  )
  return parts.reduce((sum, part) => sum + part.quantityMilli, 0) === deltaMilli ? parts : []
}

function isInRead(
  book: BookFacts,
  proposal: EarlierProposal & { readonly booked: readonly PositionMovement[] },
): boolean {
  if (proposal.booked.length > 0) return true
  return proposal.settledAt !== null && proposal.settledAt <= book.readAt
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

interface Costs {
  readonly unitCost: UnitCost | null
  readonly price: UnitCost | null
}

/** What a product costs at the facility: of the org's own stock before anybody else's. */
function costsByProduct(onHand: readonly OnHandPosition[]): ReadonlyMap<ProductId, Costs> {
  return new Map(
    [...Map.groupBy(onHand, (position) => position.productId)].map(([productId, positions]) => {
      const inOrder = positions.toSorted(byRankAndKey)
      const unitCost = inOrder.find((position) => position.unitCost !== null)?.unitCost ?? null
      return [
        productId,
        { unitCost, price: inOrder.find((position) => position.price !== null)?.price ?? null },
      ]
    }),
  )
}

function byRankAndKey(a: OnHandPosition, b: OnHandPosition): number {
  return rank(a) - rank(b) || (positionKey(a) < positionKey(b) ? -1 : 1)
}

function rank(position: OnHandPosition): number {
  return position.owner === OWN ? 0 : 1
}

/**
 * Where an adjustment goes. A line that names no bin, lot or owner of its own goes where the book holds it; where that is several
 * places, to the one that holds most, and says so. One serial is never taken for another.
 */
function targetOf(line: Line): LineFound['target'] {
  const held = line.onHand.filter((position) => position.onHandMilli !== 0)
  const [most] = held.toSorted(
    (a, b) => rank(a) - rank(b) || b.onHandMilli - a.onHandMilli || byRankAndKey(a, b),
  )
  const places = new Set(
    held.map(({ locationId, lot, serial, owner }) => JSON.stringify([locationId, lot, serial, owner])),
  )
  const namesLot = line.lot !== null || line.serial !== null
  const serials = new Set(held.map((position) => position.serial))
  const states = new Set(held.map((position) => position.stockState))
  const isApart = states.size === 1 && (states.has('damaged') || states.has('quarantine'))
  const plainState = isApart && most ? most.stockState : 'available'
  return {
    locationId: line.locationId ?? most?.locationId ?? null,
    lot: namesLot ? line.lot : (most?.lot ?? null),
    serial: namesLot ? line.serial : serials.size === 1 ? (most?.serial ?? null) : null,
    owner: line.owner === OWN ? (most?.owner ?? OWN) : line.owner,
    stockState: line.stockState === PLAIN_STATE ? plainState : line.stockState,
    isAssumed: places.size > 1,
  }
}
