import { asUuid } from '@cyclecount/db'
import { deliverOnce } from '@cyclecount/engine'
import { parse } from 'csv-parse/sync'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWorld, startCounting, type Counting, type World } from './testing/world.ts'

type Entity = Readonly<Record<string, unknown>>
interface Link {
  readonly inventoryVarDcsnRsn: Entity
  readonly inventoryItemVariance: Entity | null
  readonly physicalInventory: Entity | null
  readonly inventoryItemDetail: Entity | null
  readonly inventoryItem: Entity | null
}

/** What an auditor reads from a decision to the book, alike on both databases. */
export function decisionChainContract(name: string, freshUrl: () => Promise<string | undefined>): void {
  describe(`the decision chain on ${name}`, () => {
    let world: World
    let counting: Counting

    beforeAll(async () => {
      world = await openWorld(await freshUrl())
      counting = await startCounting(world)
      await counting.push(counting.events, 1)
      await post(`/api/runs/${counting.runId}/reconcile`, undefined)
      const { lines } = await get(`/api/runs/${counting.runId}/variances?show=differing`)
      const found = lines as readonly {
        readonly varianceId: string
        readonly version: number
        readonly sku: string
        readonly locationCode: string
        readonly lot: string | null
      }[]
      const cola = found.filter(({ sku, locationCode }) => sku === 'cola' && locationCode === 'F-1')
      const others = found.filter(({ lot }) => lot !== null).slice(0, 1)
      await decide(cola, 'approved')
      if (others.length > 0) await decide(others, 'rejected')
      await deliverOnce(world.ctx.engine)
      const { proposals } = await get('/api/proposals')
      const [proposal] = proposals as { proposalId: string }[]
      await post(`/api/proposals/${proposal?.proposalId}/reverse`, {
        reasonId: await reason(),
        note: 'It was found upstairs',
      })
      const yes = { outcome: 'approved', note: '' }
      await post(`/api/proposals/${proposal?.proposalId}/reverse/answer`, yes, 'planner')
      await deliverOnce(world.ctx.engine)
    })
    afterAll(() => world.close())

    async function get(path: string, who = 'manager') {
      const { body } = await world.request('GET', path, { auth: await world.as(who) })
      return body as Readonly<Record<string, unknown>>
    }

    async function post(path: string, body: unknown, who = 'manager'): Promise<void> {
      const answer = await world.request('POST', path, { auth: await world.as(who), body })
      expect(answer.status, path).toBe(200)
    }

    async function reason(): Promise<string | undefined> {
      const { reasons } = await get('/api/reasons')
      return (reasons as { reasonId: string }[])[0]?.reasonId
    }

    async function decide(
      lines: readonly { readonly varianceId: string; readonly version: number }[],
      outcome: 'approved' | 'rejected',
    ): Promise<void> {
      await post(`/api/runs/${counting.runId}/decisions`, {
        lines: lines.map(({ varianceId, version }) => ({ varianceId, version })),
        outcome,
        reasonId: await reason(),
        note: 'Looked twice',
      })
    }

    function chainPath(ending = ''): string {
      return `/api/runs/${counting.runId}/decision-chain${ending}`
    }

    async function links(who = 'manager'): Promise<readonly Link[]> {
      return (await get(chainPath(), who))['links'] as readonly Link[]
    }

    async function file(ending: string): Promise<Response> {
      return world.fetch(chainPath(ending), { headers: { authorization: await world.as('manager') } })
    }

    test('ADJ-7 each decision is read through variance, batch and ledger difference to the item', async () => {
      const all = await links()
      const [applied, reversal] = all.filter(({ inventoryItemVariance }) => inventoryItemVariance !== null)
      expect(applied).toMatchObject({
        inventoryVarDcsnRsn: {
          workEffortId: counting.runId,
          outcome: 'approved',
          comments: 'Looked twice',
          decidedByUserLogin: 'The manager',
        },
        inventoryItemVariance: { quantityOnHandVarMilli: -27_000, statusId: 'accepted' },
        physicalInventory: { partyId: 'The manager', reversedPhysicalInventoryId: null },
        inventoryItemDetail: { quantityOnHandDiffMilli: -27_000, effectiveDate: world.clock.now },
        inventoryItem: {
          productId: 'cola',
          facilityId: world.lisbon,
          locationSeqId: 'F-1',
          uomId: 'each',
          // Taken and given back.
          quantityOnHandTotalMilli: 30_000,
          availableToPromiseTotalMilli: 30_000,
        },
      })
      expect(applied?.inventoryItemDetail?.['documentId']).toEqual(expect.any(String))
      expect(reversal).toMatchObject({
        inventoryVarDcsnRsn: { decisionId: applied?.inventoryVarDcsnRsn['decisionId'] },
        inventoryItemVariance: { quantityOnHandVarMilli: 27_000, comments: 'It was found upstairs' },
        physicalInventory: {
          reversedPhysicalInventoryId: applied?.physicalInventory?.['physicalInventoryId'],
        },
        inventoryItemDetail: { quantityOnHandDiffMilli: 27_000 },
      })
      // What was rejected is in the chain, and ends with its item.
      expect(
        all.filter(({ inventoryVarDcsnRsn }) => inventoryVarDcsnRsn['outcome'] === 'rejected'),
      ).toMatchObject([{ inventoryItemVariance: null, physicalInventory: null, inventoryItemDetail: null }])
    })

    test('ADJ-7 every item shows what the book holds of it, also that of a lot', async () => {
      const items = (await links()).flatMap(({ inventoryItem }): Entity[] =>
        inventoryItem === null ? [] : [inventoryItem],
      )
      expect(items.filter((item) => item['lotId'] !== null).length).toBeGreaterThan(0)
      expect(items.filter((item) => item['quantityOnHandTotalMilli'] === null)).toEqual([])
    })

    test('ADJ-7 the ids join the entities, and item and batch are the key of a variance', async () => {
      const all = await links()
      const keys = all.flatMap(
        ({ inventoryItemVariance: variance, physicalInventory, inventoryItemDetail, inventoryItem }) => {
          if (variance === null) return []
          const { inventoryItemId, physicalInventoryId } = variance
          expect(physicalInventory?.['physicalInventoryId']).toBe(physicalInventoryId)
          expect(inventoryItemDetail).toMatchObject({ inventoryItemId, physicalInventoryId })
          expect(inventoryItem?.['inventoryItemId']).toBe(inventoryItemId)
          return `${String(inventoryItemId)} ${String(physicalInventoryId)}`
        },
      )
      expect(keys).toHaveLength(2)
      expect(new Set(keys).size).toBe(2)
    })

    test('ADJ-7 the same is saved as CSV, JSON and XLSX', async () => {
      const all = await links()
      const csv = parse<Record<string, string>>((await (await file('.csv')).text()).replace('\ufeff', ''), {
        columns: true,
      })
      expect(csv).toHaveLength(all.length)
      expect(csv[0]).toMatchObject({
        'InventoryVarDcsnRsn.workEffortId': counting.runId,
        'InventoryItemVariance.quantityOnHandVar': '-27',
        'InventoryItem.productId': 'cola',
        'InventoryItem.quantityOnHandTotal': '30',
      })
      expect(csv[0]?.['InventoryItemVariance.costVariance']).toMatch(/^-\d+\.\d+$/)
      const json = await file('.json')
      expect(json.headers.get('content-type')).toBe('application/json; charset=utf-8')
      expect(await json.json()).toEqual({ workEffortId: counting.runId, links: all })
      const xlsx = await file('.xlsx')
      expect(xlsx.headers.get('content-type')).toContain('spreadsheetml.sheet')
      expect(Buffer.from(await xlsx.arrayBuffer()).toString('latin1', 0, 2)).toBe('PK')
    })

    test('ADJ-7 in SQL the chain is views by the same names, joined by item and batch and scoped by work effort', async () => {
      const { rows } = await sql<Record<string, unknown>>`
        select d.outcome, v.quantity_on_hand_var, b.reversed_physical_inventory_id, t.quantity_on_hand_diff,
          i.product_id, i.location_seq_id, i.quantity_on_hand_total, v.inventory_item_id, v.physical_inventory_id
        from chain_inventory_var_dcsn_rsn d
        join chain_inventory_item_variance v on v.decision_id = d.decision_id
        join chain_physical_inventory b on b.physical_inventory_id = v.physical_inventory_id
        join chain_inventory_item_detail t
          on t.inventory_item_id = v.inventory_item_id and t.physical_inventory_id = v.physical_inventory_id
        join chain_inventory_item i on i.proposal_id = t.proposal_id
        where d.work_effort_id = ${asUuid(counting.runId)} order by v.proposal_id`.execute(
        world.ctx.engine.db.read,
      )
      const said = (await links()).filter(({ inventoryItemDetail }) => inventoryItemDetail !== null)
      expect(rows).toEqual(
        said.map((link) => ({
          outcome: link.inventoryVarDcsnRsn['outcome'],
          quantity_on_hand_var: link.inventoryItemVariance?.['quantityOnHandVarMilli'],
          reversed_physical_inventory_id: link.physicalInventory?.['reversedPhysicalInventoryId'],
          quantity_on_hand_diff: link.inventoryItemDetail?.['quantityOnHandDiffMilli'],
          product_id: link.inventoryItem?.['productId'],
          location_seq_id: link.inventoryItem?.['locationSeqId'],
          quantity_on_hand_total: link.inventoryItem?.['quantityOnHandTotalMilli'],
          inventory_item_id: link.inventoryItemVariance?.['inventoryItemId'],
          physical_inventory_id: link.inventoryItemVariance?.['physicalInventoryId'],
        })),
      )
      expect(rows).toHaveLength(2)
    })

    test('ADJ-7 it is of one run, and only for who may review there', async () => {
      const elsewhere = await world.request('GET', chainPath(), { auth: await world.as('manager-azores') })
      expect(elsewhere.status).toBe(404)
      const associate = await world.request('GET', chainPath('.csv'), { auth: await world.as('associate') })
      expect(associate.status).toBe(403)
      expect(await links('auditor')).toEqual(await links())
    })
  })
}
