import { ONE, type FacilityId, type LocationId } from '@cyclecount/domain'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { booked, found } from '../corner-stores.ts'
import { loadRetailer } from '../load/load-retailer.ts'
import { findBin, findFacility, findProduct } from '../reading/catalogue.ts'
import { findOutcome } from '../reading/outcome.ts'
import { listPositions } from '../reading/positions.ts'
import { readStockCard } from '../reading/stock-card.ts'
import { cornerStores, openTestLedger } from '../testing.ts'
import { adjustByCount, recordCount, recordMovement } from './record.ts'
import type { ComparedPosition, CountAdjustment, Outcome } from './request.ts'

const RUNS = 15
const LOTS = ['JUN', 'JUL', 'ANY'] as const

/** A count that told no lots apart, booked among the lots of its bin, on either database. Every test has a product of its own. */
export function amongContract(name: string, freshUrl: () => Promise<string>): void {
  describe(`a difference among lots and states in the ledger on ${name}`, () => {
    let ledger: Awaited<ReturnType<typeof openTestLedger>>
    let stores: Readonly<Record<'LIS' | 'AZO', { facilityId: FacilityId; binId: LocationId }>>
    let made = 0

    beforeAll(async () => {
      ledger = await openTestLedger(await freshUrl())
      const model = found(cornerStores.products.find(({ sku }) => sku === 'yoghurt') ?? null)
      const products = Array.from({ length: RUNS * 8 }, (_, index) => ({ ...model, sku: `y${index}` }))
      const dates = { JUN: '2026-06-30', JUL: '2026-07-31', ANY: null } as const
      const lots = products.flatMap(({ sku }) => LOTS.map((lot) => ({ sku, lot, expiry: dates[lot] })))
      const data = { ...cornerStores, products, barcodes: [], lots, opening: [], movements: [] }
      expect((await loadRetailer(ledger, data)).kind).toBe('loaded')
      const storeCalled = async (code: string) => {
        const facilityId = found(await findFacility(ledger, code))
        return { facilityId, binId: found(await findBin(ledger, facilityId, 'F-1')) }
      }
      stores = { LIS: await storeCalled('LIS'), AZO: await storeCalled('AZO') }
    })
    afterAll(() => ledger.close())

    test('BACK-6 several lots change as one document, and the same key finds it again', async () => {
      const { count, held } = await shelved('LIS', [at('JUN', 2), at('JUL', 3), at('JUL', 4, 'quarantine')])
      const asked = count('several', -6)
      const outcome = booked(await adjustByCount(ledger, asked))
      expect(outcome.onHandAfterMilli).toBeNull()
      expect(await held()).toEqual(['JUL quarantine 3'])
      const events = await readStockCard(ledger, { ...asked, limit: 3 })
      expect(events.map((event) => event.documentId)).toEqual(
        Array.from({ length: 3 }, () => outcome.documentId),
      )
      expect(events.map(({ kind, sourceRef }) => [kind, sourceRef])).toEqual(
        events.map(() => ['count-adjustment', 'count 1']),
      )
      const [before] = await readStockCard(ledger, { ...asked, limit: 1, before: events[2]?.seq ?? 0 })
      expect(before?.documentId).not.toBe(outcome.documentId)
      expect(await adjustByCount(ledger, { ...asked })).toEqual(outcome)
      expect(await findOutcome(ledger, asked.facilityId, asked.idempotencyKey)).toEqual(outcome)
      expect(await held()).toEqual(['JUL quarantine 3'])
    })

    test('a single lot that changes tells what it holds then', async () => {
      const { count, held } = await shelved('LIS', [at('JUN', 2), at('JUL', 3)])
      expect(booked(await adjustByCount(ledger, count('found', 4))).onHandAfterMilli).toBe(7 * ONE)
      expect(await held()).toEqual(['JUL 7', 'JUN 2'])
    })

    test('ICS-3 what protected lots do not hold together is refused in words, and nothing of it is booked', async () => {
      const { count, held, sku } = await shelved('LIS', [at('JUN', 2), at('JUL', 3)])
      const outcome = await adjustByCount(ledger, count('too much', -6))
      expect(outcome).toMatchObject({
        kind: 'refused',
        refusal: {
          kind: 'negative-stock',
          message: `Lisbon holds 5 of ${sku} in F-1 over all that was counted together, so 6 cannot be taken out: its stock is protected against going below 0.`,
        },
      })
      expect(await held()).toEqual(['JUL 3', 'JUN 2'])
    })

    test('ICS-3 unprotected stock goes below 0 outside of every lot', async () => {
      const { count, held } = await shelved('AZO', [at('JUN', 2), at('JUL', 3)])
      expect(booked(await adjustByCount(ledger, count('oversold', -6))).overcommitted).toBe(true)
      expect(await held()).toEqual(['- -1'])
    })

    test('what was reserved since it was counted still lay there, what arrived since did not', async () => {
      const { count, held, receive } = await shelved('LIS', [at('JUN', 2)])
      const asked = count('reserved since', -2)
      await receive(at('JUN', -2))
      await receive(at('JUN', 2, 'reserved'))
      await receive(at('JUL', 5))
      booked(await adjustByCount(ledger, asked))
      expect(await held()).toEqual(['JUL 5'])
    })

    test('the bin changes by exactly the difference, no lot goes below 0, and a repetition changes nothing', async () => {
      const positions = fc.uniqueArray(
        fc.record({
          lot: fc.constantFrom(...LOTS, null),
          state: fc.constantFrom('available', 'available', 'quarantine', 'damaged', 'reserved'),
          units: fc.integer({ min: 1, max: 9 }),
        }),
        { maxLength: 5, selector: ({ lot, state }) => `${lot} ${state}` },
      )
      const differences = fc.array(
        fc.integer({ min: -12, max: 9 }).filter((units) => units !== 0),
        { minLength: 1, maxLength: 4 },
      )
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom('LIS', 'AZO'),
          positions,
          differences,
          async (code, there, deltas) => {
            const { count, positionsNow, onHand } = await shelved(code, there)
            for (const [index, units] of deltas.entries()) {
              const before = await onHand()
              const asked = { ...count(`step ${index}`, units), among: await positionsNow() }
              const outcome = await adjustByCount(ledger, asked)
              const isRefused = code === 'LIS' && before + units * ONE < 0
              expect(outcome.kind).toBe(isRefused ? 'refused' : 'booked')
              const after = before + (isRefused ? 0 : units * ONE)
              expect(await onHand()).toBe(after)
              const belowZero = (await positionsNow()).filter((position) => position.quantityMilli < 0)
              expect(belowZero.filter((position) => code === 'LIS' || position.lot !== null)).toEqual([])
              expect(await adjustByCount(ledger, asked)).toEqual(outcome)
              expect(await onHand()).toBe(after)
            }
          },
        ),
        { numRuns: RUNS, endOnFailure: true },
      )
    }, 60_000)

    test('differences that are booked together come out as one after the other, each seeing those before it', async () => {
      const there = [at('JUN', 2), at('JUL', 3), at('JUL', 4, 'quarantine')]
      const steps = [-4, 2, -1, -20, -6, 3]
      const inTurn = await shelved('LIS', there)
      const together = await shelved('LIS', there)
      const asked = (of: typeof inTurn) => steps.map((units, index) => of.count(`step ${index}`, units))
      const one: Outcome[] = []
      for (const adjustment of asked(inTurn)) one.push(await adjustByCount(ledger, adjustment))
      const all = asked(together).map((adjustment) => ({ kind: 'adjusted' as const, adjustment }))
      const again = await recordCount(ledger, [...all, ...all])
      const said = (outcomes: readonly Outcome[]) =>
        outcomes.map((outcome) =>
          outcome.kind === 'booked' ? outcome.onHandAfterMilli : outcome.refusal.kind,
        )
      expect(said(again.slice(0, steps.length))).toEqual(said(one))
      expect(again.slice(steps.length)).toEqual(again.slice(0, steps.length))
      expect(await together.held()).toEqual(await inTurn.held())
    })

    interface There {
      readonly lot: string | null
      readonly state: ComparedPosition['stockState']
      readonly units: number
    }

    function at(lot: string | null, units: number, state: There['state'] = 'available'): There {
      return { lot, units, state }
    }

    /** A fresh product in F-1, and a count of it that names no lot, compared with what lies there now. */
    async function shelved(code: 'LIS' | 'AZO', there: readonly There[]) {
      const sku = `y${(made += 1)}`
      const where = { ...stores[code], productId: found(await findProduct(ledger, sku)) }
      const place = { ...where, serial: null, owner: 'own' }
      const receive = async ({ lot, state: stockState, units }: There) => {
        booked(
          await recordMovement(ledger, {
            ...place,
            lot,
            stockState,
            quantityMilli: units * ONE,
            kind: 'receipt',
            reason: 'receipt',
            actor: 'dock',
            comment: '',
            sourceRef: 'delivery',
            occurredAt: ledger.now(),
            unitCost: null,
            idempotencyKey: null,
          }),
        )
      }
      for (const position of there) await receive(position)
      const positionsNow = async () => listPositions(ledger, { ...where, limit: 50 })
      const compared = await positionsNow()
      const count = (key: string, units: number): CountAdjustment => ({
        ...place,
        lot: null,
        stockState: 'available',
        unit: 'each',
        among: compared.map(positionOf),
        deltaMilli: units * ONE,
        countedMilli: 0,
        expectedMilli: -units * ONE,
        reason: 'miscounted-before',
        actor: 'ana',
        comment: '',
        sourceRef: 'count 1',
        occurredAt: ledger.now(),
        idempotencyKey: `${sku} ${key}`,
      })
      return {
        sku,
        receive,
        count,
        positionsNow,
        onHand: async () => (await positionsNow()).reduce((sum, row) => sum + row.quantityMilli, 0),
        held: async () =>
          (await positionsNow())
            .map(({ lot, stockState, quantityMilli }) =>
              [lot ?? '-', ...(stockState === 'available' ? [] : [stockState]), quantityMilli / ONE].join(
                ' ',
              ),
            )
            .toSorted(),
      }
    }
  })
}

function positionOf({ binId, lot, serial, owner, stockState }: ComparedPosition): ComparedPosition {
  return { binId, lot, serial, owner, stockState }
}
