import type { PushBody } from '@cyclecount/contract'
import {
  plainStock,
  type AreaId,
  type AssignmentId,
  type LocationId,
  type ScanEvent,
  type ScanId,
  type SessionId,
} from '@cyclecount/domain'
import type { EngineContext, Tx } from '../context.ts'
import { insertAssignments } from '../planning/assign.ts'
import type { CountSource } from './count-source.ts'
import type { UploadRun } from './upload-run.ts'
import type { What } from './upload-products.ts'

/** What was counted in one area. */
export interface AreaCount {
  readonly areaId: AreaId
  readonly rows: readonly CountedRow[]
  readonly emptied: readonly LocationId[]
}

export interface CountedRow extends What {
  readonly locationId: LocationId | null
  readonly quantityMilli: number
  readonly countedAt: number
  readonly lot: string | null
  readonly serial: string | null
  readonly expiry: string | null
}

interface Open {
  readonly sessionId: SessionId
  readonly areaId: AreaId
  readonly assignmentId: AssignmentId
  /** The last place in the source's part of its log. */
  readonly lastSeq: number
}

type Batch = PushBody['sessions'][number] & { readonly areaId: AreaId }

/** The source's counts of the run that are not submitted. What its person counts with a device of their own is none of it. */
async function openSessions(tx: Tx, source: CountSource, run: UploadRun): Promise<readonly Open[]> {
  const rows = await tx
    .selectFrom('inventory_count_import as s')
    .innerJoin('session_device as d', (join) =>
      join.onRef('d.session_id', '=', 's.inventory_count_import_id').on('d.device_id', '=', source.deviceId),
    )
    .select(['s.inventory_count_import_id', 's.area_id', 's.assignment_id', 'd.highest_seq'])
    .where('s.run_id', '=', run.run_id)
    .where('s.round', '=', run.round)
    .where('s.uploaded_by_user_login', '=', source.personId)
    .where('s.status_id', 'in', ['counting', 'paused', 'suspended'])
    .execute()
  return rows.map((row) => ({
    sessionId: row.inventory_count_import_id,
    areaId: row.area_id,
    assignmentId: row.assignment_id,
    lastSeq: row.highest_seq,
  }))
}

/**
 * What was counted as the log that a device would have sent of it: a count an area, begun or gone on with, that pauses where more
 * follows and else is submitted, those without rows of this request too.
 */
export async function batchesOf(
  ctx: EngineContext,
  tx: Tx,
  source: CountSource,
  run: UploadRun,
  given: { readonly counts: readonly AreaCount[]; readonly more: boolean },
): Promise<readonly Batch[]> {
  const open = await openSessions(tx, source, run)
  const begun = given.counts.filter(({ areaId }) => !open.some((one) => one.areaId === areaId))
  const assigned = await assign(
    ctx,
    tx,
    source,
    run,
    begun.map(({ areaId }) => areaId),
  )
  const goingOn = open.flatMap((one) => {
    const count = given.counts.find(({ areaId }) => areaId === one.areaId)
    if (count === undefined && given.more) return []
    return { ...one, count: count ?? { areaId: one.areaId, rows: [], emptied: [] } }
  })
  const beginning = begun.map((count) => ({
    sessionId: ctx.newId<SessionId>(),
    areaId: count.areaId,
    assignmentId: assigned(count.areaId),
    lastSeq: 0,
    count,
  }))
  return [...goingOn, ...beginning].map(({ count, ...session }) =>
    batchOf(ctx, source, run, session, { ...count, more: given.more }),
  )
}

function batchOf(
  ctx: EngineContext,
  source: CountSource,
  run: UploadRun,
  session: Open,
  { rows, emptied, more }: Pick<AreaCount, 'rows' | 'emptied'> & { readonly more: boolean },
): Batch {
  const events: ScanEvent[] = []
  const next = (capturedAt: number) => ({
    scanId: ctx.newId<ScanId>(),
    sessionId: session.sessionId,
    deviceId: source.deviceId,
    deviceSeq: session.lastSeq + events.length + 1,
    userId: source.personId,
    capturedAt,
    clockOffsetMs: 0,
    appVersion: 'server',
  })
  const now = ctx.now()
  const firstAt = rows.reduce((first, row) => Math.min(first, row.countedAt), now)
  const lastAt = rows.reduce((last, row) => Math.max(last, row.countedAt), run.created_at)
  if (session.lastSeq === 0) {
    const { run_id: runId, facility_id: facilityId } = run
    const { assignmentId, areaId } = session
    events.push({ ...next(firstAt), kind: 'start', assignmentId, runId, facilityId, areaId })
  }
  for (const { countedAt, ...row } of rows)
    events.push({
      ...next(countedAt),
      ...plainStock,
      ...row,
      kind: 'hand',
      quantityMilli: row.quantityMilli * row.packUnits,
    })
  for (const locationId of emptied) events.push({ ...next(lastAt), kind: 'confirm-empty', locationId })
  const end = next(lastAt)
  events.push(
    more
      ? { ...end, kind: 'pause' }
      : { ...end, kind: 'submit', lastSeqs: { [source.deviceId]: end.deviceSeq } },
  )
  return { sessionId: session.sessionId, areaId: session.areaId, fromSeq: session.lastSeq + 1, events }
}

/** Who counted on each of the areas, beside others only where they count together. Fails with `area-taken`. */
async function assign(
  ctx: EngineContext,
  tx: Tx,
  source: CountSource,
  run: UploadRun,
  areaIds: readonly AreaId[],
): Promise<(areaId: AreaId) => AssignmentId> {
  if (areaIds.length === 0) return missing
  const held = () =>
    tx
      .selectFrom('count_assignment')
      .select(['assignment_id', 'area_id', 'person_id', 'together'])
      .where('run_id', '=', run.run_id)
      .where('round', '=', run.round)
      .where('released_at', 'is', null)
      .where('area_id', 'in', areaIds)
      .execute()
  const before = await held()
  const wanted = areaIds.map((areaId) => {
    const others = before.filter((row) => row.area_id === areaId)
    return {
      areaId,
      personId: source.personId,
      together: others.length > 0 && others.every((row) => row.together === 1),
    }
  })
  const actor = { orgId: source.orgId, personId: source.runsBy, grants: [] }
  await insertAssignments(ctx, tx, actor, run, wanted)
  const mine = (await held()).filter((row) => row.person_id === source.personId)
  const byArea = new Map(mine.map((row) => [row.area_id, row.assignment_id]))
  return (areaId) => byArea.get(areaId) ?? missing()
}

function missing(): never {
  throw new Error('the assignment that was just made is gone')
}
