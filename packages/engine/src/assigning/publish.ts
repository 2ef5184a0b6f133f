import { fail, type BodyOf, type PublishReply, type routes } from '@cyclecount/contract'
import { isUniqueViolation } from '@cyclecount/db'
import type { AssignmentId, RunId } from '@cyclecount/domain'
import { setImmediate } from 'node:timers/promises'
import { appendAudit, type AuditEntry } from '../audit/chain.ts'
import { causeOf, type Actor, type EngineContext, type Tx } from '../context.ts'
import { noteEvents } from '../events/note-events.ts'
import { suspendSessions } from '../ingest/suspend.ts'
import { chunksOf } from '../reconcile/chunks.ts'
import { closedStatuses } from '../reconcile/facility-count.ts'
import { transact } from '../transact.ts'
import { say } from '../words/say.ts'
import { planOf, sealOf, teller, type PlannedChange, type Teller } from './changes.ts'
import { draftsIn, heldIn, openRuns, type Held, type OpenRun } from './open-runs.ts'

/** One transaction: few enough rows for PostgreSQL's locks, and scans wait no longer behind it. */
const RUNS_AT_ONCE = 25

/** What was read before the first transaction: names, and what the person saw of each run. */
interface Seen {
  readonly tell: Teller
  readonly seals: ReadonlyMap<RunId, string>
}

type Refused = PublishReply['refused'][number]

interface Outcome {
  readonly given: number
  readonly taken: number
  readonly handed: number
  readonly published: readonly OpenRun[]
  readonly refused: readonly Refused[]
}

/**
 * Publishes the drafts as `seal` says they were seen: all or none of each run. A run of which an area was given to somebody else meanwhile, that
 * was closed, or whose person may not count there any more is refused in words and stays drafted. Counts of areas that are taken from their
 * counter are suspended; their scans stay and can still be submitted.
 */
export async function publishBoard(
  ctx: EngineContext,
  actor: Actor,
  { seal, ...asked }: BodyOf<typeof routes.publishBoard>,
): Promise<PublishReply> {
  const { runs } = await openRuns(ctx, actor, asked)
  const drafts = await draftsIn(
    ctx.db.read,
    runs.map((run) => run.run_id),
  )
  if (sealOf(drafts) !== seal) fail('changed-meanwhile', say('board.changed'))
  const drafted = new Set(drafts.map((draft) => draft.run_id))
  const tell = await teller(ctx, actor, drafts, await heldIn(ctx.db.read, [...drafted]))
  const seals = new Map([...Map.groupBy(drafts, (draft) => draft.run_id)].map(([id, of]) => [id, sealOf(of)]))
  const seen: Seen = { tell, seals }
  const total = { given: 0, taken: 0, handed: 0, runs: 0, refused: [] as Refused[] }
  for (const some of chunksOf(
    runs.filter((run) => drafted.has(run.run_id)),
    RUNS_AT_ONCE,
  )) {
    const done = await publishSome(ctx, actor, some, seen)
    total.given += done.given
    total.taken += done.taken
    total.handed += done.handed
    total.runs += done.published.length
    total.refused.push(...done.refused)
    for (const run of done.published) ctx.changed({ facilityId: run.facility_id })
    await setImmediate()
  }
  return total
}

/** Some runs in one transaction; where the database refuses one of them, each by itself. */
async function publishSome(
  ctx: EngineContext,
  actor: Actor,
  runs: readonly OpenRun[],
  seen: Seen,
): Promise<Outcome> {
  try {
    return await transact(ctx, (tx) => publishIn(ctx, tx, actor, runs, seen))
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    if (runs.length === 1)
      return { ...nothing, refused: runs.map((run) => refusal(run, say('board.changed'))) }
  }
  const outcomes: Outcome[] = []
  for (const run of runs) outcomes.push(await publishSome(ctx, actor, [run], seen))
  return {
    given: outcomes.reduce((sum, each) => sum + each.given, 0),
    taken: outcomes.reduce((sum, each) => sum + each.taken, 0),
    handed: outcomes.reduce((sum, each) => sum + each.handed, 0),
    published: outcomes.flatMap((each) => each.published),
    refused: outcomes.flatMap((each) => each.refused),
  }
}

const nothing = { given: 0, taken: 0, handed: 0, published: [], refused: [] } as const satisfies Outcome

function refusal(run: OpenRun, message: string): Refused {
  return { runId: run.run_id, facilityName: run.facility_name, message }
}

async function publishIn(
  ctx: EngineContext,
  tx: Tx,
  actor: Actor,
  runs: readonly OpenRun[],
  { tell, seals }: Seen,
): Promise<Outcome> {
  const open = await lockRuns(ctx, tx, runs)
  const runIds = runs.map((run) => run.run_id)
  const held = await heldIn(tx, runIds)
  const drafts = Map.groupBy(await draftsIn(tx, runIds), (draft) => draft.run_id)
  const refused: Refused[] = []
  const published: OpenRun[] = []
  const changes: PlannedChange[] = []
  const countOf = new Map<RunId, { given: number; taken: number; handed: number }>()
  for (const run of runs) {
    const round = open.get(run.run_id)
    const wanted = drafts.get(run.run_id) ?? []
    const plan = planOf({ ...run, round: round ?? run.round }, wanted, held, tell)
    const isAsSeen = sealOf(wanted) === seals.get(run.run_id)
    const problem = round === undefined ? say('board.closed') : isAsSeen ? plan.problem : say('board.changed')
    if (problem !== null) {
      refused.push(refusal(run, problem))
      continue
    }
    const count = { given: 0, taken: 0, handed: 0 }
    for (const { change } of plan.changes) count[change] += 1
    countOf.set(run.run_id, count)
    published.push(run)
    changes.push(...plan.changes)
  }
  await writeChanges(ctx, tx, actor, changes, held)
  await forgetDrafts(tx, published)
  await noteEvents(
    ctx,
    tx,
    actor.orgId,
    published.map((run) => ({
      type: 'run.assigned',
      facilityId: run.facility_id,
      subject: `run/${run.run_id}`,
      data: { runId: run.run_id, ...countOf.get(run.run_id) },
    })),
  )
  const sum = (change: 'given' | 'taken' | 'handed') =>
    changes.filter((each) => each.change === change).length
  return { given: sum('given'), taken: sum('taken'), handed: sum('handed'), published, refused }
}

/** Locks the runs, always in the same order; answers the round of each that is open still. */
async function lockRuns(
  ctx: EngineContext,
  tx: Tx,
  runs: readonly OpenRun[],
): Promise<ReadonlyMap<RunId, number>> {
  const lock = tx
    .selectFrom('run_facility')
    .select(['run_id', 'round'])
    .where(
      'run_id',
      'in',
      runs.map((run) => run.run_id),
    )
    .where('status', 'not in', closedStatuses)
    .orderBy('run_id')
  const rows = await (ctx.db.dialect === 'postgres' ? lock.forUpdate() : lock).execute()
  return new Map(rows.map((row) => [row.run_id, row.round]))
}

async function forgetDrafts(tx: Tx, runs: readonly OpenRun[]): Promise<void> {
  if (runs.length === 0) return
  await tx
    .deleteFrom('assignment_draft')
    .where(
      'run_id',
      'in',
      runs.map((run) => run.run_id),
    )
    .execute()
}

/** Ends and begins assignments; who stays on an area keeps theirs, and what they count. */
async function writeChanges(
  ctx: EngineContext,
  tx: Tx,
  actor: Actor,
  changes: readonly PlannedChange[],
  held: ReadonlyMap<string, readonly Held[]>,
): Promise<void> {
  const now = ctx.now()
  const released = changes.flatMap((change) => change.released)
  await ctx.db.rows.update(
    tx,
    'count_assignment',
    ['released_at'],
    released.map((row) => ({ assignment_id: row.assignment_id, released_at: now })),
  )
  await suspendReleased(ctx, tx, actor, released)
  const kept = changes.flatMap(({ draft }) => {
    const together = draft.people.length > 1 ? 1 : 0
    return (held.get(`${draft.run_id} ${draft.area_id}`) ?? []).flatMap((row) =>
      draft.people.includes(row.person_id) && row.together !== together
        ? [{ assignment_id: row.assignment_id, together } as const]
        : [],
    )
  })
  await ctx.db.rows.update(tx, 'count_assignment', ['together'], kept)
  const begun = changes.flatMap(({ draft }) => {
    const holders = (held.get(`${draft.run_id} ${draft.area_id}`) ?? []).map((row) => row.person_id)
    return draft.people
      .filter((personId) => !holders.includes(personId))
      .map((personId) => ({
        assignment_id: ctx.newId<AssignmentId>(),
        org_id: actor.orgId,
        run_id: draft.run_id,
        facility_id: draft.facility_id,
        round: 1,
        area_id: draft.area_id,
        person_id: personId,
        together: draft.people.length > 1 ? (1 as const) : (0 as const),
        assigned_by: actor.personId,
        assigned_at: now,
        released_at: null,
        parent_count_id: null,
      }))
  })
  await ctx.db.rows.insert(tx, 'count_assignment', begun)
  const entry = (
    tag: 'area.assigned' | 'area.released',
    row: Pick<Held, 'assignment_id' | 'facility_id' | 'run_id' | 'area_id' | 'person_id' | 'together'>,
  ): AuditEntry => {
    const said = { runId: row.run_id, areaId: row.area_id, personId: row.person_id }
    const what = {
      facilityId: row.facility_id,
      at: now,
      tag,
      subjectKind: 'assignment',
      subjectId: row.assignment_id,
    }
    return tag === 'area.released'
      ? { ...what, before: said }
      : { ...what, after: { ...said, round: 1, together: row.together === 1 } }
  }
  await appendAudit(
    tx,
    causeOf(actor),
    [
      ...released.map((row) => entry('area.released', row)),
      ...begun.map((row) => entry('area.assigned', row)),
    ],
    ctx.db.rows,
  )
}

async function suspendReleased(
  ctx: EngineContext,
  tx: Tx,
  actor: Actor,
  released: readonly Held[],
): Promise<void> {
  if (released.length === 0) return
  const underWay = await tx
    .selectFrom('inventory_count_import')
    .select('assignment_id')
    .distinct()
    .where(
      'assignment_id',
      'in',
      released.map((row) => row.assignment_id),
    )
    .where('status_id', 'in', ['counting', 'paused'])
    .execute()
  for (const { assignment_id: assignmentId } of underWay)
    await suspendSessions(ctx, tx, actor, { assignmentId, reason: say('history.areaHanded') })
}

/** Forgets the drafts of the runs asked for. */
export async function discardDrafts(
  ctx: EngineContext,
  actor: Actor,
  asked: BodyOf<typeof routes.discardDrafts>,
): Promise<{ discarded: number }> {
  const { runs } = await openRuns(ctx, actor, asked)
  if (runs.length === 0) return { discarded: 0 }
  const { numDeletedRows } = await ctx.db.write((tx) =>
    tx
      .deleteFrom('assignment_draft')
      .where(
        'run_id',
        'in',
        runs.map((run) => run.run_id),
      )
      .executeTakeFirstOrThrow(),
  )
  return { discarded: Number(numDeletedRows) }
}
