import { ONE, type FacilityId, type LocationId, type ProductId } from '@cyclecount/domain'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { adjustByCount, adjustByHand, changeCost, moveStock, recordMovement } from './booking/record.ts'
import type { Outcome } from './booking/request.ts'
import { found } from './corner-stores.ts'
import { loadRetailer } from './load/load-retailer.ts'
import { positionsAsOf, valueAsOf } from './reading/as-of.ts'
import { findBin, findFacility, findProduct } from './reading/catalogue.ts'
import { listPositions } from './reading/positions.ts'
import { readStockCard } from './reading/stock-card.ts'
import { cornerStores, NINE, openTestLedger } from './testing.ts'

const RUNS = 12

/** What holds after any sequence of bookings, on either database. Every run has a product of its own. */
export function historyContract(name: string, freshUrl: () => Promise<string>): void {
  describe(`any history of the ledger on ${name}`, () => {
    let ledger: Awaited<ReturnType<typeof openTestLedger>>
    let facilityId: FacilityId
    let bins: readonly LocationId[] = []
    let runs = 0

    beforeAll(async () => {
      ledger = await openTestLedger(await freshUrl())
      const [model] = cornerStores.products
      const products = Array.from({ length: RUNS * 20 }, (_, index) => ({
        ...found(model ?? null),
        sku: `p${index}`,
      }))
      const data = { ...cornerStores, products, barcodes: [], lots: [], opening: [], movements: [] }
      expect((await loadRetailer(ledger, data)).kind).toBe('loaded')
      facilityId = found(await findFacility(ledger, 'LIS'))
      bins = [
        found(await findBin(ledger, facilityId, 'F-1')),
        found(await findBin(ledger, facilityId, 'F-2')),
      ]
    })
    afterAll(() => ledger.close())

    test('ICS-1 ICS-2 ICS-4 positions, value and any instant of the past are the fold of the card, however often requests repeat', async () => {
      await fc.assert(
        fc.asyncProperty(histories, async (history) => {
          const productId = found(await findProduct(ledger, `p${(runs += 1)}`))
          const kept: { readonly step: Step; readonly outcome: Outcome }[] = []
          for (const [index, step] of history.entries()) {
            const outcome = await apply(productId, `${runs}/${index}`, step)
            kept.push({ step, outcome })
            for (const at of step.repeats) {
              const earlier = kept[at % kept.length]
              if (!earlier) continue
              const repeated = await apply(productId, `${runs}/${kept.indexOf(earlier)}`, earlier.step)
              expect(repeated).toEqual(earlier.outcome)
            }
          }
          const booked = kept.filter(({ outcome }) => outcome.kind === 'booked').map(({ step }) => step)
          const now = await listPositions(ledger, { facilityId, productId, limit: 10 })
          expect(byBin(now)).toEqual(replay(booked, Number.POSITIVE_INFINITY))
          const card = await readStockCard(ledger, { facilityId, productId, limit: 1000 })
          for (const at of instants) {
            const then = await positionsAsOf(ledger, { facilityId, productId, at })
            expect(byBin(then)).toEqual(replay(booked, at))
            const [value] = await valueAsOf(ledger, { facilityId, productId, at })
            const until = card.filter((event) => event.occurredAt <= at)
            const sum = until.reduce((total, event) => total + event.costDeltaMicros, 0n)
            expect(value?.valueMicros ?? 0n).toBe(sum)
          }
        }),
        { numRuns: RUNS, endOnFailure: true },
      )
      expect(runs).toBeGreaterThanOrEqual(RUNS)
    }, 60_000)

    function apply(productId: ProductId, key: string, step: Step): Promise<Outcome> {
      const at = {
        facilityId,
        productId,
        binId: found(bins[step.bin] ?? null),
        lot: null,
        serial: null,
        owner: 'own',
        stockState: 'available',
        reason: 'other',
        actor: 'ana',
        comment: '',
        sourceRef: key,
        occurredAt: step.occurredAt,
        idempotencyKey: key,
      } as const
      const unitCost =
        step.cents === null ? null : { valueMicros: step.cents * 10_000n, perMilli: 1000, currency: 'EUR' }
      const deltaMilli = step.units * ONE
      switch (step.kind) {
        case 'movement':
          return recordMovement(ledger, { ...at, kind: 'receipt', quantityMilli: deltaMilli, unitCost })
        case 'by-hand':
          return adjustByHand(ledger, { ...at, deltaMilli, unitCost })
        case 'by-count':
          return adjustByCount(ledger, { ...at, unit: 'each', deltaMilli, countedMilli: 0, expectedMilli: 0 })
        case 'to-other-bin': {
          const to = { binId: found(bins[1 - step.bin] ?? null), stockState: 'available' } as const
          return moveStock(ledger, { ...at, to, quantityMilli: Math.abs(deltaMilli) })
        }
        case 'cost':
          return changeCost(ledger, {
            ...at,
            unitCost: unitCost ?? { valueMicros: 0n, perMilli: 1000, currency: 'EUR' },
          })
      }
    }

    function byBin(rows: readonly { readonly binId: LocationId | null; readonly quantityMilli: number }[]) {
      return [0, 1].map((bin) => rows.find((row) => row.binId === bins[bin])?.quantityMilli ?? 0)
    }
  })
}

interface Step {
  readonly kind: 'movement' | 'by-hand' | 'by-count' | 'to-other-bin' | 'cost'
  readonly bin: 0 | 1
  readonly units: number
  readonly cents: bigint | null
  readonly occurredAt: number
  readonly repeats: readonly number[]
}

const HOUR = 3_600_000
const instants = [-200, -150, -100, -50, -1, 0].map((hours) => NINE + hours * HOUR)

/** Late and early bookings in any order: what occurred and what was booked need not have the same order. */
const histories = fc.array(
  fc.record({
    kind: fc.constantFrom('movement', 'movement', 'by-hand', 'by-count', 'to-other-bin', 'cost'),
    bin: fc.constantFrom(0, 1),
    units: fc.integer({ min: -12, max: 20 }).filter((units) => units !== 0),
    cents: fc.option(fc.bigInt({ min: 0n, max: 5000n })),
    occurredAt: fc.integer({ min: -210, max: -2 }).map((hours) => NINE + hours * HOUR),
    repeats: fc.array(fc.nat({ max: 20 }), { maxLength: 2 }),
  }) satisfies fc.Arbitrary<Step>,
  { minLength: 1, maxLength: 14 },
)

function replay(steps: readonly Step[], until: number): readonly number[] {
  const held: [number, number] = [0, 0]
  for (const { kind, bin, units, occurredAt } of steps) {
    if (occurredAt > until || kind === 'cost') continue
    if (kind === 'to-other-bin') {
      held[bin] -= Math.abs(units) * ONE
      held[bin === 0 ? 1 : 0] += Math.abs(units) * ONE
    } else held[bin] += units * ONE
  }
  return held
}
