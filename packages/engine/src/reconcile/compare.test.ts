import {
  fakeId,
  itemKey,
  plainStock,
  type AreaId,
  type LocationId,
  type PersonId,
  type ProductId,
  type SessionId,
} from '@cyclecount/domain'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compareCount } from './compare.ts'
import type { Comparison } from './comparison.ts'
import type { CountedItem } from './count-facts.ts'
import { liesThere, positionKey, type OnHandPosition, type PositionMovement } from './position.ts'

const readAt = 1_000_000
const products = ['cola', 'milk', 'tea'].map((name) => fakeId<ProductId>(name))
const bins = ['A1', 'A2', 'B1'].map((name) => fakeId<LocationId>(name))
const [front, back] = [fakeId<AreaId>('front'), fakeId<AreaId>('back')]
const sessions = ['one', 'two'].map((name) => fakeId<SessionId>(name))
const areasOfLocation = new Map<LocationId, readonly AreaId[]>(
  bins.map((bin, index) => [bin, [index < 2 ? front : back]]),
)

const place = {
  productId: fc.constantFrom(...products),
  locationId: fc.constantFrom(...bins, null),
  lot: fc.constantFrom(null, null, 'L1', 'L2'),
  serial: fc.constant(null),
  owner: fc.constantFrom('own', 'own', 'other'),
}
const quantity = fc.integer({ min: -20_000, max: 50_000 })
const time = fc.integer({ min: 1, max: readAt })
const state = fc.constantFrom('available', 'reserved', 'quarantine', 'damaged', 'in-transit')

const onHandLine: fc.Arbitrary<OnHandPosition> = fc.record({
  ...place,
  stockState: state,
  unit: fc.constant('each'),
  onHandMilli: quantity,
  availableMilli: fc.constant(0),
  reservedMilli: fc.constant(0),
  unitCost: fc.constantFrom(null, { valueMicros: 1_333_333n, perMilli: 3000, currency: 'EUR' }),
  price: fc.constant(null),
})
const onHand = fc.uniqueArray(onHandLine, { selector: positionKey, maxLength: 15 })

const movements: fc.Arbitrary<PositionMovement[]> = fc.array(
  fc.record({
    ...place,
    stockState: state,
    unit: fc.constant('each'),
    externalRef: fc.uuid(),
    kind: fc.constant('sale'),
    quantityMilli: quantity,
    occurredAt: time,
    recordedAt: time,
  }),
  { maxLength: 15 },
)

const items: fc.Arbitrary<CountedItem[]> = fc
  .array(
    fc.record({
      ...place,
      productId: fc.constantFrom(...products, ...products, null),
      owner: fc.constant('own'),
      sessionId: fc.constantFrom(...sessions),
      areaId: fc.constantFrom(front, back),
      codeKey: fc.constantFrom('Q1', 'Q2'),
      code: fc.constantFrom('Q1', 'q1'),
      stockState: fc.constant('on-hand'),
      unit: fc.constant('each'),
      quantityMilli: fc.integer({ min: 0, max: 50_000 }),
      lastAt: time,
      countedBy: fc.constantFrom(fakeId<PersonId>('ana'), fakeId<PersonId>('ben')),
      conflict: fc.boolean(),
    }),
    { maxLength: 15 },
  )
  .map((made) => made.map((item, seq) => ({ ...item, seq })))

const comparison: fc.Arbitrary<Comparison> = fc
  .record({
    items,
    onHand,
    movements,
    isComplete: fc.boolean(),
    isDirected: fc.boolean(),
    knowsMovements: fc.boolean(),
    emptied: fc.boolean(),
  })
  .map((made) => ({
    facts: {
      isComplete: made.isComplete,
      items: made.items,
      emptied: new Map(
        made.emptied ? bins.slice(1, 2).map((bin) => [bin, { at: 5, by: [fakeId<PersonId>('ana')] }]) : [],
      ),
      areasOfLocation,
      doneAt: new Map([
        [front, 500_000],
        [back, 700_000],
      ]),
      countersOfArea: new Map(),
      isEveryAreaDone: true,
      products: made.isDirected ? new Set(products.slice(0, 1)) : null,
    },
    book: {
      readAt,
      onHand: made.onHand,
      movements: made.knowsMovements ? made.movements : [],
      knowsMovements: made.knowsMovements,
      reads: [],
      changes: [],
      knowsBins: true,
    },
    proposed: new Map(),
  }))

describe('comparing a count with the book', () => {
  test('every variance is counted minus expected, and nothing counted is left out', () => {
    fc.assert(
      fc.property(comparison, (given) => {
        const lines = compareCount(given)
        const sum = (pick: (line: (typeof lines)[number]) => number) =>
          lines.reduce((total, line) => total + pick(line), 0)
        const counted = given.facts.items.reduce((total, item) => total + item.quantityMilli, 0)
        expect(sum((line) => line.actualQuantityOnHand)).toBe(counted)
        expect(sum((line) => line.varianceQuantityOnHand)).toBe(
          counted - sum((line) => line.systemQuantityOnHand),
        )
        for (const line of lines) {
          expect(line.systemQuantityOnHand).toBe(line.readMilli - line.movedSinceMilli)
        }
      }),
    )
  })

  test('no position of the book is in two lines, and none that lies there is forgotten in a complete hard count', () => {
    fc.assert(
      fc.property(comparison, (given) => {
        const lines = compareCount(given)
        const keys = lines.flatMap((line) => line.positions)
        expect(new Set(keys).size).toBe(keys.length)
        expect(new Set(lines.map((line) => line.lineKey)).size).toBe(lines.length)
        if (!given.facts.isComplete || given.facts.products !== null || given.book.movements.length > 0)
          return
        const held = Map.groupBy(given.book.onHand.filter(liesThere), (position) =>
          JSON.stringify(position.productId),
        )
        for (const group of held.values()) {
          const total = group.reduce((sum, position) => sum + position.onHandMilli, 0)
          const found = lines
            .filter((line) => line.productId === group[0]?.productId)
            .reduce((sum, line) => sum + line.systemQuantityOnHand, 0)
          expect(found).toBe(total)
        }
      }),
    )
  })

  test('the same facts in any order give the same lines', () => {
    fc.assert(
      fc.property(
        comparison.chain((given) =>
          fc.tuple(
            fc.constant(given),
            shuffled(given.facts.items),
            shuffled(given.book.onHand),
            shuffled(given.book.movements),
          ),
        ),
        ([given, otherItems, otherOnHand, otherMovements]) => {
          const other = {
            ...given,
            facts: { ...given.facts, items: otherItems },
            book: { ...given.book, onHand: otherOnHand, movements: otherMovements },
          }
          expect(compareCount(other)).toEqual(compareCount(given))
        },
      ),
    )
  })

  test('where there is one place it can mean, an adjustment goes there', () => {
    const [cola = expect.fail()] = products
    const [bin = expect.fail()] = bins
    const [line] = compareCount({
      facts: {
        isComplete: true,
        items: [{ ...plainItem(cola), quantityMilli: 4000 }],
        emptied: new Map(),
        areasOfLocation,
        doneAt: new Map(),
        countersOfArea: new Map(),
        isEveryAreaDone: true,
        products: null,
      },
      book: {
        readAt,
        onHand: [{ ...plainPosition(cola, bin), lot: 'L1', onHandMilli: 5000 }],
        movements: [],
        knowsMovements: true,
        reads: [],
        changes: [],
        knowsBins: true,
      },
      proposed: new Map(),
    })
    expect(line).toMatchObject({ locationId: null, varianceQuantityOnHand: -1000 })
    expect(line?.target).toEqual({
      locationId: bin,
      lot: 'L1',
      serial: null,
      owner: 'own',
      stockState: 'available',
      unit: 'each',
      isAssumed: false,
    })
  })

  test('of several lots an adjustment goes to the one that holds most, and of several serials to none', () => {
    const [cola = expect.fail()] = products
    const [bin = expect.fail()] = bins
    const target = (held: readonly Partial<OnHandPosition>[]) =>
      compareCount({
        facts: {
          isComplete: true,
          items: [{ ...plainItem(cola), locationId: bin, quantityMilli: 1000 }],
          emptied: new Map(),
          areasOfLocation,
          doneAt: new Map(),
          countersOfArea: new Map(),
          isEveryAreaDone: true,
          products: null,
        },
        book: {
          readAt,
          onHand: held.map((position) => ({ ...plainPosition(cola, bin), ...position })),
          movements: [],
          knowsMovements: true,
          reads: [],
          changes: [],
          knowsBins: true,
        },
        proposed: new Map(),
      })[0]?.target
    expect(
      target([
        { lot: 'L1', onHandMilli: 2000 },
        { lot: 'L2', onHandMilli: 3000 },
        { lot: 'L2', onHandMilli: 9000, owner: 'other' },
      ]),
    ).toMatchObject({ lot: 'L2', owner: 'own', isAssumed: true })
    expect(
      target([
        { serial: 'S1', onHandMilli: 1000 },
        { serial: 'S2', onHandMilli: 1000 },
      ]),
    ).toMatchObject({ serial: null, isAssumed: true })
  })

  test('a proposal that was booked on several lots is known by its parts, before the backend has said so', () => {
    const [cola = expect.fail()] = products
    const [bin = expect.fail()] = bins
    const item = { ...plainItem(cola), locationId: bin, quantityMilli: 2000 }
    const there = (lot: string, more: object) => ({ ...plainPosition(cola, bin), lot, ...more })
    const move = (lot: string, quantityMilli: number, occurredAt: number) =>
      there(lot, { externalRef: lot, kind: 'adjusted', quantityMilli, occurredAt, recordedAt: readAt })
    const linesWith = (moved: readonly object[]) =>
      compareCount({
        facts: {
          isComplete: true,
          items: [item],
          emptied: new Map(),
          areasOfLocation,
          doneAt: new Map(),
          countersOfArea: new Map(),
          isEveryAreaDone: true,
          products: null,
        },
        book: {
          readAt,
          onHand: [there('L2', { onHandMilli: 2000 })],
          movements: moved as PositionMovement[],
          knowsMovements: true,
          reads: [],
          changes: [],
          knowsBins: true,
        },
        proposed: new Map([
          [
            linesOfNothing(cola, bin),
            [{ deltaMilli: -3000, documentId: null, settledAt: null, asOfAt: item.lastAt }],
          ],
        ]),
      })
    const at = item.lastAt
    const known = linesWith([move('L1', -2000, at), move('L2', -1000, at)])
    expect(known).toMatchObject([{ varianceQuantityOnHand: 0, proposedMilli: 0 }])
    const other = linesWith([move('L1', -2000, at), move('L2', -2000, at)])
    expect(other).toMatchObject([{ proposedMilli: -3000 }])
  })

  test('a backend without bins is compared by product, wherever it was counted', () => {
    const [cola = expect.fail()] = products
    const lines = compareCount({
      facts: {
        isComplete: true,
        items: bins.map((locationId, seq) => ({ ...plainItem(cola), seq, locationId, quantityMilli: 2000 })),
        emptied: new Map(),
        areasOfLocation,
        doneAt: new Map(),
        countersOfArea: new Map(),
        isEveryAreaDone: true,
        products: null,
      },
      book: {
        readAt,
        onHand: [{ ...plainPosition(cola, null), onHandMilli: 6000 }],
        movements: [],
        knowsMovements: true,
        reads: [],
        changes: [],
        knowsBins: false,
      },
      proposed: new Map(),
    })
    expect(lines).toMatchObject([
      { locationId: null, systemQuantityOnHand: 6000, actualQuantityOnHand: 6000 },
    ])
  })
})

function shuffled<T>(values: readonly T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...values], { minLength: values.length, maxLength: values.length })
}

/** The key of a line that names no lot. */
function linesOfNothing(productId: ProductId, locationId: LocationId): string {
  return itemKey({ productId, codeKey: null, locationId, ...plainStock, unit: 'each' })
}

function plainItem(productId: ProductId): CountedItem {
  return {
    sessionId: fakeId<SessionId>('one'),
    seq: 1,
    areaId: front,
    productId,
    codeKey: null,
    code: null,
    locationId: null,
    lot: null,
    serial: null,
    stockState: 'on-hand',
    owner: 'own',
    unit: 'each',
    quantityMilli: 0,
    lastAt: 10,
    countedBy: fakeId<PersonId>('ana'),
    conflict: false,
  }
}

function plainPosition(productId: ProductId, locationId: LocationId | null): OnHandPosition {
  return {
    productId,
    locationId,
    lot: null,
    serial: null,
    owner: 'own',
    stockState: 'available',
    unit: 'each',
    onHandMilli: 0,
    availableMilli: 0,
    reservedMilli: 0,
    unitCost: null,
    price: null,
  }
}
