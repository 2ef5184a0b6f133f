import { deliverOnce } from '@cyclecount/engine'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Answer } from './testing/server.ts'
import { openWorld, type World } from './testing/world.ts'

const MINUTE = 60_000

/** What an outside system sees of the machine endpoints, alike on both databases. */
export function machinesContract(name: string, freshUrl: () => Promise<string | undefined>): void {
  describe(`the machine endpoints on ${name}`, () => {
    let world: World
    beforeEach(async () => {
      world = await openWorld(await freshUrl())
    })
    afterEach(() => world.close())

    async function letIn(
      scopes: readonly string[],
      facilityIds: readonly string[] = [world.lisbon],
    ): Promise<string> {
      const made = await world.request('POST', '/api/machines', {
        auth: await world.as('administrator'),
        body: { name: 'Counting robot', scopes, facilityIds, expiresInDays: 30 },
      })
      expect(made.status).toBe(200)
      return `Bearer ${(made.body as { token: string }).token}`
    }

    function upload(auth: string, key: string, body: unknown): Promise<Answer> {
      return world.request('POST', '/api/inventory/count', {
        auth,
        body,
        headers: { 'idempotency-key': key },
      })
    }

    function countedAt(minutesAgo = 10): number {
      return world.clock.now - minutesAgo * MINUTE
    }

    function shelf(pieces: number) {
      return {
        sku: 'cola',
        location: 'F-1',
        quantityMilli: pieces * 1000,
        countedAt: countedAt(),
      }
    }

    function newRun(pieces: number) {
      return { facility: 'LIS', runName: 'Robot round', uploadedBy: 'Robot 7', rows: [shelf(pieces)] }
    }

    async function problemOf(answer: Promise<Answer>) {
      const { status, body } = await answer
      const { kind, details = [] } = body as {
        kind: string
        details?: { path: string; message: string }[]
      }
      return { status, kind, paths: details.map(({ path }) => path) }
    }

    /** Sends a count of 27 colas where the book has 30, and approves the difference. Answers the proposal. */
    async function approved(robot: string) {
      const { body } = await upload(robot, 'approved', newRun(27))
      const { runId } = body as { runId: string }
      const auth = await world.as('manager')
      expect((await world.request('POST', `/api/runs/${runId}/reconcile`, { auth })).status).toBe(200)
      const review = await world.request('GET', `/api/runs/${runId}/variances?show=differing`, { auth })
      const { lines } = review.body as { lines: { varianceId: string; version: number }[] }
      const { reasons } = (await world.request('GET', '/api/reasons', { auth })).body as {
        reasons: { reasonId: string }[]
      }
      const decided = await world.request('POST', `/api/runs/${runId}/decisions`, {
        auth,
        body: {
          lines: lines.map(({ varianceId, version }) => ({ varianceId, version })),
          outcome: 'approved',
          reasonId: reasons[0]?.reasonId,
          note: '',
        },
      })
      expect(decided.body).toEqual({ decided: 1, proposals: 1, waiting: 0 })
      const feed = await world.request('GET', `/api/inventory/variances?runId=${runId}&status=decided`, {
        auth: await letIn(['read-variances']),
      })
      const [line] = (feed.body as { variances: { proposal: { proposalId: string; deltaMilli: number } }[] })
        .variances
      if (!line) throw new Error('nothing was proposed')
      return { runId, ...line.proposal }
    }

    /** What the count's deliveries changed in our own book of colas. */
    async function adjustmentsInBook(): Promise<readonly unknown[]> {
      const auth = await world.as('manager')
      const found = await world.request('GET', '/api/products?q=cola', { auth })
      const { products } = found.body as { products: { productId: string; sku: string }[] }
      const productId = products.find(({ sku }) => sku === 'cola')?.productId
      const card = await world.request('GET', `/api/facilities/${world.lisbon}/stock/${productId}`, { auth })
      const { events } = card.body as { events: { kind: string }[] }
      expect(events.length).toBeGreaterThan(0)
      return events.filter(({ kind }) => kind === 'count-adjustment')
    }

    function confirm(auth: string, key: string, adjustments: readonly unknown[]): Promise<Answer> {
      return world.request('POST', '/api/inventory/adjust', {
        auth,
        body: { adjustments },
        headers: { 'idempotency-key': key },
      })
    }

    test('ADJ-8 EXEC-16 rows of a count made elsewhere come in as sessions of the machine, once per key', async () => {
      const robot = await letIn(['send-counts'])
      const body = {
        ...newRun(20),
        rows: [
          shelf(20),
          { ...shelf(9), countedAt: countedAt(9) },
          // Two cases of 24.
          { code: '19521234543210', location: 'B-1', quantityMilli: 2000, countedAt: countedAt(8) },
          { code: 'NOBODY-KNOWS', location: 'B-1', quantityMilli: 1000, countedAt: countedAt(8) },
        ],
      }
      const first = await upload(robot, 'round-1', body)
      expect(first).toMatchObject({
        status: 200,
        body: {
          rows: 4,
          unknownCodes: 1,
          sessions: [
            { area: 'FLOOR', state: 'submitted', rows: 2 },
            { area: 'BACK', state: 'submitted', rows: 2 },
          ],
        },
      })
      // The same request again, also by another token of the company, and at the same time.
      const again = await Promise.all([
        upload(robot, 'round-1', body),
        upload(await letIn(['send-counts']), 'round-1', body),
      ])
      expect(again.map((answer) => answer.body)).toEqual([first.body, first.body])
      const { runId } = first.body as { runId: string }
      const auth = await world.as('manager')
      const live = await world.request('GET', `/api/runs/${runId}/progress`, { auth })
      expect(JSON.stringify(live.body).match(/"personName":"Counting robot"/g)).toHaveLength(2)
      await world.request('POST', `/api/runs/${runId}/reconcile`, { auth })
      const review = await world.request('GET', `/api/runs/${runId}/variances?q=cola&sort=location`, { auth })
      expect(review.body).toMatchObject({
        lines: expect.arrayContaining([
          expect.objectContaining({ locationCode: 'F-1', countedMilli: 29_000, expectedMilli: 30_000 }),
          expect.objectContaining({ locationCode: 'B-1', countedMilli: 48_000, expectedMilli: 48_000 }),
        ]) as unknown,
      })
      const codes = await world.request('GET', `/api/runs/${runId}/unknown-codes`, { auth })
      expect(codes.body).toMatchObject({ codes: [{ code: 'NOBODY-KNOWS', personName: 'Counting robot' }] })
      const audit = await world.request('GET', `/api/audit?facilityId=${world.lisbon}&subjectId=${runId}`, {
        auth,
      })
      const { rows } = audit.body as { rows: { tag: string; actor: string; after: string | null }[] }
      const uploaded = rows.filter(({ tag }) => tag === 'count.uploaded')
      expect(uploaded).toMatchObject([{ actor: 'Counting robot' }])
      expect(uploaded[0]?.after).toContain('"uploadedBy":"Robot 7"')
    })

    test('ADJ-8 two requests with one key at the same time are done once', async () => {
      const robot = await letIn(['send-counts'])
      const other = await letIn(['send-counts'])
      const answers = await Promise.all([robot, other, robot].map((auth) => upload(auth, 'same', newRun(30))))
      expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1)
      const runs = await world.request('GET', '/api/runs', { auth: await world.as('manager') })
      expect((runs.body as { runs: unknown[] }).runs).toHaveLength(1)
    })

    test('ADJ-8 a large count comes in parts: what was begun goes on and is submitted with the last', async () => {
      const robot = await letIn(['send-counts'])
      const first = await upload(robot, 'part-1', { ...newRun(10), more: true })
      const { runId, sessions } = first.body as { runId: string; sessions: { sessionId: string }[] }
      expect(first.body).toMatchObject({ sessions: [{ area: 'FLOOR', state: 'paused' }] })
      const second = await upload(robot, 'part-2', {
        facility: 'LIS',
        runId,
        rows: [{ ...shelf(4), sku: 'gum', location: 'B-1' }],
        emptyLocations: [],
        more: true,
      })
      expect(second.body).toMatchObject({ sessions: [{ area: 'BACK', state: 'paused' }] })
      const last = await upload(robot, 'part-3', { facility: 'LIS', runId, rows: [shelf(17)] })
      expect(last.body).toMatchObject({
        sessions: [
          { sessionId: sessions[0]?.sessionId, area: 'FLOOR', state: 'submitted', rows: 1 },
          { area: 'BACK', state: 'submitted', rows: 0 },
        ],
      })
      const auth = await world.as('manager')
      await world.request('POST', `/api/runs/${runId}/reconcile`, { auth })
      const review = await world.request('GET', `/api/runs/${runId}/variances?q=cola`, { auth })
      expect(review.body).toMatchObject({
        lines: expect.arrayContaining([
          expect.objectContaining({ locationCode: 'F-1', countedMilli: 27_000 }),
        ]) as unknown,
      })
    })

    test('ADJ-8 every fault of a request is told at once, and nothing of it is taken in', async () => {
      const robot = await letIn(['send-counts'])
      const answer = await problemOf(
        upload(robot, 'faulty', {
          facility: 'LIS',
          rows: [
            shelf(1),
            { ...shelf(1), sku: 'moon' },
            { ...shelf(1), code: '9521234543213' },
            { ...shelf(1), location: 'Z-9' },
            { quantityMilli: 1500, sku: 'cola', countedAt: countedAt() },
            { ...shelf(1), countedAt: world.clock.now + 60 * MINUTE, area: 'ATTIC' },
          ],
          emptyLocations: ['F-1', 'Z-8'],
        }),
      )
      expect(answer).toEqual({
        status: 422,
        kind: 'unprocessable',
        paths: [
          'body.rows.1.sku',
          'body.rows.2.code',
          'body.rows.3.location',
          'body.rows.4.location',
          'body.rows.4.quantityMilli',
          'body.rows.5.area',
          'body.rows.5.countedAt',
          'body.emptyLocations.0',
          'body.emptyLocations.1',
          'body.runId',
        ],
      })
      const runs = await world.request('GET', '/api/runs', { auth: await world.as('manager') })
      expect(runs.body).toEqual({ runs: [] })
      // The key was not used up by what was not done.
      expect((await upload(robot, 'faulty', newRun(1))).status).toBe(200)
      expect(await problemOf(upload(robot, 'faulty', newRun(2)))).toMatchObject({
        status: 422,
        kind: 'key-reused',
      })
      expect(await problemOf(upload(robot, '', newRun(2)))).toMatchObject({
        status: 400,
        paths: ['header.idempotency-key'],
      })
      expect(await problemOf(upload(robot, 'k', { facility: 'LIS', rows: [{}, { sku: 1 }] }))).toMatchObject({
        status: 400,
        kind: 'bad-request',
        paths: [
          'body.rows.0.quantityMilli',
          'body.rows.0.countedAt',
          'body.rows.1.sku',
          'body.rows.1.quantityMilli',
          'body.rows.1.countedAt',
        ],
      })
      const tooMany = Array.from({ length: 2001 }, () => shelf(1))
      expect((await upload(robot, 'k', { ...newRun(1), rows: tooMany })).status).toBe(400)
      const tooLarge = await upload(robot, 'k', { ...newRun(1), uploadedBy: 'x'.repeat(1_100_000) })
      expect(tooLarge.status).toBe(413)
    })

    test('ADJ-8 an area that a person has is not taken from them, and a run that is closed takes nothing', async () => {
      const robot = await letIn(['send-counts'])
      const auth = await world.as('manager')
      const { body } = await world.request('POST', '/api/runs', {
        auth,
        body: {
          name: 'Full count',
          facilityId: world.lisbon,
          countType: 'HARD_COUNT',
          blind: true,
          dueLocal: null,
          items: [],
        },
      })
      const { runId } = body as { runId: string }
      const { personId } = (await world.request('GET', '/api/me', { auth: await world.as('associate') }))
        .body as { personId: string }
      const facility = await world.request('GET', `/api/facilities/${world.lisbon}`, { auth })
      const { areas } = facility.body as { areas: { areaId: string; code: string }[] }
      const areaId = areas.find(({ code }) => code === 'FLOOR')?.areaId
      const given = await world.request('POST', `/api/runs/${runId}/assignments`, {
        auth,
        body: { assignments: [{ areaId, personId }] },
      })
      expect(given.status).toBe(200)
      const row = { ...shelf(1), countedAt: world.clock.now }
      expect(await problemOf(upload(robot, 'a', { facility: 'LIS', runId, rows: [row] }))).toMatchObject({
        status: 409,
        kind: 'area-taken',
      })
      expect(
        await problemOf(upload(robot, 'b', { facility: 'LIS', runId, rows: [{ ...row, countedAt: 1 }] })),
      ).toMatchObject({ status: 422, paths: ['body.rows.0.countedAt'] })
      await world.request('POST', `/api/runs/${runId}/cancel`, { auth, body: { reason: 'no' } })
      expect(await problemOf(upload(robot, 'c', { facility: 'LIS', runId, rows: [row] }))).toMatchObject({
        status: 409,
        kind: 'closed',
      })
    })

    test('ADJ-8 what another system booked settles the proposal, and nothing is delivered besides', async () => {
      const robot = await letIn(['send-counts', 'confirm-adjustments'])
      const { proposalId, deltaMilli } = await approved(robot)
      const booked = {
        proposalId,
        outcome: 'booked',
        deltaMilli,
        documentId: 'IA-77',
        onHandAfterMilli: 27_000,
      }
      expect(
        await problemOf(
          confirm(robot, 'wrong', [
            { ...booked, documentId: undefined },
            { ...booked, deltaMilli: 1 },
            { ...booked, proposalId: world.newId() },
          ]),
        ),
      ).toEqual({
        status: 422,
        kind: 'unprocessable',
        paths: [
          'body.adjustments.0.documentId',
          'body.adjustments.1.proposalId',
          'body.adjustments.1.deltaMilli',
          'body.adjustments.2.proposalId',
        ],
      })
      expect((await confirm(robot, 'one', [booked])).body).toEqual({ confirmed: 1, before: 0 })
      expect((await confirm(robot, 'one', [booked])).body).toEqual({ confirmed: 1, before: 0 })
      expect((await confirm(robot, 'two', [booked])).body).toEqual({ confirmed: 0, before: 1 })
      expect(await problemOf(confirm(robot, 'three', [{ ...booked, documentId: 'IA-78' }]))).toEqual({
        status: 409,
        kind: 'already-decided',
        paths: ['body.adjustments.0'],
      })
      await deliverOnce(world.ctx.engine)
      expect(await adjustmentsInBook()).toEqual([])
      const auth = await world.as('manager')
      const { body } = await world.request('GET', '/api/proposals', { auth })
      expect(body).toMatchObject({ proposals: [{ proposalId, status: 'accepted', documentId: 'IA-77' }] })
      const audit = await world.request(
        'GET',
        `/api/audit?facilityId=${world.lisbon}&subjectId=${proposalId}`,
        {
          auth,
        },
      )
      expect(audit.body).toMatchObject({ rows: [{ tag: 'proposal.accepted', actor: 'Counting robot' }] })
    })

    test('ADJ-8 what another system refused is rejected, with its words', async () => {
      const robot = await letIn(['send-counts', 'confirm-adjustments'])
      const { proposalId, deltaMilli } = await approved(robot)
      const refused = { proposalId, outcome: 'refused', deltaMilli, message: 'Period is closed' }
      expect((await confirm(robot, 'one', [refused])).body).toEqual({ confirmed: 1, before: 0 })
      await deliverOnce(world.ctx.engine)
      expect(await adjustmentsInBook()).toEqual([])
      const { body } = await world.request('GET', '/api/proposals', { auth: await world.as('manager') })
      expect(body).toMatchObject({ proposals: [{ status: 'rejected', message: 'Period is closed' }] })
      expect(
        await problemOf(confirm(robot, 'two', [{ ...refused, outcome: 'booked', documentId: 'IA-1' }])),
      ).toMatchObject({ status: 409 })
    })

    test('ADJ-8 the feed of variances is paged by cursor, scoped to facilities, and shows no cost without the scope', async () => {
      const robot = await letIn(['send-counts'])
      const rows = [shelf(1), { ...shelf(2), sku: 'gum' }, { ...shelf(3), location: 'B-1' }]
      const { body } = await upload(robot, 'feed', { ...newRun(1), rows })
      const { runId } = body as { runId: string }
      const manager = await world.as('manager')
      await world.request('POST', `/api/runs/${runId}/reconcile`, { auth: manager })
      const reader = await letIn(['read-variances'], [world.lisbon, world.azores])
      const elsewhere = await letIn(['read-variances'], [world.azores])
      const read = async (auth: string, query = '') =>
        (await world.request('GET', `/api/inventory/variances${query}`, { auth })).body as {
          next: string | null
          variances: Record<string, unknown>[]
        }
      const all = await read(reader, '?facility=LIS&status=open')
      expect(all.next).toBeNull()
      expect(all.variances.length).toBeGreaterThanOrEqual(3)
      expect(all.variances).toContainEqual(
        expect.objectContaining({
          runId,
          facility: 'LIS',
          sku: 'cola',
          location: 'F-1',
          systemQuantityOnHandMilli: 30_000,
          actualQuantityOnHandMilli: 1000,
          varianceQuantityOnHandMilli: -29_000,
          unitCostMicros: null,
          totalCostMicros: null,
          valueVarianceMicros: null,
          decision: null,
          proposal: null,
        }),
      )
      const paged: unknown[] = []
      let cursor: string | null = ''
      while (cursor !== null) {
        const page = await read(reader, `?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`)
        expect(page.variances.length).toBeLessThanOrEqual(2)
        paged.push(...page.variances)
        cursor = page.next
      }
      expect(paged).toEqual(all.variances)
      expect(await read(elsewhere)).toEqual({ next: null, variances: [] })
      expect(
        await problemOf(world.request('GET', '/api/inventory/variances?facility=LIS', { auth: elsewhere })),
      ).toMatchObject({ status: 404, kind: 'not-found' })
      expect(
        await problemOf(world.request('GET', '/api/inventory/variances?cursor=x&limit=0', { auth: reader })),
      ).toMatchObject({ status: 400 })
      // An administrator sees no cost and gives none; who sees it may.
      const withCost = {
        name: 'Ledger',
        scopes: ['read-variances', 'see-cost'],
        facilityIds: [world.lisbon],
        expiresInDays: 1,
      }
      expect(
        await problemOf(
          world.request('POST', '/api/machines', { auth: await world.as('administrator'), body: withCost }),
        ),
      ).toMatchObject({ status: 403, kind: 'forbidden' })
      const made = await world.request('POST', '/api/machines', {
        auth: await world.as('owner'),
        body: withCost,
      })
      const { token } = made.body as { token: string }
      const dear = (await read(`Bearer ${token}`)).variances.find(({ sku }) => sku === 'cola')
      expect(dear?.['unitCostMicros']).toMatch(/^\d+$/)
      expect(dear?.['costVarianceMicros']).toMatch(/^-\d+$/)
    })

    test('ADJ-8 a token is shown once, kept as a hash, good for its scopes and facilities, until it expires or is revoked', async () => {
      const admin = await world.as('administrator')
      const made = await world.request('POST', '/api/machines', {
        auth: admin,
        body: { name: 'Robot', scopes: ['send-counts'], facilityIds: [world.lisbon], expiresInDays: 2 },
      })
      const { machineId, token } = made.body as { machineId: string; token: string }
      const auth = `Bearer ${token}`
      const stored = await world.ctx.engine.db.read.selectFrom('machine').selectAll().execute()
      expect(
        JSON.stringify(stored.map((row) => ({ ...row, token_hash: Buffer.from(row.token_hash).toString() }))),
      ).not.toContain(token.slice(-43))
      const list = async () =>
        (await world.request('GET', '/api/machines', { auth: admin })).body as {
          machines: Record<string, unknown>[]
        }
      expect(await list()).toMatchObject({
        machines: [
          {
            machineId,
            name: 'Robot',
            prefix: token.slice(0, 12),
            scopes: ['send-counts'],
            facilities: [{ code: 'LIS' }],
            createdBy: 'The administrator',
            lastUsedAt: null,
            revokedAt: null,
          },
        ],
      })
      expect(JSON.stringify(await list())).not.toContain(token.slice(-43))
      // Its scope, and no other; its facility, and no other.
      expect(await problemOf(world.request('GET', '/api/inventory/variances', { auth }))).toMatchObject({
        status: 403,
        kind: 'forbidden',
      })
      expect(await problemOf(upload(auth, 'k', { ...newRun(1), facility: 'AZO' }))).toMatchObject({
        status: 404,
      })
      expect((await upload(auth, 'k', newRun(1))).status).toBe(200)
      expect(await list()).toMatchObject({ machines: [{ lastUsedAt: world.clock.now }] })
      world.clock.now += 2 * 24 * 60 * MINUTE
      expect(await problemOf(upload(auth, 'k2', newRun(1)))).toMatchObject({
        status: 401,
        kind: 'signed-out',
      })
      world.clock.now -= MINUTE
      expect((await upload(auth, 'k3', newRun(1))).status).toBe(200)
      const revoked = await world.request('POST', `/api/machines/${machineId}/revoke`, {
        auth: await world.as('administrator'),
        body: { reason: 'the robot was sold' },
      })
      expect(revoked.status).toBe(200)
      expect(await problemOf(upload(auth, 'k4', newRun(1)))).toMatchObject({ status: 401 })
      const audit = await world.request(
        'GET',
        `/api/audit?facilityId=${world.lisbon}&subjectId=${machineId}`,
        {
          auth: await world.as('administrator'),
        },
      )
      expect(audit.body).toMatchObject({
        rows: [
          { tag: 'machine.revoked', actor: 'The administrator', reason: 'the robot was sold' },
          { tag: 'machine.let-in' },
        ],
      })
      expect(JSON.stringify(audit.body)).not.toContain(token.slice(-43))
    })

    test('ADJ-8 a machine that calls too often is told when to come again', async () => {
      const reader = await letIn(['read-variances'])
      const ask = () => world.request('GET', '/api/inventory/variances', { auth: reader })
      for (let n = 0; n < 120; n += 1) expect((await ask()).status).toBe(200)
      const refused = await ask()
      expect(refused).toMatchObject({ status: 429, body: { kind: 'too-many', retryable: true } })
      expect(refused.headers.get('retry-after')).toBe('1')
      world.clock.now += MINUTE
      expect((await ask()).status).toBe(200)
    })
  })
}
