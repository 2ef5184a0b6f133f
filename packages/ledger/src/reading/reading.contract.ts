import { sql } from 'kysely'
import { ONE, type FacilityId, type LocationId, type ProductId } from '@cyclecount/domain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { moveStock, recordMovement } from '../booking/record.ts'
import type { Movement } from '../booking/request.ts'
import { booked, found, openCornerStores, type CornerStores } from '../corner-stores.ts'
import { loadRetailer } from '../load/load-retailer.ts'
import { cornerStores, NINE, openTestLedger } from '../testing.ts'
import { positionsAsOf, valueAsOf } from './as-of.ts'
import { findFacility, listBins, listProducts } from './catalogue.ts'
import { listPositions, lookUpSku } from './positions.ts'
import { readStockCard } from './stock-card.ts'
import { listStock } from './stock-list.ts'

/** What the ledger tells, on either database. `freshUrl` names a database that holds nothing yet, another for every purpose. */
export function readingContract(name: string, freshUrl: (purpose: string) => Promise<string>): void {
  describe(`reading the ledger on ${name}`, () => {
    let stores: CornerStores
    let ledger: CornerStores['ledger']
    let lisbon: FacilityId
    let azores: FacilityId
    let cola: ProductId
    let rack: LocationId
    beforeAll(async () => {
      stores = await openCornerStores(await freshUrl('read'))
      ;({ ledger, lisbon, azores, cola, rack } = stores)
    })
    afterAll(() => ledger.close())
    const sale = (more: Partial<Movement> = {}) => stores.sale(more)

    test('takes a retailer in once and refuses a second one', async () => {
      const once = await openTestLedger(await freshUrl('once'))
      expect(await loadRetailer(once, cornerStores)).toEqual({
        kind: 'loaded',
        facilities: 2,
        locations: 4,
        products: 4,
        positions: 6,
        events: 8,
      })
      await once.close()
      expect((await loadRetailer(ledger, cornerStores)).kind).toBe('refused')
      expect(await stores.onShelf()).toBe(30 * ONE)
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

    test('lists the stock of a facility by SKU, in pages, found by part of a SKU or title', async () => {
      const list = (more: object) => listStock(ledger, { facilityId: lisbon, limit: 10, ...more })
      expect((await list({})).map((line) => line.sku)).toEqual(['cheese', 'cola', 'gum', 'yoghurt'])
      expect((await list({ after: 'cola', limit: 1 })).map((line) => line.sku)).toEqual(['gum'])
      expect((await list({ text: 'CHEWING' })).map((line) => line.sku)).toEqual(['gum'])
      expect(await list({ text: '%' })).toEqual([])
      const [first] = await list({ text: 'cola' })
      expect(first).toMatchObject({
        onHandMilli: 68 * ONE,
        availableMilli: 60 * ONE,
        valueMicros: 43_800_000n,
        average: { valueMicros: 43_800_000n, perMilli: 78_000 },
      })
      const [second] = await list({ text: 'gum' })
      expect(second).toMatchObject({ onHandMilli: 30 * ONE, valueMicros: null, average: null })
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
  })
}
