import { sql } from 'kysely'
import { ONE, type FacilityId, type LocationId, type ProductId } from '@cyclecount/domain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { booked, found, openCornerStores, type CornerStores } from '../corner-stores.ts'
import { defineReasons, openLedger, type Ledger } from '../ledger.ts'
import { valueAsOf } from '../reading/as-of.ts'
import { averageCost } from '../reading/average.ts'
import { findBin, findProduct } from '../reading/catalogue.ts'
import { findOutcome } from '../reading/outcome.ts'
import { readStockCard } from '../reading/stock-card.ts'
import { NINE } from '../testing.ts'
import { setNegativeStock } from './protection.ts'
import { adjustByCount, adjustByHand, changeCost, observeCount, recordMovement } from './record.ts'
import type { CountAdjustment, Movement, Outcome } from './request.ts'

/**
 * What the ledger promises when it books, on either database. A SQLite file belongs to one process, so there a second one is the
 * same ledger again.
 */
export function bookingContract(
  name: 'SQLite' | 'PostgreSQL',
  freshUrl: (purpose: string) => Promise<string>,
): void {
  describe(`booking in the ledger on ${name}`, () => {
    let url = ''
    let stores: CornerStores
    let ledger: CornerStores['ledger']
    let lisbon: FacilityId
    let azores: FacilityId
    let cola: ProductId
    let gum: ProductId
    let shelf: LocationId
    beforeAll(async () => {
      url = await freshUrl('book')
      stores = await openCornerStores(url)
      ;({ ledger, lisbon, azores, cola, gum, shelf } = stores)
    })
    afterAll(() => ledger.close())
    const sale = (more: Partial<Movement> = {}) => stores.sale(more)
    const counted = (key: string, more: Partial<CountAdjustment> = {}) => stores.counted(key, more)
    const onShelf = () => stores.onShelf()

    test('ICS-3 books count and manual adjustments as different kinds of events', async () => {
      const before = await onShelf()
      booked(await adjustByCount(ledger, counted('kinds', { binId: shelf })))
      const { kind: _kind, quantityMilli: _quantity, ...rest } = sale({ reason: 'damaged', actor: 'ben' })
      booked(await adjustByHand(ledger, { ...rest, deltaMilli: -1 * ONE }))
      const [byHand, byCount] = await readStockCard(ledger, {
        facilityId: lisbon,
        productId: cola,
        limit: 2,
      })
      expect([byHand?.kind, byHand?.reason]).toEqual(['manual-adjustment', 'damaged'])
      expect([byCount?.kind, byCount?.actor, byCount?.comment]).toEqual([
        'count-adjustment',
        'ana',
        'behind the lid',
      ])
      expect(byCount?.counted).toEqual({ countedMilli: 28 * ONE, expectedMilli: 30 * ONE, round: null })
      expect(await onShelf()).toBe(before - 3 * ONE)
    })

    test('ICS-3 keeps a first count and its recount on the card, also where nothing differs', async () => {
      const before = await onShelf()
      const { deltaMilli: _delta, ...rest } = counted('observed')
      for (const [round, kind] of [
        [1, 'physical-count'],
        [2, 'cycle-count'],
      ] as const)
        booked(
          await observeCount(ledger, {
            ...rest,
            reason: 'count',
            kind,
            round,
            countedMilli: before,
            expectedMilli: before,
            idempotencyKey: `observed ${round}`,
          }),
        )
      const events = await readStockCard(ledger, { facilityId: lisbon, productId: cola, limit: 2 })
      expect(events.map((event) => [event.kind, event.counted?.round, event.quantityMilli])).toEqual([
        ['cycle-count', 2, 0],
        ['physical-count', 1, 0],
      ])
      expect(await onShelf()).toBe(before)
    })

    test('the same key again answers as the first time and changes nothing, other content under it is refused', async () => {
      const asked = counted('once')
      const first = booked(await adjustByCount(ledger, asked))
      const after = await onShelf()
      ledger.tick(1000)
      const reordered = Object.fromEntries(Object.entries(asked).toReversed()) as unknown as CountAdjustment
      expect(await adjustByCount(ledger, reordered)).toEqual(first)
      const other = await adjustByCount(ledger, { ...asked, deltaMilli: -3 * ONE })
      expect(refusalOf(other)).toBe('key-reused')
      expect(await onShelf()).toBe(after)
      expect(await findOutcome(ledger, lisbon, 'once')).toEqual(first)
      expect(await findOutcome(ledger, azores, 'once')).toBeNull()
    })

    test('a manual adjustment that is sent again later is the same one', async () => {
      const { kind: _kind, quantityMilli: _quantity, ...rest } = sale({ reason: 'damaged' })
      const asked = { ...rest, deltaMilli: -1 * ONE, idempotencyKey: 'by hand' }
      const first = booked(await adjustByHand(ledger, asked))
      ledger.tick(5000)
      expect(await adjustByHand(ledger, { ...asked, occurredAt: ledger.now() })).toEqual(first)
      const other = await adjustByHand(ledger, { ...asked, comment: 'something else' })
      expect(refusalOf(other)).toBe('key-reused')
    })

    test('ICS-3 refuses what would take protected stock below 0, and remembers the refusal', async () => {
      const before = await onShelf()
      const tooMuch = counted('too much', { deltaMilli: -500 * ONE })
      const outcome = await adjustByCount(ledger, tooMuch)
      expect(outcome).toEqual({
        kind: 'refused',
        refusal: {
          kind: 'negative-stock',
          retryable: false,
          message: `Lisbon holds ${before / ONE} of cola in F-1 (available), so 500 cannot be taken out: its stock is protected against going below 0.`,
        },
      })
      booked(
        await recordMovement(ledger, sale({ kind: 'receipt', reason: 'receipt', quantityMilli: 600 * ONE })),
      )
      expect(await adjustByCount(ledger, tooMuch)).toEqual(outcome)
      expect(await onShelf()).toBe(before + 600 * ONE)
    })

    test('ICS-3 lets unprotected stock go below 0 and notes it as overcommitted', async () => {
      const bin = found(await findBin(ledger, azores, 'F-1'))
      const soldOut = sale({ facilityId: azores, binId: bin, quantityMilli: -9 * ONE })
      expect(booked(await recordMovement(ledger, soldOut)).overcommitted).toBe(true)
      const [event] = await readStockCard(ledger, { facilityId: azores, productId: cola, limit: 1 })
      expect([event?.overcommitted, event?.positionAfterMilli]).toEqual([true, -3 * ONE])
      await setNegativeStock(ledger, { facilityId: azores, productId: cola, allowed: false })
      expect(refusalOf(await recordMovement(ledger, soldOut))).toBe('negative-stock')
      await setNegativeStock(ledger, { facilityId: azores, productId: cola, allowed: null })
      expect((await recordMovement(ledger, soldOut)).kind).toBe('booked')
    })

    test('ICS-4 moves the average by receipts, takes sales at it and shows a change of cost on the card', async () => {
      const bin = found(await findBin(ledger, lisbon, 'F-2'))
      const cheese = found(await findProduct(ledger, 'cheese'))
      const of = (more: Partial<Movement>) => sale({ productId: cheese, binId: bin, ...more })
      booked(
        await recordMovement(
          ledger,
          of({
            kind: 'receipt',
            reason: 'receipt',
            quantityMilli: 7_500,
            unitCost: { valueMicros: 10_000_000n, perMilli: 1000, currency: 'EUR' },
          }),
        ),
      )
      const average = { valueMicros: 95_000_000n, perMilli: 10_000, currency: 'EUR' }
      expect(await averageCost(ledger, lisbon, cheese)).toEqual(average)
      booked(await recordMovement(ledger, of({ quantityMilli: -1_250 })))
      const [sold] = await readStockCard(ledger, { facilityId: lisbon, productId: cheese, limit: 1 })
      expect(sold?.costDeltaMicros).toBe(-11_875_000n)
      booked(
        await changeCost(ledger, {
          ...of({ reason: 'cost-correction', actor: 'finance' }),
          unitCost: { valueMicros: 9_000_000n, perMilli: 1000, currency: 'EUR' },
        }),
      )
      const [change] = await readStockCard(ledger, { facilityId: lisbon, productId: cheese, limit: 1 })
      expect([change?.kind, change?.actor, change?.costDeltaMicros]).toEqual([
        'cost-change',
        'finance',
        78_750_000n - 83_125_000n,
      ])
      const [value] = await valueAsOf(ledger, { facilityId: lisbon, productId: cheese, at: ledger.now() })
      expect(value?.valueMicros).toBe(78_750_000n)
    })

    test('ICS-4 leaves an unknown cost unknown', async () => {
      expect(await averageCost(ledger, lisbon, gum)).toBeNull()
      const [value] = await valueAsOf(ledger, { facilityId: lisbon, productId: gum, at: ledger.now() })
      expect(value).toMatchObject({ valueMicros: 0n, uncostedMilli: 30 * ONE })
    })

    test('values consigned goods apart', async () => {
      booked(
        await recordMovement(
          ledger,
          sale({
            kind: 'receipt',
            reason: 'receipt',
            owner: 'vendor 9',
            productId: gum,
            quantityMilli: 5 * ONE,
          }),
        ),
      )
      const values = await valueAsOf(ledger, { facilityId: lisbon, productId: gum, at: ledger.now() })
      expect(values.map((value) => [value.owner, value.quantityMilli])).toEqual([
        ['own', 30 * ONE],
        ['vendor 9', 5 * ONE],
      ])
    })

    test.each([
      ['unknown-facility', { facilityId: '00000000-0000-7000-8000-000000000000' as FacilityId }],
      ['unknown-product', { productId: '00000000-0000-7000-8000-000000000000' as ProductId }],
      ['unknown-bin', { binId: '00000000-0000-7000-8000-000000000000' as LocationId }],
      ['unknown-reason', { reason: 'whim' }],
      ['bad-quantity', { quantityMilli: -1_500 }],
      ['bad-quantity', { quantityMilli: 0 }],
      ['bad-cost', { unitCost: { valueMicros: 1n, perMilli: 1000, currency: 'USD' } }],
      ['bad-cost', { unitCost: { valueMicros: -1n, perMilli: 1000, currency: 'EUR' } }],
    ] as const)('refuses a movement as %s', async (kind, wrong) => {
      expect(refusalOf(await recordMovement(ledger, sale(wrong)))).toBe(kind)
    })

    test('refuses a count in another unit than the product’s', async () => {
      expect(refusalOf(await adjustByCount(ledger, counted('boxes', { unit: 'box' })))).toBe('wrong-unit')
    })

    test('books by a reason once it is defined', async () => {
      await defineReasons(ledger, [{ code: 'sampling', label: 'Given to taste' }])
      booked(await recordMovement(ledger, sale({ reason: 'sampling' })))
      const [event] = await readStockCard(ledger, { facilityId: lisbon, productId: cola, limit: 1 })
      expect(event?.reasonLabel).toBe('Given to taste')
    })

    test('bookings that are made at once, also by two processes, leave a card without gaps and lose nothing', async () => {
      const { now, newId } = ledger
      const other = name === 'PostgreSQL' ? await openLedger({ url, now, newId }) : ledger
      const before = await onShelf()
      const bookings = Array.from({ length: 40 }, (_, index) =>
        recordMovement(
          index % 2 === 0 ? ledger : other,
          sale({ idempotencyKey: `busy ${index >> 2}`, occurredAt: NINE }),
        ),
      )
      const outcomes = await Promise.all(bookings)
      expect(outcomes.every((outcome) => outcome.kind === 'booked')).toBe(true)
      expect(await onShelf()).toBe(before - 10 * ONE)
      expect(await gaps(ledger)).toEqual([])
      if (other !== ledger) await other.close()
    })

    test('every position is the sum of its events', async () => {
      const { rows } = await sql<{ wrong: number }>`
        select count(*) as wrong from ledger_position p where p.quantity_milli <>
          (select coalesce(sum(c.quantity_milli), 0) from ledger_stock_card c where c.position_id = p.position_id)`.execute(
        ledger.db.read,
      )
      expect(rows).toEqual([{ wrong: 0 }])
      expect(await gaps(ledger)).toEqual([])
    })
  })
}

/** Facilities whose newest number is not the number of their events. */
async function gaps(ledger: Ledger): Promise<readonly unknown[]> {
  const { rows } = await sql`
    select f.code from ledger_facility f where f.last_seq <>
      (select count(*) from ledger_stock_card c where c.facility_id = f.facility_id)`.execute(ledger.db.read)
  return rows
}

function refusalOf(outcome: Outcome): string {
  return outcome.kind === 'refused' ? outcome.refusal.kind : outcome.kind
}
