import type { FacilityId } from '@cyclecount/domain'
import { assignAreas, createRun, facilityDetail, listRuns } from '@cyclecount/engine'
import type { ApiContext } from '../context.ts'
import { demoActor } from './demo-actor.ts'

/** The manager of the small store, and those between whom its areas are shared out. */
const MANAGER = 'dmitri'
const COUNTERS = ['ana', 'ben', 'chloe']
const DAY_MS = 24 * 60 * 60 * 1000

/** One planned hard count of the small store with every area given to somebody, so that the first sign-in finds work. */
export async function planFirstRun(ctx: ApiContext, facilityId: FacilityId): Promise<void> {
  const { engine } = ctx
  const manager = await demoActor(ctx, MANAGER)
  if ((await listRuns(engine, manager, { facilityId })).runs.length > 0) return
  const { areas } = await facilityDetail(engine, manager, facilityId)
  const counters = await Promise.all(COUNTERS.map((name) => demoActor(ctx, name)))
  const inTwoDays = new Date(engine.now() + 2 * DAY_MS).toISOString().slice(0, 10)
  const run = await createRun(engine, manager, {
    name: 'Full count, Harbor Street',
    facilityId,
    countType: 'HARD_COUNT',
    blind: true,
    dueLocal: `${inTwoDays}T18:00`,
    items: [],
  })
  await assignAreas(engine, manager, run.runId, {
    assignments: areas.flatMap((area, index) => {
      const counter = counters[index % counters.length]
      return counter ? [{ areaId: area.areaId, personId: counter.personId }] : []
    }),
  })
}
