import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWorld, type World } from './testing/world.ts'

const utc = (text: string) => Date.parse(`${text}Z`)

describe('schedules over HTTP', () => {
  let world: World
  let planId: string

  beforeAll(async () => {
    world = await openWorld()
    // Thursday; in the night to Sunday 29 March the clock goes forward in both stores' zones.
    world.clock.now = utc('2026-03-26T12:00')
    const { body } = await send('POST', '/api/plans', {
      name: 'Night count',
      purpose: 'weekly',
      isTemplate: false,
      blind: true,
      itemSet: { kind: 'everything' },
      startLocal: null,
      dueLocal: null,
      facilities: [world.lisbon, world.azores].map((facilityId) => ({ facilityId, itemSet: null })),
    })
    planId = (body as { planId: string }).planId
  })
  afterAll(() => world.close())

  async function send(method: string, path: string, body?: unknown, login = 'planner') {
    const answer = await world.request(method, path, { auth: await world.as(login), body })
    expect(answer.status, JSON.stringify(answer.body)).toBe(200)
    return answer
  }

  const nightly = {
    recurrence: { kind: 'cron', text: '30 1 * * SUN' },
    beginsLocal: '2026-03-26T00:00',
    untilLocal: null,
    openMinutes: 480,
    aheadMinutes: 60,
    exceptions: [],
  }

  interface Made {
    readonly occurrences: readonly {
      facilityId: string
      runId: string
      outcome: string
      clock: string
      takenAs: string
      opensAt: number
    }[]
  }

  async function madeAt(now: number, count: number): Promise<Made['occurrences']> {
    world.clock.now = now
    world.ctx.reconciling.wake()
    const list = async () =>
      ((await send('GET', `/api/plans/${planId}/occurrences`)).body as Made).occurrences
    await expect.poll(async () => (await list()).length, { timeout: 20_000 }).toBe(count)
    return list()
  }

  test('PLAN-6 PLAN-7 a preview says the rule in words and what each zone makes of the next five, a skipped hour told', async () => {
    const { body } = await send('POST', '/api/schedules/preview', { ...nightly, planId })
    expect(body).toMatchObject({
      inWords: 'Every Sunday at 01:30, facility time',
      faults: [],
      zones: [
        {
          timeZone: 'Atlantic/Azores',
          // Here the hour from midnight on is skipped.
          starts: [
            { opensLocal: '2026-03-29T01:30', opens: { clock: 'even', at: utc('2026-03-29T01:30') } },
            {},
            {},
            {},
            {},
          ],
        },
        {
          timeZone: 'Europe/Lisbon',
          starts: [
            {
              opensLocal: '2026-03-29T01:30',
              opens: { clock: 'skipped', takenAs: '2026-03-29T02:30', at: utc('2026-03-29T01:30') },
            },
            { opensLocal: '2026-04-05T01:30', opens: { clock: 'even', at: utc('2026-04-05T00:30') } },
            {},
            {},
            {},
          ],
        },
      ],
    })
  })

  test('PLAN-6 saved, it makes a run per facility by itself; PLAN-7 another zone moves the one that has not begun', async () => {
    const saved = await send('PUT', `/api/plans/${planId}/schedule`, {
      ...nightly,
      edits: 0,
      isPaused: false,
    })
    expect(saved.body).toMatchObject({ schedule: { edits: 1, savedBy: 'The planner' } })
    const made = await madeAt(utc('2026-03-29T00:31'), 2)
    expect(made.map(({ outcome, clock, takenAs }) => `${outcome} ${clock} ${takenAs}`).toSorted()).toEqual([
      'made even 2026-03-29T01:30',
      'made skipped 2026-03-29T02:30',
    ])
    const own = made.find(({ facilityId }) => facilityId === world.lisbon)
    const path = `/api/facilities/${world.lisbon}/time-zone`
    const preview = await send('GET', `${path}?timeZone=America/New_York`, undefined, 'manager')
    const moved = {
      runs: [{ runId: own?.runId, startLocal: '2026-03-29T01:30', start: { at: utc('2026-03-29T05:30') } }],
    }
    expect(preview.body).toMatchObject(moved)
    await send('POST', path, { timeZone: 'America/New_York', reason: 'Entered wrong' }, 'manager')
    const run = await send('GET', `/api/runs/${own?.runId}`)
    expect(run.body).toMatchObject({
      timeZone: 'America/New_York',
      startLocal: '2026-03-29T01:30',
      startAt: utc('2026-03-29T05:30'),
      dueAt: utc('2026-03-29T13:30'),
    })
    const again = await madeAt(utc('2026-04-05T04:31'), 4)
    expect(again.filter(({ outcome }) => outcome === 'made')).toHaveLength(4)
  })
})
