import type { ScanId } from '@cyclecount/domain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWorld, startCounting, type Counting, type World } from './testing/world.ts'

interface Line {
  readonly varianceId: string
  readonly version: number
}

describe('REC-9 a facility’s count goes to HQ against a checklist, and HQ accepts or returns it with a reason', () => {
  let world: World
  let counting: Counting
  let run: string
  beforeAll(async () => {
    world = await openWorld()
    counting = await startCounting(world)
    run = `/api/runs/${counting.runId}`
  })
  afterAll(() => world.close())

  async function send(who: string, path: string, body?: unknown) {
    const auth = await world.as(who)
    return world.request(body === undefined ? 'GET' : 'POST', path, {
      auth,
      ...(body === undefined ? {} : { body }),
    })
  }
  const answer = (who: string, number: number, outcome: string, note: string) =>
    send(who, `${run}/submissions/answer`, { number, outcome, note })

  async function decideOpen(who: string): Promise<void> {
    const { lines } = (await send(who, `${run}/variances?status=open`)).body as { lines: Line[] }
    const { reasons } = (await send(who, '/api/reasons')).body as { reasons: { reasonId: string }[] }
    const decided = await send(who, `${run}/decisions`, {
      lines: lines.map(({ varianceId, version }) => ({ varianceId, version })),
      outcome: 'rejected',
      reasonId: reasons[0]?.reasonId,
      note: 'It lies there',
    })
    expect(decided.status).toBe(200)
  }

  test('what stands in the way is listed, and submitting refused with all of it', async () => {
    // Two colas and a code that nobody knows; another cola after the submit. Cheese, gum and yoghurt: nobody found any.
    const [start, one, two, third, submit] = counting.events
    const unknown = { ...third, code: 'QQ-77', codeKey: 'QQ-77', productId: null }
    const late = { ...one, scanId: world.newId<ScanId>(), deviceSeq: 6 }
    await counting.push([start, one, two, unknown, submit, late], 1)
    await send('manager', `${run}/reconcile`, {})
    expect((await send('manager', `${run}/checklist`)).body).toMatchObject({
      items: [
        { kind: 'areas-not-submitted', message: 'Not submitted yet: Back room.' },
        { kind: 'unknown-codes', count: 1 },
        { kind: 'late-scans', count: 1 },
        { kind: 'undecided', count: 4 },
      ],
      uncounted: [{ areaName: 'Back room', explained: null }],
    })
    expect(await send('manager', `${run}/submit`, { note: '' })).toMatchObject({
      status: 409,
      body: {
        kind: 'not-ready',
        details: ['areas-not-submitted', 'unknown-codes', 'late-scans', 'undecided'].map((path) => ({
          path,
        })),
      },
    })
  })

  test('with all of it settled the count is submitted and waits for HQ; its manager may not accept it', async () => {
    const { uncounted } = (await send('manager', `${run}/checklist`)).body as {
      uncounted: { areaId: string }[]
    }
    await send('manager', `${run}/areas/${uncounted[0]?.areaId}/explanation`, {
      reason: 'Locked for repairs',
    })
    const { sessionId } = counting
    const productId = counting.events[1]?.['productId']
    await send('manager', `${run}/unknown-codes/match`, {
      sessionId,
      codeKey: 'QQ-77',
      productId,
      packUnits: 1,
    })
    const { sessions } = (await send('manager', `${run}/late-scans`)).body as {
      sessions: { scans: { scanId: string }[] }[]
    }
    const scanIds = sessions[0]?.scans.map(({ scanId }) => scanId)
    await send('manager', `${run}/late-scans`, { sessionId, scanIds, accept: false, reason: 'Scanned twice' })
    await send('manager', `${run}/reconcile`, {})
    await decideOpen('manager')
    expect(await send('manager', `${run}/submit`, { note: 'Gum is sold out' })).toMatchObject({
      status: 200,
      body: { status: 'submitted', submission: { number: 1, submittedBy: 'The manager' } },
    })
    expect((await send('planner', '/api/submissions?state=waiting')).body).toMatchObject({
      waiting: 1,
      submissions: [
        { runId: counting.runId, lines: 4, differing: 4, submission: { note: 'Gum is sold out' } },
      ],
    })
    expect((await send('planner', `${run}/checklist`)).body).toMatchObject({
      uncounted: [{ areaName: 'Back room', explained: { reason: 'Locked for repairs', by: 'The manager' } }],
    })
    expect(await answer('manager', 1, 'accepted', '')).toMatchObject({ status: 403 })
  })

  test('a return says why, and opens the count again for its manager with the reason', async () => {
    expect(await answer('planner', 1, 'returned', '  ')).toMatchObject({
      status: 400,
      body: { kind: 'bad-request', details: [{ path: 'body.note' }] },
    })
    expect(await answer('planner', 1, 'returned', 'Was the stand at the till counted?')).toMatchObject({
      status: 200,
    })
    expect((await send('manager', run)).body).toMatchObject({
      status: 'returned',
      submission: {
        outcome: 'returned',
        answer: 'Was the stand at the till counted?',
        answeredBy: 'The planner',
      },
    })
    expect((await send('manager', `${run}/checklist`)).body).toMatchObject({ items: [] })
  })

  test('submitted again it is accepted, and every step stands in its history and the audit log', async () => {
    await send('manager', `${run}/submit`, { note: 'It was' })
    expect(await answer('planner', 1, 'accepted', '')).toMatchObject({
      status: 409,
      body: { kind: 'changed-meanwhile' },
    })
    expect(await answer('planner', 2, 'accepted', 'Thank you')).toMatchObject({
      status: 200,
      body: { status: 'accepted' },
    })
    expect((await send('manager', `${run}/submissions`)).body).toMatchObject({
      submissions: [
        { number: 2, outcome: 'accepted', answer: 'Thank you', note: 'It was' },
        { number: 1, outcome: 'returned', answeredBy: 'The planner' },
      ],
    })
    const audit = await send('auditor', `/api/audit?facilityId=${world.lisbon}&subjectId=${counting.runId}`)
    const { rows } = audit.body as { rows: { tag: string; actor: string; reason: string | null }[] }
    expect(
      rows
        .filter(({ tag }) => /submitted|returned|accepted/.test(tag))
        .map(({ tag, actor, reason }) => [tag, actor, reason]),
    ).toEqual([
      ['run.accepted', 'The planner', 'Thank you'],
      ['run.submitted', 'The manager', 'It was'],
      ['run.returned', 'The planner', 'Was the stand at the till counted?'],
      ['run.submitted', 'The manager', 'Gum is sold out'],
    ])
  })

  test('nobody accepts what they submitted themselves', async () => {
    // Gum lies on the sales floor alone, so that one counter counts all of it.
    counting = await startCounting(world, ['gum'])
    run = `/api/runs/${counting.runId}`
    await counting.push(counting.events, 1)
    await send('planner', `${run}/reconcile`, {})
    await decideOpen('planner')
    expect(await send('planner', `${run}/submit`, { note: '' })).toMatchObject({ status: 200 })
    expect((await send('planner', `${run}/submissions`)).body).toMatchObject({ own: 'submitted' })
    expect(await answer('planner', 1, 'accepted', '')).toMatchObject({
      status: 403,
      body: { kind: 'own-count' },
    })
  })
})
