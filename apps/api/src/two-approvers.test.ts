import { deliverOnce } from '@cyclecount/engine'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWorld, startCounting, type Counting, type World } from './testing/world.ts'

interface Line {
  readonly varianceId: string
  readonly version: number
  readonly sku: string
  readonly decision: unknown
}
interface Reason {
  readonly reasonId: string
  readonly label: string
}

describe('ADJ-1 approve and reject, in bulk and with a reason, by two at once, never one’s own', () => {
  let world: World
  let counting: Counting
  let run: string
  let reason: Reason
  beforeAll(async () => {
    world = await openWorld()
    counting = await startCounting(world)
    run = `/api/runs/${counting.runId}`
    await counting.push(counting.events, 1)
    await send('manager', `${run}/reconcile`, {})
    const { reasons } = (await send('manager', '/api/reasons')).body as { reasons: Reason[] }
    const [first] = reasons
    if (!first) throw new Error('there is no reason')
    reason = first
  })
  afterAll(() => world.close())

  async function send(who: string, path: string, body?: unknown) {
    const auth = await world.as(who)
    return world.request(body === undefined ? 'GET' : 'POST', path, {
      auth,
      ...(body === undefined ? {} : { body }),
    })
  }
  async function lines(status: string): Promise<readonly Line[]> {
    const { body } = await send('planner', `${run}/variances?status=${status}&show=differing`)
    return (body as { lines: Line[] }).lines
  }
  const decision = (given: readonly Line[], outcome: string, note: string) => ({
    lines: given.map(({ varianceId, version }) => ({ varianceId, version })),
    outcome,
    reasonId: reason.reasonId,
    note,
  })

  test('of two who approve the same lines at the same moment one wins, and the other is told; every line is proposed once', async () => {
    const open = await lines('open')
    const [left, ...bulk] = open
    expect(bulk.length).toBeGreaterThan(1)
    world.clock.now += 1000
    const answers = await Promise.all(
      ['manager', 'planner'].map(async (who) => ({
        who,
        answer: await send(who, `${run}/decisions`, decision(bulk, 'approved', `The ${who} looked`)),
      })),
    )
    const won = answers.find(({ answer }) => answer.status === 200)
    const lost = answers.find(({ answer }) => answer.status !== 200)
    expect(won?.answer.body).toEqual({ decided: bulk.length, proposals: bulk.length, waiting: 0 })
    expect(lost?.answer).toMatchObject({ status: 409, body: { kind: 'already-decided' } })

    const decided = (await lines('decided')).filter(({ sku }) => bulk.some((line) => line.sku === sku))
    expect(decided).toHaveLength(bulk.length)
    for (const line of decided)
      expect(line.decision).toMatchObject({
        outcome: 'approved',
        decidedBy: `The ${won?.who ?? ''}`,
        decidedAt: world.clock.now,
        reasonLabel: reason.label,
        note: `The ${won?.who ?? ''} looked`,
      })
    await deliverOnce(world.ctx.engine)
    expect((await send('manager', '/api/proposals')).body).toMatchObject({
      counts: { accepted: bulk.length, pending: 0 },
    })

    // All or none: one of these is decided already.
    const both = await send('manager', `${run}/decisions`, decision([...bulk, ...open], 'rejected', 'no'))
    expect(both).toMatchObject({ status: 409, body: { kind: 'already-decided' } })
    expect(await lines('open')).toMatchObject([{ sku: left?.sku }])
    // A reason alone does not say why what was found is not to count.
    expect(
      await send('manager', `${run}/decisions`, decision([left ?? fail()], 'rejected', ' ')),
    ).toMatchObject({
      status: 400,
      body: { kind: 'bad-request', details: [{ path: 'body.note' }] },
    })
    expect(
      await send('manager', `${run}/decisions`, decision([left ?? fail()], 'rejected', 'It is there')),
    ).toMatchObject({
      status: 200,
      body: { decided: 1, proposals: 0 },
    })
  })

  test('nobody who only counts or only looks decides', async () => {
    const given = await lines('decided')
    for (const who of ['associate', 'supervisor', 'auditor', 'administrator'])
      expect(await send(who, `${run}/decisions`, decision(given, 'approved', 'I')), who).toMatchObject({
        status: 403,
        body: { kind: 'forbidden' },
      })
  })
})

function fail(): never {
  throw new Error('nothing is left')
}
