import { createHmac } from 'node:crypto'
import { deliverOnce, deliverWebhooksOnce, startWebhooks } from '@cyclecount/engine'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openReceiver, type Receiver } from './testing/receiver.ts'
import { openWorld, startCounting, type World } from './testing/world.ts'
import { createSendWebhook } from './webhooks/send-webhook.ts'

const SECOND = 1000
const HOUR = 3_600_000
const DAY = 24 * HOUR

interface Told {
  readonly id: string
  readonly type: string
  readonly sequence: string
  readonly subject: string
  readonly data: Readonly<Record<string, unknown>>
}

/** What outside systems see of the event ledger and of webhooks, alike on both databases. */
export function eventsContract(name: string, freshUrl: () => Promise<string | undefined>): void {
  describe(`events on ${name}`, () => {
    let world: World
    let receiver: Receiver
    const send = createSendWebhook({ isPrivateAllowed: true, patienceMs: 300 })

    beforeEach(async () => {
      world = await openWorld(await freshUrl())
      receiver = await openReceiver()
    })
    afterEach(async () => {
      await receiver.close()
      await world.close()
    })

    const deliver = (sender = send) =>
      deliverWebhooksOnce(world.ctx.engine, { send: sender, random: () => 0.5 })

    async function post(path: string, body: unknown, who = 'administrator') {
      const answer = await world.request('POST', path, { auth: await world.as(who), body })
      return answer.body as Record<string, unknown>
    }

    async function addWebhook(more: Record<string, unknown> = {}, who = 'administrator') {
      const made = await post(
        '/api/webhooks',
        {
          name: 'ERP',
          url: receiver.url,
          types: [],
          facilityIds: [world.lisbon],
          showsCost: false,
          ...more,
        },
        who,
      )
      return made as { webhookId: string; secret: string }
    }

    async function webhooks() {
      const { body } = await world.request('GET', '/api/webhooks', { auth: await world.as('administrator') })
      return (body as { webhooks: Record<string, unknown>[] }).webhooks
    }

    async function attempts(webhookId: string) {
      const auth = await world.as('administrator')
      const { body } = await world.request('GET', `/api/webhooks/${webhookId}/attempts`, { auth })
      return (body as { attempts: Record<string, unknown>[] }).attempts
    }

    async function planRun(facilityId: string = world.lisbon, who = 'manager'): Promise<string> {
      const { runId } = await post(
        '/api/runs',
        { name: 'Full count', facilityId, countType: 'HARD_COUNT', blind: true, dueLocal: null, items: [] },
        who,
      )
      return String(runId)
    }

    /** Counts three colas of thirty, has the difference approved and delivered. */
    async function countAndAdjust(): Promise<string> {
      const counting = await startCounting(world)
      await counting.push(counting.events, 1)
      const auth = await world.as('manager')
      await world.request('POST', `/api/runs/${counting.runId}/reconcile`, { auth })
      const { body } = await world.request(
        'GET',
        `/api/runs/${counting.runId}/variances?q=cola&show=differing`,
        {
          auth,
        },
      )
      const { lines } = body as { lines: { varianceId: string; version: number; locationCode: string }[] }
      const { reasons } = (await world.request('GET', '/api/reasons', { auth })).body as {
        reasons: { reasonId: string }[]
      }
      await post(
        `/api/runs/${counting.runId}/decisions`,
        {
          lines: lines
            .filter(({ locationCode }) => locationCode === 'F-1')
            .map(({ varianceId, version }) => ({ varianceId, version })),
          outcome: 'approved',
          reasonId: reasons[0]?.reasonId,
          note: '',
        },
        'manager',
      )
      await deliverOnce(world.ctx.engine)
      return counting.runId
    }

    async function reader(scopes: readonly string[], facilityIds: readonly string[], who = 'administrator') {
      const made = await post('/api/machines', { name: 'Reader', scopes, facilityIds, expiresInDays: 9 }, who)
      const auth = `Bearer ${String(made['token'])}`
      return async (query = '') => {
        const { body } = await world.request('GET', `/api/events${query}`, { auth })
        return body as { cursor: string; more: boolean; events: Told[] }
      }
    }

    test('ADJ-6 what happens stands in the ledger as CloudEvents, numbered without gaps, and is read on from a cursor', async () => {
      const read = await reader(['read-events'], [world.lisbon, world.azores])
      const empty = await read()
      expect(empty).toEqual({ cursor: '0000000000000000', more: false, events: [] })
      await countAndAdjust()
      const { events, cursor, more } = await read()
      expect(more).toBe(false)
      expect(events.map(({ type }) => type)).toEqual([
        'run.created',
        'run.counting',
        'session.submitted',
        'proposal.created',
        'proposal.accepted',
        'inventory.adjusted',
      ])
      expect(events.map(({ sequence }) => Number(sequence))).toEqual([1, 2, 3, 4, 5, 6])
      expect(events[5]).toMatchObject({
        specversion: '1.0',
        datacontenttype: 'application/json',
        time: new Date(world.clock.now).toISOString(),
        data: { facility: 'LIS', sku: 'cola', location: 'F-1', deltaMilli: -27_000, status: 'accepted' },
      })
      expect(events[5]?.subject).toMatch(/^proposal\//)
      expect((await read(`?cursor=${cursor}`)).events).toEqual([])
      const first = await read('?limit=4')
      expect(first).toMatchObject({ more: true, cursor: events[3]?.sequence })
      expect((await read(`?limit=4&cursor=${first.cursor}`)).events).toEqual(events.slice(4))
      await planRun(world.azores, 'manager-azores')
      expect((await read(`?cursor=${cursor}`)).events).toMatchObject([
        { type: 'run.created', sequence: '0000000000000007', data: { facility: 'AZO' } },
      ])
      const elsewhere = await reader(['read-events'], [world.azores])
      expect((await elsewhere()).events).toHaveLength(1)
    })

    test('ADJ-6 SEC-2 an event carries cost only for who may see cost', async () => {
      await addWebhook()
      await countAndAdjust()
      const without = await reader(['read-events'], [world.lisbon])
      const withCost = await reader(['read-events', 'see-cost'], [world.lisbon], 'owner')
      const dear = (await withCost()).events.find(({ type }) => type === 'inventory.adjusted')
      expect(dear?.data['unitCostMicros']).toMatch(/^\d+$/)
      expect(dear?.data['costMicros']).toMatch(/^-\d+$/)
      expect(JSON.stringify(await without())).not.toMatch(/Micros/)
      await deliver()
      expect(receiver.received).toHaveLength(6)
      expect(receiver.received.map(({ body }) => body).join()).not.toMatch(/Micros/)
      expect(await post('/api/webhooks', { ...(await bodyWithCost()) })).toMatchObject({ kind: 'forbidden' })
      const { webhookId } = await addWebhook({ showsCost: true }, 'owner')
      await post(`/api/webhooks/${webhookId}/replay`, { what: 'since', since: 0 })
      await deliver()
      expect(receiver.received.at(-1)?.body).toContain('"costMicros":"-')
    })

    async function bodyWithCost() {
      return { name: 'x', url: receiver.url, types: [], facilityIds: [world.lisbon], showsCost: true }
    }

    test('ADJ-6 a webhook is sent each event once it is there, signed as Standard Webhooks say', async () => {
      await planRun()
      const { secret, webhookId } = await addWebhook()
      const second = await addWebhook({ types: ['run.cancelled'] })
      expect(second.webhookId).not.toBe(webhookId)
      const runId = await planRun()
      await planRun(world.azores, 'manager-azores')
      expect(await deliver()).toBe(1)
      expect(await deliver()).toBe(0)
      const [got] = receiver.received
      const told = JSON.parse(got?.body ?? '') as Told
      expect(told).toMatchObject({ type: 'run.created', subject: `run/${runId}` })
      const timestamp = String(Math.floor(world.clock.now / 1000))
      expect(got?.headers).toMatchObject({
        'content-type': 'application/cloudevents+json; charset=utf-8',
        'webhook-id': told.id,
        'webhook-timestamp': timestamp,
      })
      const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
      const expected = createHmac('sha256', key)
        .update(`${told.id}.${timestamp}.${got?.body}`)
        .digest('base64')
      expect(got?.headers['webhook-signature']).toBe(`v1,${expected}`)
      expect(await attempts(webhookId)).toMatchObject([{ eventId: told.id, status: 204, delivered: true }])
      expect(JSON.stringify(await webhooks())).not.toContain(secret)
    })

    test('ADJ-6 what a receiver does not take is sent again later under the same id, then given up, and replayed by a person', async () => {
      const { webhookId } = await addWebhook()
      await planRun()
      for (const manner of ['fail', 'reset', 'hang', 'redirect'] as const) {
        receiver.behave(manner)
        expect(await deliver(), manner).toBe(1)
        expect(await deliver(), `${manner}, at once again`).toBe(0)
        world.clock.now += HOUR
      }
      expect(receiver.received.map(({ path }) => path)).toEqual(['/hook', '/hook', '/hook', '/hook'])
      expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
      expect((await attempts(webhookId)).map(({ status, message }) => [status, message])).toEqual([
        [302, 'The receiver sends elsewhere, which is not followed'],
        [null, 'The receiver did not answer in time'],
        [null, expect.stringContaining('There was no answer: ')],
        [500, 'Answered with status 500'],
      ])
      receiver.behave('fail')
      for (let beat = 0; beat < 12; beat += 1) {
        await deliver()
        world.clock.now += 2 * DAY
      }
      expect(await webhooks()).toMatchObject([{ waiting: 0, dead: 1, status: 'active' }])
      expect(receiver.received).toHaveLength(12)
      receiver.behave('take')
      expect(await post(`/api/webhooks/${webhookId}/replay`, { what: 'dead' })).toEqual({ events: 1 })
      expect(await deliver()).toBe(1)
      expect(await webhooks()).toMatchObject([{ waiting: 0, dead: 0, lastAttempt: { delivered: true } }])
      expect(await post(`/api/webhooks/${webhookId}/replay`, { what: 'since', since: 0 })).toEqual({
        events: 1,
      })
      await deliver()
      expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    })

    test('ADJ-6 a receiver is not asked sooner than it wants, and not again once it says it is gone', async () => {
      const { webhookId } = await addWebhook()
      await planRun()
      receiver.behave('later')
      await deliver()
      world.clock.now += HOUR - SECOND
      expect(await deliver()).toBe(0)
      world.clock.now += SECOND
      receiver.behave('gone')
      expect(await deliver()).toBe(1)
      await planRun()
      world.clock.now += DAY
      expect(await deliver()).toBe(0)
      expect(await webhooks()).toMatchObject([{ status: 'gone', dead: 1 }])
      receiver.behave('take')
      await post(`/api/webhooks/${webhookId}/pause`, { paused: false })
      expect(await deliver()).toBe(1)
    })

    test('ADJ-6 for a day after a rotation both secrets sign; what is paused is held back and not lost', async () => {
      const { webhookId, secret } = await addWebhook()
      await post(`/api/webhooks/${webhookId}/pause`, { paused: true })
      await planRun()
      expect(await deliver()).toBe(0)
      const rotated = await post(`/api/webhooks/${webhookId}/secret`, {})
      await post(`/api/webhooks/${webhookId}/pause`, { paused: false })
      expect(await deliver()).toBe(1)
      const signatures = () => String(receiver.received.at(-1)?.headers['webhook-signature']).split(' ')
      const signedWith = (with_: string) => {
        const { headers = {}, body = '' } = receiver.received.at(-1) ?? {}
        const key = Buffer.from(with_.replace('whsec_', ''), 'base64')
        const text = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`
        return `v1,${createHmac('sha256', key).update(text).digest('base64')}`
      }
      expect(signatures()).toEqual([signedWith(String(rotated['secret'])), signedWith(secret)])
      world.clock.now += DAY
      await planRun()
      await deliver()
      expect(signatures()).toEqual([signedWith(String(rotated['secret']))])
      const removed = await post(`/api/webhooks/${webhookId}/remove`, { reason: 'no more' })
      expect(removed).toEqual({ done: true })
      await planRun()
      expect(await deliver()).toBe(0)
      expect(await webhooks()).toEqual([])
      const audit = await world.request(
        'GET',
        `/api/audit?facilityId=${world.lisbon}&subjectId=${webhookId}`,
        {
          auth: await world.as('administrator'),
        },
      )
      expect((audit.body as { rows: { tag: string }[] }).rows.map(({ tag }) => tag)).toEqual([
        'webhook.removed',
        'webhook.resumed',
        'webhook.secret-rotated',
        'webhook.paused',
        'webhook.added',
      ])
      expect(JSON.stringify(audit.body)).not.toContain('whsec_')
    })

    test('ADJ-6 nothing but public addresses is reached, whatever a name means by the time it is sent to', async () => {
      const port = new URL(receiver.url).port
      let asked = 0
      const guarded = createSendWebhook({
        isPrivateAllowed: false,
        lookUp: (host, found) => {
          asked += 1
          const address = host === 'mixed.example' && asked % 2 === 0 ? '93.184.216.34' : '127.0.0.1'
          found(null, [
            { address: '93.184.216.34', family: 4 },
            { address, family: 4 },
          ])
        },
      })
      const urls = [
        `https://127.0.0.1:${port}/hook`,
        `https://[::1]:${port}/hook`,
        `https://[::ffff:7f00:1]:${port}/hook`,
        `https://2130706433:${port}/hook`,
        `https://inside.example:${port}/hook`,
      ]
      for (const url of urls) {
        const { webhookId } = await addWebhook({ url })
        await planRun()
        await deliver(guarded)
        expect(await attempts(webhookId), url).toMatchObject([
          { status: null, message: 'The address is not a public one' },
        ])
        await post(`/api/webhooks/${webhookId}/remove`, { reason: 'no' })
      }
      const { webhookId } = await addWebhook({ url: receiver.url })
      await planRun()
      await deliver(guarded)
      expect(await attempts(webhookId)).toMatchObject([{ message: 'Only https addresses are sent to' }])
      expect(receiver.received).toEqual([])
    })

    test('ADJ-6 a test event is sent at once, and says what came of it', async () => {
      const { webhookId } = await addWebhook()
      // The server of the tests may not reach this machine either.
      expect(await post(`/api/webhooks/${webhookId}/test`, {})).toMatchObject({
        delivered: false,
        message: 'Only https addresses are sent to',
      })
      expect(await attempts(webhookId)).toMatchObject([{ type: 'webhook.test', delivered: false }])
    })

    test('ADJ-6 a receiver that hangs holds up neither other receivers nor the work', async () => {
      const slow = await openReceiver()
      slow.behave('hang')
      const patient = createSendWebhook({ isPrivateAllowed: true, patienceMs: 20_000 })
      await addWebhook({ url: slow.url, name: 'Slow' })
      await addWebhook()
      const working = startWebhooks(world.ctx.engine, { send: patient, random: () => 0 })
      try {
        await planRun()
        working.wake()
        await slow.until(1)
        await receiver.until(1)
        // The first is still not answered, and a whole count goes through meanwhile.
        await countAndAdjust()
        working.wake()
        await receiver.until(7)
        expect(receiver.received.map(({ body }) => (JSON.parse(body) as Told).type).at(-1)).toBe(
          'inventory.adjusted',
        )
        expect(slow.received).toHaveLength(1)
      } finally {
        await slow.close()
        await working.stop()
      }
    })

    test('ADJ-6 what did not happen left no event', async () => {
      const read = await reader(['read-events', 'send-counts'], [world.lisbon])
      const runId = await planRun()
      const refused = await world.request('POST', `/api/runs/${runId}/submit`, {
        auth: await world.as('manager'),
        body: { note: '' },
      })
      expect(refused.status).toBe(409)
      expect((await read()).events.map(({ type }) => type)).toEqual(['run.created'])
    })
  })
}
