import { createHmac } from 'node:crypto'
import { findBin, findFacility, findProduct, recordMovement } from '@cyclecount/ledger'
import { NINE } from '@cyclecount/ledger/testing'
import type { RunId } from '@cyclecount/domain'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { askAs, countArea } from './testing/counter.ts'
import { openWorld, startCounting, type World } from './testing/world.ts'

const MINUTE = 60_000

interface Line {
  readonly varianceId: string
  readonly expectedMilli: number
  readonly varianceMilli: number
  readonly expectedRange: { readonly lowMilli: number; readonly highMilli: number } | null
  readonly decision: unknown
}

/** A backend that tells over HTTP that stock changed, alike on both databases. */
export function stockHintsContract(name: string, freshUrl: () => Promise<string | undefined>): void {
  describe(`hints that stock changed on ${name}`, () => {
    let world: World
    let secret: string
    let runId: RunId

    beforeEach(async () => {
      world = await openWorld(await freshUrl())
      secret = (await askAs<{ secret: string }>(world, 'administrator', 'POST', `${hints()}/secret`, {}))
        .secret
      runId = (await startCounting(world)).runId
    })
    afterEach(() => world.close())

    const hints = () => `/api/facilities/${world.lisbon}/stock-hints`

    interface Sent {
      readonly id?: string
      readonly at?: number
      readonly key?: string
      readonly items?: readonly string[]
    }

    async function tell({ id = 'msg_1', at = world.clock.now, key = secret, items }: Sent = {}) {
      const text = JSON.stringify({
        specversion: '1.0',
        id,
        source: '/erp',
        type: 'stock.changed',
        data: { changedAt: at, ...(items ? { items } : {}) },
      })
      const timestamp = String(Math.floor(at / 1000))
      const signature = createHmac('sha256', Buffer.from(key.slice('whsec_'.length), 'base64'))
        .update(`${id}.${timestamp}.${text}`)
        .digest('base64')
      const answer = await world.fetch(`/api/facilities/${world.lisbon}/stock-changes`, {
        method: 'POST',
        headers: {
          'content-type': 'application/cloudevents+json',
          'webhook-id': id,
          'webhook-timestamp': timestamp,
          'webhook-signature': `v1,${signature}`,
        },
        body: text,
      })
      return { status: answer.status, body: (await answer.json()) as { became?: string; kind?: string } }
    }

    /** The backend can be read, and cannot say what moved. */
    function withoutMovements(): void {
      const { engine } = world.ctx
      const { adapterOf } = engine
      Object.assign(engine, {
        adapterOf: (backendId: Parameters<typeof adapterOf>[0]) => {
          const adapter = adapterOf(backendId)
          return { ...adapter, capabilities: { ...adapter.capabilities, movements: false } }
        },
      })
    }

    async function sell(quantityMilli: number, occurredAt = world.clock.now): Promise<void> {
      const { ledger } = world.ctx
      const facilityId = (await findFacility(ledger, 'LIS')) ?? expect.fail()
      const { kind } = await recordMovement(ledger, {
        facilityId,
        productId: (await findProduct(ledger, 'gum')) ?? expect.fail(),
        binId: (await findBin(ledger, facilityId, 'F-1')) ?? expect.fail(),
        lot: null,
        serial: null,
        owner: 'own',
        stockState: 'available',
        actor: 'till',
        comment: '',
        sourceRef: 'receipt 7',
        occurredAt,
        idempotencyKey: null,
        kind: 'sale',
        reason: 'sale',
        unitCost: null,
        quantityMilli: -quantityMilli,
      })
      expect(kind).toBe('booked')
    }

    async function gum(): Promise<Line> {
      const path = `/api/runs/${runId}/variances?status=all&show=all&q=gum`
      const { lines } = await askAs<{ lines: Line[] }>(world, 'manager', 'GET', path)
      return lines[0] ?? expect.fail('there is no line of gum')
    }

    const heard = async () =>
      (await world.ctx.engine.db.read.selectFrom('stock_hint').select('message_id').execute()).length

    test('REC-3 a sale that the backend cannot tell of accuses nobody: the line says from – to', async () => {
      withoutMovements()
      await askAs(world, 'manager', 'POST', `/api/runs/${runId}/reconcile`, {})
      world.clock.now = NINE + 20 * MINUTE
      await sell(3000)
      const finding = { sku: 'gum', bin: 'F-1', quantityMilli: 29_000, at: NINE + 10 * MINUTE }
      await countArea(world, 'associate', runId, [finding])
      world.clock.now = NINE + 30 * MINUTE
      await askAs(world, 'manager', 'POST', `/api/runs/${runId}/reconcile`, {})
      const line = await gum()
      expect(line).toMatchObject({
        expectedMilli: 29_000,
        varianceMilli: 0,
        expectedRange: { lowMilli: 27_000, highMilli: 30_000 },
        decision: null,
      })
      const path = `/api/variances/${line.varianceId}`
      const { explanation } = await askAs<{ explanation: string }>(world, 'manager', 'GET', path)
      expect(explanation).toContain('so 27 to 30 may have been there')
    })

    test('BACK-7 a hint is verified and only has the book read again: no figure of it is believed', async () => {
      await countArea(world, 'associate', runId, [{ sku: 'gum', bin: 'F-1', quantityMilli: 29_000 }])
      world.clock.now += 10 * MINUTE
      await askAs(world, 'manager', 'POST', `/api/runs/${runId}/reconcile`, {})
      const before = await gum()
      await sell(1000, NINE - MINUTE)
      expect(await tell()).toEqual({ status: 200, body: { became: 'taken' } })
      await expect
        .poll(async () => (await gum()).expectedMilli, { timeout: 5000 })
        .toBe(before.expectedMilli - 1000)
    })

    test('BACK-7 nothing is asked for by what is not signed, too old, or has come before', async () => {
      const stranger = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
      expect((await tell({ key: stranger })).status).toBe(401)
      expect((await tell({ at: world.clock.now - 6 * MINUTE })).status).toBe(401)
      expect(await heard()).toBe(0)
      expect((await tell({ id: 'msg_2' })).body).toEqual({ became: 'taken' })
      expect((await tell({ id: 'msg_2' })).body).toEqual({ became: 'before' })
      expect((await tell({ id: 'msg_2', items: ['other'] })).body.kind).toBe('key-reused')
    })

    test('the earlier secret is good for a day beside a new one, and none after the facility was left off', async () => {
      const earlier = secret
      secret = (await askAs<{ secret: string }>(world, 'administrator', 'POST', `${hints()}/secret`, {}))
        .secret
      expect((await tell({ id: 'a', key: earlier })).status).toBe(200)
      expect((await tell({ id: 'b' })).status).toBe(200)
      await askAs(world, 'administrator', 'POST', `${hints()}/stop`, { reason: 'another system' })
      expect((await tell({ id: 'c' })).status).toBe(401)
      const { facilities } = await askAs<{ facilities: unknown[] }>(
        world,
        'administrator',
        'GET',
        '/api/stock-hints',
      )
      expect(facilities).toMatchObject([{ facilityId: world.lisbon, lastToldAt: world.clock.now }])
    })
  })
}
