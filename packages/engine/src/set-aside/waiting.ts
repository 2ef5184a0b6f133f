import type { AssignmentId, DeviceId, RunId, SessionId } from '@cyclecount/domain'
import type { Tx } from '../context.ts'
import type { FacilityCount } from '../reconcile/facility-count.ts'
import { idsIn } from './readable.ts'

/** A record that was set aside and that nobody has decided yet. `raw` is its JSON as it came. */
export interface WaitingRecord {
  readonly recordId: string
  /** How it contradicts the log; null where it could not be understood. */
  readonly clash: 'same-id-other-content' | 'same-sequence-other-id' | null
  readonly sessionId: SessionId
  readonly deviceId: DeviceId
  readonly deviceSeq: number
  readonly raw: string
  /** What was said of it when it came; null of a clash. */
  readonly told: string | null
  readonly receivedAt: number
}

type Reader = Pick<Tx, 'selectFrom'>

/** What waits of the run, by session and device in the order of their logs. */
export async function waitingRecords(db: Reader, count: FacilityCount): Promise<readonly WaitingRecord[]> {
  const unread = await db
    .selectFrom('scan_quarantine as q')
    .innerJoin('inventory_count_import as s', 's.inventory_count_import_id', 'q.session_id')
    .select([
      'q.quarantine_id as id',
      'q.session_id',
      'q.device_id',
      'q.device_seq',
      'q.raw',
      'q.received_at',
      'q.problems',
    ])
    .where('s.run_id', '=', count.runId)
    .where('s.facility_id', '=', count.facilityId)
    .where('q.resolved_at', 'is', null)
    .execute()
  const clashes = await db
    .selectFrom('scan_conflict as q')
    .innerJoin('inventory_count_import as s', 's.inventory_count_import_id', 'q.session_id')
    .select(['q.conflict_id as id', 'q.session_id', 'q.device_id', 'q.device_seq', 'q.raw', 'q.received_at'])
    .select('q.kind')
    .where('s.run_id', '=', count.runId)
    .where('s.facility_id', '=', count.facilityId)
    .where('q.resolved_at', 'is', null)
    .execute()
  return [
    ...unread.map((row) => toRecord({ ...row, kind: null })),
    ...clashes.map((row) => toRecord({ ...row, problems: null })),
    ...(await homelessRecords(db, count)),
  ].toSorted(inLogOrder)
}

/** How many wait, without reading them. */
export async function countWaiting(db: Reader, count: FacilityCount): Promise<number> {
  const unread = await db
    .selectFrom('scan_quarantine as q')
    .innerJoin('inventory_count_import as s', 's.inventory_count_import_id', 'q.session_id')
    .select((eb) => eb.fn.countAll<number>().as('waiting'))
    .where('s.run_id', '=', count.runId)
    .where('s.facility_id', '=', count.facilityId)
    .where('q.resolved_at', 'is', null)
    .executeTakeFirstOrThrow()
  const clashes = await db
    .selectFrom('scan_conflict as q')
    .innerJoin('inventory_count_import as s', 's.inventory_count_import_id', 'q.session_id')
    .select((eb) => eb.fn.countAll<number>().as('waiting'))
    .where('s.run_id', '=', count.runId)
    .where('s.facility_id', '=', count.facilityId)
    .where('q.resolved_at', 'is', null)
    .executeTakeFirstOrThrow()
  return unread.waiting + clashes.waiting + (await homelessRecords(db, count)).length
}

interface Row {
  readonly id: string
  readonly session_id: SessionId
  readonly device_id: DeviceId
  readonly device_seq: number
  readonly raw: string
  readonly received_at: number
}

function toRecord(
  row: Row & { readonly kind: WaitingRecord['clash']; readonly problems: string | null },
): WaitingRecord {
  return {
    recordId: row.id,
    clash: row.kind,
    sessionId: row.session_id,
    deviceId: row.device_id,
    deviceSeq: row.device_seq,
    raw: row.raw,
    told: row.problems,
    receivedAt: row.received_at,
  }
}

/** Session ids grow with time, so this is the order in which counts began. */
function inLogOrder(a: WaitingRecord, b: WaitingRecord): number {
  if (a.sessionId !== b.sessionId) return a.sessionId < b.sessionId ? -1 : 1
  if (a.deviceId !== b.deviceId) return a.deviceId < b.deviceId ? -1 : 1
  return a.deviceSeq - b.deviceSeq || (a.recordId < b.recordId ? -1 : 1)
}

/**
 * Records of counts that could not be started here. They are of the run that one of them names; where none names a run of this
 * company, of every open run for which somebody who signed in on the device was given an area, so that somebody sees them.
 */
async function homelessRecords(db: Reader, count: FacilityCount): Promise<readonly WaitingRecord[]> {
  const rows = await db
    .selectFrom('scan_quarantine as q')
    .leftJoin('inventory_count_import as s', (join) =>
      join.onRef('s.inventory_count_import_id', '=', 'q.session_id').onRef('s.org_id', '=', 'q.org_id'),
    )
    .select([
      'q.quarantine_id as id',
      'q.session_id',
      'q.device_id',
      'q.device_seq',
      'q.raw',
      'q.received_at',
      'q.problems',
    ])
    .where('q.org_id', '=', count.orgId)
    .where('q.resolved_at', 'is', null)
    .where('s.inventory_count_import_id', 'is', null)
    .execute()
  const found: WaitingRecord[] = []
  for (const records of Map.groupBy(rows, (row) => row.session_id).values()) {
    const named = await runsNamed(db, count, records)
    const isOfRun =
      named.size > 0
        ? named.has(count.runId)
        : await hasCounterOn(
            db,
            count,
            records.map((row) => row.device_id),
          )
    if (isOfRun) found.push(...records.map((row) => toRecord({ ...row, kind: null })))
  }
  return found
}

/** Runs of the company that the records name, by themselves or by an assignment. */
async function runsNamed(
  db: Reader,
  count: FacilityCount,
  records: readonly Row[],
): Promise<ReadonlySet<RunId>> {
  const values = records.map((row): unknown => JSON.parse(row.raw))
  const runIds = idsIn<RunId>(values, 'runId')
  const assignmentIds = idsIn<AssignmentId>(values, 'assignmentId')
  const runs =
    runIds.length === 0
      ? []
      : await db
          .selectFrom('count_run')
          .select('run_id')
          .where('org_id', '=', count.orgId)
          .where('run_id', 'in', runIds)
          .execute()
  const given =
    assignmentIds.length === 0
      ? []
      : await db
          .selectFrom('count_assignment')
          .select('run_id')
          .where('org_id', '=', count.orgId)
          .where('assignment_id', 'in', assignmentIds)
          .execute()
  return new Set([...runs, ...given].map((row) => row.run_id))
}

async function hasCounterOn(
  db: Reader,
  count: FacilityCount,
  devices: readonly DeviceId[],
): Promise<boolean> {
  const row = await db
    .selectFrom('device_person as d')
    .innerJoin('count_assignment as a', 'a.person_id', 'd.person_id')
    .select('a.assignment_id')
    .where('d.device_id', 'in', [...new Set(devices)])
    .where('a.run_id', '=', count.runId)
    .where('a.facility_id', '=', count.facilityId)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
