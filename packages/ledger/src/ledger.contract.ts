import { sql } from 'kysely'
import { ONE, type FacilityId, type LocationId, type ProductId } from '@cyclecount/domain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  adjustByCount,
  adjustByHand,
  changeCost,
  moveStock,
  observeCount,
  recordMovement,
} from './booking/record.ts'
import { setNegativeStock } from './booking/protection.ts'
import type { CountAdjustment, Movement, Outcome } from './booking/request.ts'
import { defineReasons, openLedger, type Ledger } from './ledger.ts'
import { loadRetailer } from './load/load-retailer.ts'
import { positionsAsOf, valueAsOf } from './reading/as-of.ts'
import { averageCost } from './reading/average.ts'
import { findBin, findFacility, findProduct, listBins, listProducts } from './reading/catalogue.ts'
import { findOutcome } from './reading/outcome.ts'
import { listPositions, lookUpSku } from './reading/positions.ts'
import { readStockCard } from './reading/stock-card.ts'
import { cornerStores, NINE, openTestLedger } from './testing.ts'

type TestLedger = Awaited<ReturnType<typeof openTestLedger>>

/**
 * What the ledger promises, on either database. `freshUrl` names a database that holds nothing yet, another for every purpose.
 * A SQLite file belongs to one process, so there a second one is the same ledger again.
 */
export function ledgerContract(
  name: 'SQLite' | 'PostgreSQL',
  freshUrl: (purpose: string) => Promise<string>,
): void {
  describe(`the ledger on ${name}`, () => {
    let url = ''
    let ledger: TestLedger
    let lisbon: FacilityId
    let azores: FacilityId
    let cola: ProductId
    let gum: ProductId
    let shelf: LocationId
    let rack: LocationId

    beforeAll(async () => {
      url = await freshUrl('stores')
      ledger = await openTestLedger(url)
      const outcome = await loadRetailer(ledger, cornerStores)
      expect(outcome).toEqual({
        kind: 'loaded',
        facilities: 2,
        locations: 4,
        products: 4,
        positions: 6,
        events: 8,
      })
      lisbon = found(await findFacility(ledger, 'LIS'))
      azores = found(await findFacility(ledger, 'AZO'))
      cola = found(await findProduct(ledger, 'cola'))
      gum = found(await findProduct(ledger, 'gum'))
      shelf = found(await findBin(ledger, lisbon, 'F-1'))
      rack = found(await findBin(ledger, lisbon, 'B-1'))
    })
    afterAll(() => ledger.close())

    const sale = (more: Partial<Movement> = {}): Movement => ({
      kind: 'sale',
      facilityId: lisbon,
      productId: cola,
      binId: shelf,
      lot: null,
      serial: null,
      owner: 'own',
      stockState: 'available',
      quantityMilli: -1 * ONE,
      unitCost: null,
      reason: 'sale',
      actor: 'till',
      comment: '',
      sourceRef: 'receipt 1',
      occurredAt: ledger.now(),
      idempotencyKey: null,
      ...more,
    })
    const counted = (key: string, more: Partial<CountAdjustment> = {}): CountAdjustment => {
      const { kind: _kind, quantityMilli: _quantity, unitCost: _cost, ...rest } = sale()
      return {
        ...rest,
        unit: 'each',
        reason: 'miscount',
        actor: 'ana',
        comment: 'behind the lid',
        deltaMilli: -2 * ONE,
        countedMilli: 28 * ONE,
        expectedMilli: 30 * ONE,
        ...more,
        idempotencyKey: key,
      }
    }
    const onShelf = async (bin = shelf, product = cola, facilityId = lisbon) => {
      const rows = await listPositions(ledger, { facilityId, binId: bin, productId: product, limit: 50 })
      return rows.reduce((sum, row) => sum + row.quantityMilli, 0)
    }

    test('takes a retailer in once and refuses a second one', async () => {
      const again = await loadRetailer(ledger, cornerStores)
      expect(again.kind).toBe('refused')
      expect(await onShelf()).toBe(30 * ONE)
    })

    test('takes nothing in when one line refers to something that is not there', async () => {
      const empty = await openTestLedger(await freshUrl('empty'))
      const [first] = cornerStores.opening
      const broken = {
        ...cornerStores,
        opening: [...cornerStores.opening, { ...found(first ?? null), sku: 'nothing' }],
      }
      expect(await loadRetailer(empty, broken)).toEqual({
        kind: 'refused',
        problems: ['Stock of nothing in bin F-1 of facility LIS: one of the three is not there.'],
      })
      expect(await listProducts(empty, { after: null, limit: 10 })).toEqual([])
      expect(await findFacility(empty, 'LIS')).toBeNull()
      await empty.close()
    })

    test('holds several codes on a product and one code on several', async () => {
      const products = await listProducts(ledger, { after: null, limit: 10 })
      const codes = new Map(products.map((product) => [product.sku, product.barcodes]))
      expect(codes.get('cola')).toEqual([
        { code: '19521234543210', packUnits: 24 },
        { code: '9521234543213', packUnits: 1 },
      ])
      expect(codes.get('gum')).toEqual([{ code: '9521234543213', packUnits: 1 }])
    })

    test('ICS-1 shows positions by facility, zone, bin and product, in pages', async () => {
      const bins = await listBins(ledger, lisbon, { after: null, limit: 10 })
      const floor = found(bins.find((bin) => bin.zoneCode === 'FLOOR')?.zoneId ?? null)
      const codes = async (where: object) =>
        (await listPositions(ledger, { facilityId: lisbon, limit: 50, ...where }))
          .map((row) => `${row.binCode} ${row.sku}`)
          .toSorted()
      expect(await codes({})).toHaveLength(5)
      expect(await codes({ zoneId: floor })).toEqual(['F-1 cola', 'F-1 gum', 'F-2 cheese', 'F-2 yoghurt'])
      expect(await codes({ binId: rack })).toEqual(['B-1 cola'])
      expect(await codes({ productId: cola })).toEqual(['B-1 cola', 'F-1 cola'])
      const [first] = await listPositions(ledger, { facilityId: lisbon, limit: 1 })
      const rest = await listPositions(ledger, {
        facilityId: lisbon,
        limit: 50,
        after: found(first?.positionId ?? null),
      })
      expect(rest).toHaveLength(4)
    })

    test('ICS-1 tells the states of a SKU apart, over the facilities asked for and no other', async () => {
      const move = (to: 'reserved' | 'quarantine' | 'damaged' | 'in-transit', units: number) =>
        moveStock(ledger, {
          ...sale({ binId: rack, reason: 'transfer' }),
          to: { binId: rack, stockState: to },
          quantityMilli: units * ONE,
        })
      for (const [state, units] of [
        ['reserved', 5],
        ['quarantine', 2],
        ['damaged', 1],
        ['in-transit', 10],
      ] as const)
        expect((await move(state, units)).kind).toBe('booked')
      expect(await lookUpSku(ledger, 'cola', [lisbon])).toEqual([
        {
          facilityId: lisbon,
          facilityCode: 'LIS',
          owner: 'own',
          onHandMilli: 68 * ONE,
          availableMilli: 60 * ONE,
          reservedMilli: 5 * ONE,
          quarantineMilli: 2 * ONE,
          damagedMilli: 1 * ONE,
          inTransitMilli: 10 * ONE,
        },
      ])
      const both = await lookUpSku(ledger, 'cola', [lisbon, azores])
      expect(both.map((row) => [row.facilityCode, row.onHandMilli])).toEqual([
        ['AZO', 6 * ONE],
        ['LIS', 68 * ONE],
      ])
      expect(await lookUpSku(ledger, 'cola', [])).toEqual([])
    })

    test('ICS-2 puts who, why, whence and the balance of the position on the card', async () => {
      ledger.tick(60_000)
      const outcome = booked(await recordMovement(ledger, sale({ occurredAt: ledger.now() - 30_000 })))
      const [event] = await readStockCard(ledger, { facilityId: lisbon, productId: cola, limit: 1 })
      expect(event).toEqual({
        seq: outcome.seq,
        documentId: `LIS-${outcome.seq}`,
        kind: 'sale',
        binCode: 'F-1',
        lot: null,
        serial: null,
        stockState: 'available',
        owner: 'own',
        quantityMilli: -1 * ONE,
        positionAfterMilli: 29 * ONE,
        reason: 'sale',
        reasonLabel: 'Sold',
        actor: 'till',
        comment: '',
        sourceRef: 'receipt 1',
        occurredAt: ledger.now() - 30_000,
        recordedAt: ledger.now(),
        unitCost: { valueMicros: 43_800_000n, perMilli: 78_000 },
        costDeltaMicros: -561_538n,
        counted: null,
        overcommitted: false,
      })
    })

    test('ICS-2 refuses to change or remove an event of the stock card', async () => {
      for (const statement of [
        sql`update ledger_stock_card set comment = 'x'`,
        sql`delete from ledger_stock_card`,
      ])
        await expect(ledger.db.write((tx) => statement.execute(tx))).rejects.toThrow(/never changed/)
    })

    test('ICS-2 reads the card in pages, newest first, and as it stood at an instant', async () => {
      const page = (more: object) =>
        readStockCard(ledger, { facilityId: lisbon, productId: cola, limit: 3, ...more })
      const [, , third] = await page({})
      const next = await page({ before: found(third?.seq ?? null) })
      expect(next[0]?.seq).toBeLessThan(found(third?.seq ?? null))
      const old = await page({ until: NINE - 4 * 86_400_000, limit: 50 })
      expect(old.map((event) => event.kind)).toEqual(['sale', 'opening', 'opening'])
    })

    test('ICS-2 tells positions and value as of any instant, late bookings included', async () => {
      const noon = NINE - 86_400_000
      const at = (instant: number) =>
        positionsAsOf(ledger, { facilityId: lisbon, productId: cola, at: instant })
      const sum = async (instant: number) =>
        (await at(instant)).reduce((total, row) => total + row.quantityMilli, 0)
      expect(await sum(NINE - 31 * 86_400_000)).toBe(0)
      expect(await sum(NINE - 4 * 86_400_000)).toBe(54 * ONE)
      expect(await sum(noon)).toBe(78 * ONE)
      booked(await recordMovement(ledger, sale({ occurredAt: noon - 1, comment: 'booked late' })))
      expect(await sum(noon)).toBe(77 * ONE)
      const [value] = await valueAsOf(ledger, {
        facilityId: lisbon,
        productId: cola,
        at: NINE - 4 * 86_400_000,
      })
      expect(value).toEqual({
        owner: 'own',
        currency: 'EUR',
        quantityMilli: 54 * ONE,
        valueMicros: 27_000_000n,
        uncostedMilli: 0,
      })
    })

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
      const first = booked(await adjustByCount(ledger, counted('once')))
      const after = await onShelf()
      ledger.tick(1000)
      const reordered = Object.fromEntries(
        Object.entries(counted('once', { occurredAt: NINE + 60_000 })).toReversed(),
      )
      expect(await adjustByCount(ledger, reordered as unknown as CountAdjustment)).toEqual(first)
      const other = await adjustByCount(
        ledger,
        counted('once', { occurredAt: NINE + 60_000, deltaMilli: -3 * ONE }),
      )
      expect(refusalOf(other)).toBe('key-reused')
      expect(await onShelf()).toBe(after)
      expect(await findOutcome(ledger, lisbon, 'once')).toEqual(first)
      expect(await findOutcome(ledger, azores, 'once')).toBeNull()
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

function found<T>(value: T | null): T {
  if (value === null) throw new Error('the test names something that is not there')
  return value
}

function booked(outcome: Outcome): Extract<Outcome, { kind: 'booked' }> {
  if (outcome.kind === 'booked') return outcome
  throw new Error(outcome.refusal.message)
}

function refusalOf(outcome: Outcome): string {
  return outcome.kind === 'refused' ? outcome.refusal.kind : outcome.kind
}
