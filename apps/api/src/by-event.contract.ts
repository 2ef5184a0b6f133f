import { deliverOnce, deliverWebhooksOnce } from '@cyclecount/engine'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cloudEvent, openEventBackend, type EventBackend } from './testing/event-backend.ts'
import { openWorld, startCounting, type World } from './testing/world.ts'
import { createSendWebhook } from './webhooks/send-webhook.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** What the corner stores' book holds of cola in Lisbon. */
const HELD = 78_000

interface Proposal {
  readonly proposalId: string
  readonly status: string
  readonly documentId: string | null
  readonly message: string | null
  readonly asked: { readonly at: number; readonly answerBy: number } | null
  readonly idempotencyKey: string
}

/** An inventory system that is asked by an event and answers by one, over HTTP both ways, alike on both databases. */
export function byEventContract(name: string, freshUrl: () => Promise<string | undefined>): void {
  describe(`adjustments by event on ${name}`, () => {
    let world: World
    let backend: EventBackend
    const send = createSendWebhook({ isPrivateAllowed: true, patienceMs: 2000 })

    beforeEach(async () => {
      world = await openWorld(await freshUrl())
      backend = await openEventBackend(world)
      const { secret } = await call('PUT', byEvent(), { answerWithinHours: 24, looksUp: true })
      backend.secret = String(secret)
      await call('POST', '/api/webhooks', {
        name: 'ERP',
        url: backend.url,
        types: ['adjustment.requested', 'adjustment.inquired'],
        facilityIds: [world.lisbon],
        showsCost: false,
      })
    })
    afterEach(async () => {
      await backend.close()
      await world.close()
    })

    const byEvent = (more = '') => `/api/facilities/${world.lisbon}/adjustments-by-event${more}`
    const deliver = () => deliverOnce(world.ctx.engine)

    async function call(method: string, path: string, body?: unknown, who = 'administrator') {
      const auth = await world.as(who)
      const answer = await world.request(method, path, { auth, ...(body === undefined ? {} : { body }) })
      if (answer.status !== 200) throw new Error(`${path}: ${JSON.stringify(answer.body)}`)
      return answer.body as Record<string, unknown>
    }

    /** Everything that is to be told is told, and what the backend answers by itself has come in. */
    async function tell() {
      await deliverWebhooksOnce(world.ctx.engine, { send, random: () => 0 })
      return backend.replies()
    }

    /** Counts three colas of thirty on the shelf, and has the difference approved. */
    async function approve(): Promise<void> {
      const counting = await startCounting(world)
      await counting.push(counting.events, 1)
      await call('POST', `/api/runs/${counting.runId}/reconcile`, undefined, 'manager')
      const { lines } = (await call(
        'GET',
        `/api/runs/${counting.runId}/variances?q=cola&show=differing`,
        undefined,
        'manager',
      )) as { lines: { varianceId: string; version: number; locationCode: string }[] }
      const { reasons } = (await call('GET', '/api/reasons', undefined, 'manager')) as {
        reasons: { reasonId: string }[]
      }
      const decision = {
        lines: lines
          .filter(({ locationCode }) => locationCode === 'F-1')
          .map(({ varianceId, version }) => ({ varianceId, version })),
        outcome: 'approved',
        reasonId: reasons[0]?.reasonId,
        note: 'three were left',
      }
      await call('POST', `/api/runs/${counting.runId}/decisions`, decision, 'manager')
    }

    async function proposal(): Promise<Proposal> {
      const { proposals } = (await call('GET', '/api/proposals', undefined, 'manager')) as {
        proposals: Proposal[]
      }
      return proposals[0] ?? expect.fail('there is no proposal')
    }

    /** By how much the product's own book of cola has changed, and our mirror of it. */
    async function changed(): Promise<readonly number[]> {
      const { items } = (await call(
        'GET',
        `/api/facilities/${world.lisbon}/stock?q=cola`,
        undefined,
        'manager',
      )) as { items: { sku: string; onHandMilli: number; mirroredMilli: number | null }[] }
      const cola = items.find(({ sku }) => sku === 'cola')
      return [(cola?.onHandMilli ?? 0) - HELD, (cola?.mirroredMilli ?? 0) - HELD]
    }

    async function tags(): Promise<readonly string[]> {
      const { proposalId } = await proposal()
      const path = `/api/audit?facilityId=${world.lisbon}&subjectId=${proposalId}`
      const { rows } = (await call('GET', path, undefined, 'manager')) as { rows: { tag: string }[] }
      return rows.map(({ tag }) => tag).toReversed()
    }

    async function told(): Promise<readonly string[]> {
      const rows = await world.ctx.engine.db.read
        .selectFrom('events')
        .select(['type'])
        .where('subject', 'like', 'proposal/%')
        .orderBy('event_id')
        .execute()
      return rows.map(({ type }) => type)
    }

    const accepted = (key: string, more: Record<string, unknown> = {}) =>
      cloudEvent({
        type: 'adjustment.accepted',
        data: { idempotencyKey: key, documentId: 'IA-1', ...more },
      })
    const rejected = (key: string) =>
      cloudEvent({ type: 'adjustment.rejected', data: { idempotencyKey: key, message: 'No such bin.' } })

    /** Asked for and not answered. */
    async function asked(): Promise<string> {
      backend.behave('ignore')
      await approve()
      await deliver()
      await tell()
      return (await proposal()).idempotencyKey
    }

    test('ADJ-6 an approved difference is asked for by an event and settled by the event that answers it', async () => {
      await approve()
      await deliver()
      const { status, idempotencyKey, asked: waits } = await proposal()
      expect([status, waits]).toEqual(['asked', { at: world.clock.now, answerBy: world.clock.now + DAY }])
      expect(await changed()).toEqual([0, 0])
      expect(await tell()).toEqual([{ status: 200, body: { became: 'taken' } }])
      expect(backend.asked).toMatchObject([
        {
          type: 'adjustment.requested',
          data: {
            idempotencyKey,
            facility: 'LIS',
            sku: 'cola',
            location: 'F-1',
            deltaMilli: -27_000,
            note: 'three were left',
            basis: { expectedMilli: 30_000, countedMilli: 3000 },
            answerBy: world.clock.now + DAY,
          },
        },
      ])
      expect(JSON.stringify(backend.asked)).not.toMatch(/Micros/)
      await deliver()
      expect(await proposal()).toMatchObject({ status: 'accepted', documentId: 'IA-1', asked: null })
      // The book that the next count is compared with follows.
      expect(await changed()).toEqual([-27_000, -27_000])
      expect(await told()).toEqual([
        'proposal.created',
        'adjustment.requested',
        'proposal.accepted',
        'inventory.adjusted',
      ])
      expect(await tags()).toEqual(['proposal.asked', 'proposal.accepted'])
      await deliver()
    })

    test('ADJ-6 what the backend refuses by an event is rejected in its own words', async () => {
      backend.behave('refuse')
      await approve()
      await deliver()
      await tell()
      await deliver()
      expect(await proposal()).toMatchObject({ status: 'rejected', message: 'The month is closed.' })
      expect(await changed()).toEqual([0, 0])
      expect(await told()).toEqual(['proposal.created', 'adjustment.requested', 'proposal.rejected'])
    })

    test('ADJ-6 an answer that comes twice, by the same message or by another, settles once', async () => {
      const key = await asked()
      const before = [{ status: 200, body: { became: 'before' } }]
      expect(await backend.send(accepted(key), { id: 'one' })).toEqual({
        status: 200,
        body: { became: 'taken' },
      })
      expect([await backend.send(accepted(key), { id: 'one' })]).toEqual(before)
      await deliver()
      expect([await backend.send(accepted(key), { id: 'one' })]).toEqual(before)
      expect([await backend.send(accepted(key), { id: 'two' })]).toEqual(before)
      expect(await backend.send(rejected(key), { id: 'one' })).toMatchObject({
        status: 422,
        body: { kind: 'key-reused' },
      })
      await deliver()
      expect(await changed()).toEqual([-27_000, -27_000])
      expect(await tags()).toEqual(['proposal.asked', 'proposal.accepted'])
    })

    test('ADJ-6 of two answers that differ the first counts; the other is refused and put before the auditor', async () => {
      const key = await asked()
      await backend.send(accepted(key))
      expect(await backend.send(rejected(key))).toMatchObject({
        status: 409,
        body: { kind: 'already-decided' },
      })
      await deliver()
      const other = await backend.send(accepted(key, { documentId: 'IA-2' }), { id: 'other' })
      expect(other).toMatchObject({ status: 409, body: { kind: 'already-decided' } })
      expect((await backend.send(accepted(key, { documentId: 'IA-2' }), { id: 'other' })).status).toBe(409)
      expect(await proposal()).toMatchObject({ status: 'accepted', documentId: 'IA-1' })
      expect(await tags()).toEqual([
        'proposal.asked',
        'proposal.answered-otherwise',
        'proposal.accepted',
        'proposal.answered-otherwise',
      ])
    })

    test('ADJ-6 a forged, spoilt, old or foreign message changes nothing and is told nothing', async () => {
      const key = await asked()
      const { now } = world.clock
      const refused = { status: 401, body: { kind: 'signed-out' } }
      const otherSecret = `whsec_${Buffer.from('x'.repeat(32)).toString('base64')}`
      expect(await backend.send(accepted(key), { secret: otherSecret })).toMatchObject(refused)
      expect(await backend.send(accepted(key), { at: now - 6 * MINUTE })).toMatchObject(refused)
      expect(await backend.send(accepted(key), { at: now + 6 * MINUTE })).toMatchObject(refused)
      expect(await backend.send(accepted(key), { id: 'a b' })).toMatchObject(refused)
      const path = `/api/facilities/${world.azores}/adjustment-answers`
      for (const [to, headers] of [
        [path, { 'webhook-id': 'm', 'webhook-timestamp': String(now / 1000), 'webhook-signature': 'v1,' }],
        [path.replace(world.azores, world.newId<never>()), {}],
        [path.replace(world.azores, world.lisbon), { authorization: await world.as('administrator') }],
      ] as const) {
        const answer = await world.request('POST', to, { body: accepted(key), headers })
        expect(answer).toMatchObject(refused)
      }
      expect(await backend.send({ specversion: '1.0' })).toMatchObject({
        status: 400,
        body: { kind: 'bad-request' },
      })
      expect(await backend.send(accepted('adjustment:else'))).toMatchObject({
        status: 422,
        body: { details: [{ path: 'body.data.idempotencyKey' }] },
      })
      expect(await backend.send(accepted(key, { deltaMilli: -26_000 }))).toMatchObject({
        status: 422,
        body: { details: [{ path: 'body.data.deltaMilli' }] },
      })
      expect(await backend.send(accepted(key, { documentId: undefined }))).toMatchObject({
        status: 422,
        body: { details: [{ path: 'body.data.documentId' }] },
      })
      await deliver()
      expect(await proposal()).toMatchObject({ status: 'asked' })
      // What was refused used no id up.
      expect((await backend.send(accepted(key), { id: 'message-1' })).status).toBe(200)
    })

    test('ADJ-6 an answer that is faster than our own note of the request is not lost', async () => {
      await approve()
      const { engine } = world.ctx
      let writes = 0
      // Dies after the request is out and before the worker has noted it: taking the lane, the journal, the request.
      const killed = {
        ...engine,
        db: {
          ...engine.db,
          write: async (work: Parameters<typeof engine.db.write>[0]) => {
            if ((writes += 1) > 2) throw new Error('killed')
            return engine.db.write(work)
          },
        },
      }
      await expect(deliverOnce(killed as typeof engine)).rejects.toThrow('killed')
      expect(await proposal()).toMatchObject({ status: 'pending' })
      expect(await tell()).toEqual([{ status: 200, body: { became: 'taken' } }])
      world.clock.now += HOUR
      await deliver()
      expect(await proposal()).toMatchObject({ status: 'accepted', documentId: 'IA-1' })
      expect(backend.asked).toHaveLength(1)
      expect(await changed()).toEqual([-27_000, -27_000])
    })

    test('ADJ-6 without an answer in time people are told, and an answer that comes all the same settles it', async () => {
      const key = await asked()
      world.clock.now += DAY - 1
      await deliver()
      world.clock.now += 1
      await deliver()
      expect(await proposal()).toMatchObject({
        status: 'failed',
        message: 'The inventory system has not answered in time. Try again, or ask those who run it.',
      })
      const { items } = (await call('GET', '/api/inbox', undefined, 'manager')) as {
        items: { kind: string; n: number }[]
      }
      expect(items).toMatchObject([{ kind: 'delivery', n: 1 }])
      expect((await backend.send(accepted(key))).status).toBe(200)
      await deliver()
      expect(await proposal()).toMatchObject({ status: 'accepted', documentId: 'IA-1' })
      expect(await changed()).toEqual([-27_000, -27_000])
      expect(await tags()).toEqual([
        'proposal.asked',
        'proposal.failed',
        'proposal.answered-late',
        'proposal.accepted',
      ])
    })

    test('ADJ-6 who is asked again is asked what became of it, and is asked for it once more only where it never came', async () => {
      const key = await asked()
      const { proposalId } = await proposal()
      backend.behave('book')
      await call('POST', `/api/proposals/${proposalId}/retry`, undefined, 'manager')
      await deliver()
      await tell()
      await deliver()
      await tell()
      await deliver()
      expect(backend.asked.map(({ type, data }) => [type, data.idempotencyKey])).toEqual([
        ['adjustment.requested', key],
        ['adjustment.inquired', key],
        ['adjustment.requested', key],
      ])
      expect([...backend.booked]).toEqual([[key, -27_000]])
      expect(await proposal()).toMatchObject({ status: 'accepted', documentId: 'IA-1' })
    })

    test('ADJ-6 who cannot be asked what became of it is asked for it again under the same key, and books once', async () => {
      expect(await call('PUT', byEvent(), { answerWithinHours: 2, looksUp: false })).toEqual({ secret: null })
      backend.behave('book-silently')
      await approve()
      await deliver()
      await tell()
      world.clock.now += 2 * HOUR
      await deliver()
      const { proposalId, status } = await proposal()
      expect(status).toBe('failed')
      backend.behave('book')
      await call('POST', `/api/proposals/${proposalId}/retry`, undefined, 'manager')
      await deliver()
      await tell()
      await deliver()
      expect(backend.asked.map(({ type }) => type)).toEqual(['adjustment.requested', 'adjustment.requested'])
      expect(backend.booked.size).toBe(1)
      expect(await changed()).toEqual([-27_000, -27_000])
    })

    test('ADJ-6 for a day after a rotation answers under both secrets are taken', async () => {
      const key = await asked()
      const { secret } = await call('POST', byEvent('/secret'))
      const later = { id: 'later', secret: String(secret) }
      expect((await backend.send(accepted(key))).status).toBe(200)
      expect(await backend.send(accepted(key), later)).toEqual({ status: 200, body: { became: 'before' } })
      world.clock.now += DAY
      expect((await backend.send(accepted(key))).status).toBe(401)
      expect((await backend.send(accepted(key), later)).status).toBe(200)
      const list = await call('GET', '/api/adjustments-by-event')
      expect(list).toMatchObject({ facilities: [{ code: 'LIS', answerWithinHours: 24, stoppedAt: null }] })
      expect(JSON.stringify(list)).not.toContain('whsec_')
      const audit = await call('GET', `/api/audit?facilityId=${world.lisbon}&subjectId=${world.lisbon}`)
      expect(JSON.stringify(audit)).toContain('by-event.secret-rotated')
      expect(JSON.stringify(audit)).not.toContain('whsec_')
    })

    test('ADJ-6 a facility that leaves off is asked for nothing more, and what it was asked is not booked in another way', async () => {
      const key = await asked()
      await call('POST', byEvent('/stop'), { reason: 'another system' })
      const { proposalId } = await proposal()
      await call('POST', `/api/proposals/${proposalId}/retry`, undefined, 'manager')
      await deliver()
      expect(await changed()).toEqual([0, 0])
      expect((await backend.send(accepted(key))).status).toBe(200)
      await deliver()
      expect(await changed()).toEqual([-27_000, -27_000])
      expect((await told()).filter((type) => type === 'adjustment.requested')).toHaveLength(1)
    })

    test('ADJ-6 what is approved after a facility has left off is booked at once', async () => {
      await call('POST', byEvent('/stop'), { reason: 'another system' })
      await approve()
      await deliver()
      expect(await proposal()).toMatchObject({ status: 'accepted', asked: null })
      expect(await changed()).toEqual([-27_000, -27_000])
      expect(await told()).toEqual(['proposal.created', 'proposal.accepted', 'inventory.adjusted'])
    })
  })
}
