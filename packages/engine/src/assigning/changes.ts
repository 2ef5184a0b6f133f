import type { BoardChanges } from '@cyclecount/contract'
import {
  changeOf,
  type AreaId,
  type AssignmentChange,
  type AssignmentId,
  type RunId,
} from '@cyclecount/domain'
import { createHash } from 'node:crypto'
import type { Actor, EngineContext, ReadOrTx } from '../context.ts'
import { namesOf } from '../people/names.ts'
import { say } from '../words/say.ts'
import {
  draftsIn,
  heldIn,
  openRuns,
  placeKey,
  whoCountsWhere,
  type CountsAt,
  type Draft,
  type Held,
  type OpenRun,
  type RunsAsked,
} from './open-runs.ts'

/** What publishing the drafts would do now, run by run, and what stands in its way. */
export async function boardChanges(
  ctx: EngineContext,
  actor: Actor,
  asked: RunsAsked,
): Promise<BoardChanges> {
  const { runs } = await openRuns(ctx, actor, asked)
  const drafts = await draftsIn(
    ctx.db.read,
    runs.map((run) => run.run_id),
  )
  const byRun = Map.groupBy(drafts, (draft) => draft.run_id)
  const drafted = runs.filter((run) => byRun.has(run.run_id))
  const held = await heldIn(
    ctx.db.read,
    drafted.map((run) => run.run_id),
  )
  const tell = await teller(ctx, actor, drafts, held)
  const underWay = await countsOf(ctx.db.read, [...byRun.keys()])
  const totals = { given: 0, taken: 0, handed: 0 }
  const told = drafted.map((run) => {
    const plan = planOf(run, byRun.get(run.run_id) ?? [], held, tell)
    return {
      runId: run.run_id,
      name: run.name,
      facilityName: run.facility_name,
      problem: plan.problem,
      changes: plan.changes.map(({ draft, change, released }) => {
        totals[change] += 1
        return {
          areaId: draft.area_id,
          areaName: tell.area(draft.area_id),
          change,
          from: plan.holders(draft).map((row) => tell.person(row.person_id)),
          to: draft.people.map(tell.person),
          underWay: released.flatMap((row) =>
            (underWay.get(row.assignment_id) ?? []).map(({ scans }) => ({
              personName: tell.person(row.person_id),
              scans,
            })),
          ),
        }
      }),
    }
  })
  return { ...totals, seal: sealOf(drafts), runs: told }
}

/** Stands for exactly these drafts: who publishes says which they saw. */
export function sealOf(drafts: readonly Draft[]): string {
  const told = drafts.map((draft) => [draft.run_id, draft.area_id, draft.people, draft.held])
  return createHash('sha256').update(JSON.stringify(told)).digest('hex')
}

export interface PlannedChange {
  readonly draft: Draft
  readonly change: AssignmentChange
  /** Whose assignment ends. */
  readonly released: readonly Held[]
}

export interface RunPlan {
  /** Why nothing of the run can be published as it is drafted. */
  readonly problem: string | null
  readonly changes: readonly PlannedChange[]
  readonly holders: (draft: Draft) => readonly Held[]
}

/** What becomes of the drafts of one run as its areas are held now. */
export function planOf(
  run: Pick<OpenRun, 'facility_id' | 'round' | 'facility_name'>,
  drafts: readonly Draft[],
  held: ReadonlyMap<string, readonly Held[]>,
  tell: Teller,
): RunPlan {
  const holders = (draft: Draft) => held.get(placeKey(draft)) ?? []
  const changes = drafts.flatMap((draft): PlannedChange[] => {
    const now = holders(draft)
    const change = changeOf(
      now.map((row) => row.person_id),
      draft.people,
    )
    const released = now.filter((row) => !draft.people.includes(row.person_id))
    return change === null ? [] : [{ draft, change, released }]
  })
  return { problem: problemOf(run, drafts, holders, tell), changes, holders }
}

function problemOf(
  run: Pick<OpenRun, 'facility_id' | 'round' | 'facility_name'>,
  drafts: readonly Draft[],
  holders: RunPlan['holders'],
  tell: Teller,
): string | null {
  if (run.round > 1) return say('board.recount', { facility: run.facility_name })
  const moved = drafts.find(
    (draft) =>
      changeOf(
        draft.held,
        holders(draft).map((row) => row.person_id),
      ) !== null,
  )
  if (moved) {
    const now = holders(moved).map((row) => tell.person(row.person_id))
    return say('board.meanwhile', {
      area: tell.area(moved.area_id),
      n: now.length,
      people: now.join(', '),
    })
  }
  for (const draft of drafts) {
    const shut = draft.people.filter((personId) => {
      const at = tell.counts.get(personId) ?? []
      return at !== 'all' && !at.includes(run.facility_id)
    })
    if (shut.length > 0)
      return say('board.person', {
        people: shut.map(tell.person).join(', '),
        area: tell.area(draft.area_id),
      })
  }
  return null
}

/** Names of what drafts speak of, and who may count where. */
export interface Teller {
  readonly person: (personId: Draft['people'][number]) => string
  readonly area: (areaId: AreaId) => string
  readonly counts: CountsAt
}

export async function teller(
  ctx: EngineContext,
  actor: Actor,
  drafts: readonly Draft[],
  held: ReadonlyMap<string, readonly Held[]>,
): Promise<Teller> {
  const people = new Set([
    ...drafts.flatMap((draft) => [...draft.people, ...draft.held]),
    ...[...held.values()].flat().map((row) => row.person_id),
  ])
  const facilities = [...new Set(drafts.map((draft) => draft.facility_id))]
  const areas =
    facilities.length === 0
      ? []
      : await ctx.db.read
          .selectFrom('area')
          .select(['area_id', 'name'])
          .where('facility_id', 'in', facilities)
          .where('org_id', '=', actor.orgId)
          .execute()
  const nameOfArea = new Map(areas.map((row) => [row.area_id, row.name]))
  return {
    person: await namesOf(ctx, actor.orgId, people),
    area: (areaId) => nameOfArea.get(areaId) ?? '',
    counts: await whoCountsWhere(ctx, actor.orgId),
  }
}

/** Counts that somebody is in the middle of, by assignment, with how much they scanned. */
async function countsOf(
  db: Pick<ReadOrTx, 'selectFrom'>,
  runs: readonly RunId[],
): Promise<ReadonlyMap<AssignmentId, readonly { readonly scans: number }[]>> {
  if (runs.length === 0) return new Map()
  const rows = await db
    .selectFrom('inventory_count_import')
    .select(['assignment_id', 'last_change_seq'])
    .where('run_id', 'in', runs)
    .where('status_id', 'in', ['counting', 'paused'])
    .execute()
  const byAssignment = Map.groupBy(rows, (row) => row.assignment_id)
  return new Map(
    [...byAssignment].map(([id, sessions]) => [id, sessions.map((row) => ({ scans: row.last_change_seq }))]),
  )
}
