import { deliverOnce } from '@cyclecount/engine'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWorld, startCounting, type Counting, type World } from './testing/world.ts'

interface Line {
  readonly varianceId: string
  readonly version: number
  readonly sku: string
  readonly firstApproval: { readonly by: string; readonly layer: string | null } | null
}

describe('ADJ-1 a manager approves first what is worth more than they approve alone, and HQ after them', () => {
  let world: World
  let counting: Counting
  let run: string
  beforeAll(async () => {
    world = await openWorld()
    counting = await startCounting(world, ['cola'])
    run = `/api/runs/${counting.runId}`
    await counting.push(counting.events, 1)
    await send('manager', `${run}/reconcile`, {})
    const saved = await send('planner', '/api/rules', {
      basedOn: 0,
      reason: 'A manager approves alone up to a cent',
      rules: {
        isAutomatic: false,
        layers: [
          {
            name: 'Lisbon',
            scope: { countType: null, category: null, abcClass: null, facilityId: world.lisbon },
            currency: 'EUR',
            automatic: null,
            recount: null,
            zeroBook: null,
            cap: null,
            approval: { manager: '10000', planner: null },
          },
        ],
        recounts: { byAnother: true, agreeWithinMilli: 0 },
      },
    })
    expect(saved.status).toBe(200)
  })
  afterAll(() => world.close())

  async function send(who: string, path: string, body?: unknown) {
    const auth = await world.as(who)
    return world.request(body === undefined ? 'GET' : 'POST', path, {
      auth,
      ...(body === undefined ? {} : { body }),
    })
  }
  async function lines(who: string, status: string): Promise<readonly Line[]> {
    return ((await send(who, `${run}/variances?status=${status}&show=differing`)).body as { lines: Line[] })
      .lines
  }
  async function approve(who: string, note = `The ${who} looked`) {
    const { reasons } = (await send(who, '/api/reasons')).body as { reasons: { reasonId: string }[] }
    return send(who, `${run}/decisions`, {
      lines: (await lines(who, 'open')).map(({ varianceId, version }) => ({ varianceId, version })),
      outcome: 'approved',
      reasonId: reasons[0]?.reasonId,
      note,
    })
  }
  const delivered = async () => {
    await deliverOnce(world.ctx.engine)
    return ((await send('manager', '/api/proposals')).body as { counts: unknown }).counts
  }

  test('the manager’s approval is kept and nothing is delivered', async () => {
    expect(await approve('manager', '')).toMatchObject({
      status: 400,
      body: { details: [{ path: 'body.note' }] },
    })
    expect(await approve('manager')).toMatchObject({
      status: 200,
      body: { decided: 0, proposals: 0, waiting: 1 },
    })
    expect(await delivered()).toEqual({ pending: 0, asked: 0, accepted: 0, rejected: 0, failed: 0 })
    expect(await lines('manager', 'waiting')).toMatchObject([
      { sku: 'cola', decision: null, firstApproval: { by: 'The manager', layer: 'Lisbon', isMine: false } },
    ])
  })

  test('who may not see cost sees that it waits, not whose limit it is above', async () => {
    expect(await lines('supervisor', 'waiting')).toMatchObject([
      { firstApproval: { by: 'The manager', layer: null } },
    ])
  })

  test('it stands in the inbox of HQ, and the manager does not complete it', async () => {
    expect((await send('planner', '/api/inbox')).body).toMatchObject({
      items: [{ kind: 'second-approval', n: 1, runId: counting.runId }],
    })
    expect(await approve('manager')).toMatchObject({ status: 409, body: { kind: 'not-ready' } })
    expect(await delivered()).toMatchObject({ accepted: 0 })
  })

  test('HQ approves it, it is delivered, and both stand in the line and in the audit log', async () => {
    const [waiting] = await lines('planner', 'waiting')
    expect(await approve('planner')).toMatchObject({ status: 200, body: { decided: 1, waiting: 0 } })
    expect(await delivered()).toMatchObject({ accepted: 1 })
    const { body } = await send('manager', `/api/variances/${waiting?.varianceId}`)
    expect(body).toMatchObject({
      line: {
        firstApproval: { by: 'The manager', note: 'The manager looked' },
        decision: { decidedBy: 'The planner', note: 'The planner looked' },
      },
    })
    const audit = (await send('planner', `/api/audit?facilityId=${world.lisbon}`)).body as {
      rows: { tag: string; actor: string }[]
    }
    expect(audit.rows.filter(({ tag }) => tag.startsWith('variance.appr'))).toMatchObject([
      { tag: 'variance.approved', actor: 'The planner' },
      { tag: 'variance.approved-first', actor: 'The manager' },
    ])
  })

  test('ADJ-4 who asks for a reversal does not approve it, another manager does not where it is above the limit, HQ does', async () => {
    const { proposals } = (await send('manager', '/api/proposals')).body as {
      proposals: { proposalId: string }[]
    }
    const { reasons } = (await send('manager', '/api/reasons')).body as { reasons: { reasonId: string }[] }
    const path = `/api/proposals/${proposals[0]?.proposalId}/reverse`
    const body = { reasonId: reasons[0]?.reasonId, note: 'It was behind the door' }
    expect(await send('planner', path, { ...body, note: ' ' })).toMatchObject({ status: 400 })
    expect(await send('planner', path, body)).toMatchObject({ status: 200 })
    expect(await send('manager', path, body)).toMatchObject({
      status: 409,
      body: { kind: 'already-decided' },
    })
    expect((await send('manager', '/api/inbox')).body).toMatchObject({ items: [{ kind: 'reversal', n: 1 }] })
    const yes = { outcome: 'approved', note: '' }
    expect(await send('planner', `${path}/answer`, yes)).toMatchObject({
      status: 403,
      body: { kind: 'own-count', message: expect.stringContaining('yourself') as string },
    })
    expect(await send('manager', `${path}/answer`, yes)).toMatchObject({
      status: 409,
      body: { kind: 'not-ready', message: expect.stringContaining('HQ') as string },
    })
    expect(await send('auditor', `${path}/answer`, yes)).toMatchObject({ status: 403 })
    // Withdrawn by who asked; the manager asks, and HQ approves.
    expect(await send('planner', `${path}/answer`, { outcome: 'declined', note: 'Mine' })).toMatchObject({
      status: 200,
    })
    expect(await delivered()).toMatchObject({ accepted: 1, pending: 0 })
    expect(await send('manager', path, body)).toMatchObject({ status: 200 })
    expect((await send('planner', '/api/proposals?status=reversal-asked')).body).toMatchObject({
      reversalsAsked: 1,
      proposals: [{ reversalAsked: { by: 'The manager', note: 'It was behind the door', isOwn: false } }],
    })
    expect(await send('planner', `${path}/answer`, yes)).toMatchObject({ status: 200 })
    expect(await delivered()).toMatchObject({ accepted: 2 })
  })
})
