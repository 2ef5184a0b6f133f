import { deliverOnce } from '@cyclecount/engine'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWorld, startCounting, type Counting, type World } from './testing/world.ts'

interface Line {
  readonly varianceId: string
  readonly version: number
}
interface Backend {
  readonly backendId: string
}

describe('ADJ-3 HQ pauses what is delivered to an inventory system, and resumes it', () => {
  let world: World
  let counting: Counting
  beforeAll(async () => {
    world = await openWorld()
    counting = await startCounting(world)
    await counting.push(counting.events, 1)
    await send('manager', `/api/runs/${counting.runId}/reconcile`, {})
  })
  afterAll(() => world.close())

  async function send(who: string, path: string, body?: unknown) {
    const auth = await world.as(who)
    return world.request(body === undefined ? 'GET' : 'POST', path, {
      auth,
      ...(body === undefined ? {} : { body }),
    })
  }
  async function theBackend(): Promise<string> {
    const { backends } = (await send('planner', '/api/backends')).body as { backends: Backend[] }
    return backends[0]?.backendId ?? ''
  }
  const pause = async (who: string, body: unknown) =>
    send(who, `/api/backends/${await theBackend()}/pause`, body)

  test('only HQ does it, and says why', async () => {
    const body = { paused: true, reason: 'The books are moved to another server' }
    for (const who of ['associate', 'supervisor', 'manager', 'auditor', 'administrator'])
      expect((await pause(who, body)).status, who).toBe(403)
    expect((await pause('other-planner', body)).status).toBe(404)
    expect(await pause('planner', { ...body, reason: '  ' })).toMatchObject({ status: 400 })
    expect(await pause('planner', body)).toMatchObject({ status: 200 })
    expect(await pause('planner', body)).toMatchObject({ status: 409, body: { kind: 'changed-meanwhile' } })
  })

  test('everybody who reviews sees who paused it and why, and what is approved meanwhile waits', async () => {
    const { lines } = (await send('manager', `/api/runs/${counting.runId}/variances?status=open`)).body as {
      lines: Line[]
    }
    const { reasons } = (await send('manager', '/api/reasons')).body as { reasons: { reasonId: string }[] }
    const [first] = lines
    const decided = await send('manager', `/api/runs/${counting.runId}/decisions`, {
      lines: [{ varianceId: first?.varianceId, version: first?.version }],
      outcome: 'approved',
      reasonId: reasons[0]?.reasonId,
      note: 'Looked twice',
    })
    expect(decided).toMatchObject({ status: 200, body: { proposals: 1 } })
    expect(await deliverOnce(world.ctx.engine)).toBe(0)
    expect((await send('manager', '/api/proposals')).body).toMatchObject({ counts: { pending: 1 } })
    expect((await send('manager', '/api/backends')).body).toMatchObject({
      backends: [
        {
          name: 'Books',
          facilities: ['Lisbon'],
          paused: { by: 'The planner', reason: 'The books are moved to another server' },
          mayPause: false,
        },
      ],
    })
  })

  test('resumed, it is delivered, and the audit log of the facility tells of both', async () => {
    expect(await pause('planner', { paused: false, reason: 'It answers again' })).toMatchObject({
      status: 200,
    })
    await deliverOnce(world.ctx.engine)
    expect((await send('manager', '/api/proposals')).body).toMatchObject({ counts: { accepted: 1 } })
    const { rows } = (await send('manager', `/api/audit?facilityId=${world.lisbon}`)).body as {
      rows: { tag: string; reason: string; actor: string }[]
    }
    expect(rows.filter(({ tag }) => tag.startsWith('backend.'))).toMatchObject([
      { tag: 'backend.resumed', actor: 'The planner', reason: 'It answers again' },
      { tag: 'backend.paused', actor: 'The planner', reason: 'The books are moved to another server' },
    ])
    expect((await send('planner', '/api/backends')).body).toMatchObject({
      backends: [{ paused: null, mayPause: true }],
    })
  })
})
