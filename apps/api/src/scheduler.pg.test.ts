import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as passing } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { verifyAudit } from '@cyclecount/engine'
import { freshPostgres } from '@cyclecount/db/testing'
import { localOf } from '@cyclecount/domain'
import { expect, test } from 'vitest'
import { openWorld, type World } from './testing/world.ts'

const DAY = 86_400_000
const KILLS = 5
const program = fileURLToPath(new URL('./testing/scheduler-process.ts', import.meta.url))

test(
  'PLAN-6 two processes whose clocks jump, killed at any instant, make every occurrence of a schedule exactly once',
  { timeout: 240_000 },
  async () => {
    const url = await freshPostgres('scheduler')
    const world = await openWorld(url)
    // The clock goes back in both zones on 25 October.
    world.clock.now = Date.UTC(2026, 9, 10)
    const begin = world.clock.now
    const alive = new Set<ChildProcess>()
    try {
      const plans = await schedules(world)
      const end = begin + 60 * DAY
      let seed = 7
      const start = async (): Promise<ChildProcess> => {
        seed += 1
        // Each new process is a little further on, as time is.
        const at = begin + ((seed - 7) / (KILLS + 3)) * 40 * DAY
        const child = spawn(
          process.execPath,
          [program, url, world.folder, String(Math.floor(at)), String(seed)],
          {
            stdio: ['ignore', 'pipe', 'inherit'],
          },
        )
        alive.add(child)
        await once(child.stdout, 'data')
        return child
      }
      let [one, other] = await Promise.all([start(), start()])
      for (let kills = 0; kills < KILLS; kills += 1) {
        await passing(20 + ((kills * 7919) % 400))
        const next = start()
        await kill(one, alive)
        ;[one, other] = [other, await next]
      }
      await Promise.all([...alive].map((child) => kill(child, alive)))
      // One that is never killed works off what is left, by a clock that is right.
      world.clock.now = end
      world.ctx.reconciling.wake()
      await expect.poll(() => waiting(world), { timeout: 60_000, interval: 100 }).toBe(0)
      for (const plan of plans) await isExact(world, plan, begin, end)
      const { occurrences } = await occurrencesOf(world, plans[0]?.planId ?? '')
      expect(occurrences.filter(({ outcome }) => outcome === 'made').length).toBeGreaterThan(10)
      for (const facilityId of [world.lisbon, world.azores])
        expect(await verifyAudit(world.ctx.engine, facilityId)).toMatchObject({ kind: 'whole' })
    } finally {
      for (const child of alive) child.kill('SIGKILL')
      await world.close()
    }
  },
)

interface Scheduled {
  readonly planId: string
  /** On every day, on the wall. */
  readonly times: readonly string[]
}

/** Two plans of two stores in two zones, repeated every day: by cron, and by an RRULE in the hour that comes twice in autumn. */
async function schedules(world: World): Promise<readonly Scheduled[]> {
  const auth = await world.as('planner')
  const send = async (method: string, path: string, body: unknown) => {
    const answer = await world.request(method, path, { auth, body })
    expect(answer.status, JSON.stringify(answer.body)).toBe(200)
    return answer.body as { planId: string }
  }
  const facilities = [world.lisbon, world.azores].map((facilityId) => ({ facilityId, itemSet: null }))
  const rules = [
    { recurrence: { kind: 'cron', text: '0 6,18 * * *' }, times: ['06:00', '18:00'] },
    { recurrence: { kind: 'rrule', text: 'FREQ=DAILY;BYHOUR=1;BYMINUTE=30' }, times: ['01:30'] },
  ]
  const made: Scheduled[] = []
  for (const { recurrence, times } of rules) {
    const { planId } = await send('POST', '/api/plans', {
      name: `By ${recurrence.kind}`,
      purpose: 'weekly',
      isTemplate: false,
      blind: true,
      itemSet: { kind: 'everything' },
      startLocal: null,
      dueLocal: null,
      facilities,
    })
    await send('PUT', `/api/plans/${planId}/schedule`, {
      recurrence,
      beginsLocal: '2026-10-01T00:00',
      untilLocal: null,
      openMinutes: 20 * 60,
      aheadMinutes: 60,
      exceptions: [],
      edits: 0,
      isPaused: false,
    })
    made.push({ planId, times })
  }
  return made
}

interface Occurrences {
  readonly occurrences: readonly {
    facilityId: string
    startLocal: string
    outcome: string
    runId: string | null
  }[]
  readonly isCut: boolean
}

async function occurrencesOf(world: World, planId: string, facilityId?: string): Promise<Occurrences> {
  const query = facilityId === undefined ? '' : `?facilityId=${facilityId}`
  const path = `/api/plans/${planId}/occurrences${query}`
  const answer = await world.request('GET', path, { auth: await world.as('planner') })
  expect(answer.status).toBe(200)
  return answer.body as Occurrences
}

/** Every start of the time that passed was decided, once, and has a run of its own exactly where it was made. */
async function isExact(
  world: World,
  { planId, times }: Scheduled,
  begin: number,
  end: number,
): Promise<void> {
  const runs = await world.ctx.engine.db.read
    .selectFrom('run_facility as rf')
    .innerJoin('count_run as r', 'r.run_id', 'rf.run_id')
    .select(['rf.run_id', 'rf.facility_id', 'rf.start_local', 'r.plan_id'])
    .execute()
  for (const [facilityId, zone] of [
    [world.lisbon, 'Europe/Lisbon'],
    [world.azores, 'Atlantic/Azores'],
  ] as const) {
    const { occurrences, isCut } = await occurrencesOf(world, planId, facilityId)
    expect(isCut).toBe(false)
    const decided = occurrences.map(({ startLocal }) => startLocal).toSorted()
    expect(new Set(decided).size).toBe(decided.length)
    const last = localOf(end, zone)
    const due = Array.from({ length: 62 }, (_, day) => localOf(begin + day * DAY, 'UTC').slice(0, 10))
      .flatMap((day) => times.map((time) => `${day}T${time}`))
      .filter((start) => start > localOf(begin, zone) && start <= last)
    expect(decided.filter((start) => start <= last)).toEqual(due)
    const made = occurrences.filter(({ outcome }) => outcome === 'made')
    const own = runs.filter((run) => String(run.plan_id) === planId && run.facility_id === facilityId)
    expect(own.map((run) => run.start_local ?? '').toSorted()).toEqual(
      made.map(({ startLocal }) => startLocal).toSorted(),
    )
    expect(new Set(made.map(({ runId }) => runId)).size).toBe(own.length)
  }
}

async function waiting(world: World): Promise<number> {
  const rows = await world.ctx.engine.db.read
    .selectFrom('job')
    .select('job_id')
    .where('state', '=', 'waiting')
    .where('next_at', '<=', world.clock.now)
    .execute()
  return rows.length
}

async function kill(child: ChildProcess, alive: Set<ChildProcess>): Promise<void> {
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
  alive.delete(child)
}
