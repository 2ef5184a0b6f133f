import { statement, type Schema } from '@cyclecount/db'
import {
  NO_CHAIN,
  correctedTime,
  statusesChangedBy,
  type AssignmentId,
  type FacilityId,
  type OrgId,
  type RunId,
  type ScanEvent,
  type SessionId,
  type Sentence,
} from '@cyclecount/domain'
import { appendAudit } from '../audit/chain.ts'
import type { EngineContext, Tx } from '../context.ts'
import { noteEvents } from '../events/note-events.ts'
import { requestBookRead } from '../jobs/request-job.ts'
import { auditSession, recordStatus, type Session } from './session.ts'
import type { DeviceActor } from '../people/devices.ts'
import { say } from '../words/say.ts'

type Start = Extract<ScanEvent, { readonly kind: 'start' }>

const assignmentGiven = statement<{ assignmentId: AssignmentId; orgId: OrgId }>()((db, given) =>
  db
    .selectFrom('count_assignment as ca')
    .innerJoin('count_run as r', 'r.run_id', 'ca.run_id')
    .innerJoin('run_facility as rf', (join) =>
      join.onRef('rf.run_id', '=', 'ca.run_id').onRef('rf.facility_id', '=', 'ca.facility_id'),
    )
    .innerJoin('area as a', 'a.area_id', 'ca.area_id')
    .select([
      'ca.run_id',
      'ca.facility_id',
      'ca.area_id',
      'ca.round',
      'ca.person_id',
      'ca.parent_count_id',
      'r.name as run_name',
      'r.count_type_enum_id',
      'rf.due_at_utc',
      'a.name as area_name',
    ])
    .where('ca.assignment_id', '=', given('assignmentId'))
    .where('ca.org_id', '=', given('orgId')),
)
const sessionAdded = statement<Schema['inventory_count_import']>()((db, given) =>
  db.insertInto('inventory_count_import').values({
    inventory_count_import_id: given('inventory_count_import_id'),
    org_id: given('org_id'),
    facility_id: given('facility_id'),
    run_id: given('run_id'),
    round: given('round'),
    area_id: given('area_id'),
    assignment_id: given('assignment_id'),
    count_import_name: given('count_import_name'),
    count_type_enum_id: given('count_type_enum_id'),
    uploaded_by_user_login: given('uploaded_by_user_login'),
    parent_count_id: given('parent_count_id'),
    status_id: given('status_id'),
    created_date: given('created_date'),
    due_date: given('due_date'),
    submitted_at: given('submitted_at'),
    submit_seqs: given('submit_seqs'),
    last_change_seq: given('last_change_seq'),
    last_chain: given('last_chain'),
    area_empty: given('area_empty'),
    joined_into: given('joined_into'),
  }),
)
const placeOf = statement<{ assignmentId: AssignmentId }>()((db, given) =>
  db
    .selectFrom('count_assignment as ca')
    .innerJoin('run_facility as rf', (join) =>
      join.onRef('rf.run_id', '=', 'ca.run_id').onRef('rf.facility_id', '=', 'ca.facility_id'),
    )
    .select(['ca.released_at', 'rf.status'])
    .where('ca.assignment_id', '=', given('assignmentId')),
)
const otherActive = statement<Pick<Session, 'orgId' | 'userId' | 'sessionId'>>()((db, given) =>
  db
    .selectFrom('inventory_count_import as s')
    .innerJoin('area as a', 'a.area_id', 's.area_id')
    .select(['s.inventory_count_import_id', 'a.name'])
    .where('s.org_id', '=', given('orgId'))
    .where('s.uploaded_by_user_login', '=', given('userId'))
    .where('s.status_id', '=', 'counting')
    .where('s.inventory_count_import_id', '!=', given('sessionId')),
)
const countingBegun = statement<{ runId: RunId; facilityId: FacilityId }>()((db, given) =>
  db
    .updateTable('run_facility')
    .set({ status: 'counting' })
    .where('run_id', '=', given('runId'))
    .where('facility_id', '=', given('facilityId'))
    .where('status', 'in', statusesChangedBy('start'))
    .returning('run_id'),
)

/**
 * Creates the session a start names, whatever has happened to its assignment meanwhile: scans made are never refused. Answers
 * a problem (for quarantine) only where the start names an assignment that is not its person's.
 */
export async function startSession(
  ctx: EngineContext,
  tx: Tx,
  device: DeviceActor,
  start: Start,
): Promise<Session | { readonly problem: Sentence }> {
  const [given] = await assignmentGiven(tx, { assignmentId: start.assignmentId, orgId: device.orgId })
  if (!given) return { problem: say('aside.assignment') }
  if (given.person_id !== start.userId) return { problem: say('aside.assignmentOfOther') }
  if (
    given.run_id !== start.runId ||
    given.area_id !== start.areaId ||
    given.facility_id !== start.facilityId
  ) {
    return { problem: say('aside.assignmentDiffers') }
  }
  const session: Session = {
    sessionId: start.sessionId,
    orgId: device.orgId,
    facilityId: given.facility_id,
    runId: given.run_id,
    round: given.round,
    areaId: given.area_id,
    assignmentId: start.assignmentId,
    userId: start.userId,
    state: 'counting',
    submitSeqs: null,
    lastChangeSeq: 0,
    lastChain: NO_CHAIN,
    areaEmpty: false,
    joinedInto: null,
  }
  const hindrance = (await whyClosed(tx, session)) ?? (await whyBusy(tx, session))
  if (hindrance !== null) session.state = 'suspended'
  await sessionAdded(tx, {
    inventory_count_import_id: session.sessionId,
    org_id: session.orgId,
    facility_id: session.facilityId,
    run_id: session.runId,
    round: session.round,
    area_id: session.areaId,
    assignment_id: session.assignmentId,
    count_import_name: `${given.run_name}: ${given.area_name}`,
    count_type_enum_id: given.count_type_enum_id,
    uploaded_by_user_login: session.userId,
    parent_count_id: given.parent_count_id,
    status_id: session.state,
    created_date: Math.max(0, Math.min(correctedTime(start), ctx.now())),
    due_date: given.due_at_utc,
    submitted_at: null,
    submit_seqs: null,
    last_change_seq: 0,
    last_chain: NO_CHAIN,
    area_empty: 0,
    joined_into: null,
  })
  const by = { personId: start.userId, deviceId: device.deviceId }
  await recordStatus(ctx, tx, session, session.state, by, hindrance)
  await auditSession(ctx, tx, session, by, {
    tag: 'session.started',
    after: { state: session.state, assignmentId: session.assignmentId, areaId: session.areaId },
    ...(hindrance === null ? {} : { reason: hindrance }),
  })
  await markCounting(ctx, tx, session, by)
  return session
}

/** Why the session's area or run is not open for counting any more; null where it is. */
export async function whyClosed(tx: Tx, session: Session): Promise<Sentence | null> {
  const [row] = await placeOf(tx, session)
  if (!row) throw new Error('the assignment of a session is gone')
  if (row.status === 'cancelled') return say('history.runCancelled')
  if (row.status === 'proposed' || row.status === 'sent-back') return say('history.runNotApproved')
  if (row.status === 'submitted' || row.status === 'accepted') return say('history.runSubmitted')
  return row.released_at === null ? null : say('history.areaTaken')
}

/** Why its person cannot be counting it now: they are counting elsewhere. Null where they are not. */
export async function whyBusy(tx: Tx, session: Session): Promise<Sentence | null> {
  const other = await activeSessionOf(tx, session)
  return other === null ? null : say('history.busy', { area: other.name })
}

async function activeSessionOf(
  tx: Tx,
  session: Session,
): Promise<{ readonly sessionId: SessionId; readonly name: string } | null> {
  const [row] = await otherActive(tx, session)
  return row ? { sessionId: row.inventory_count_import_id, name: row.name } : null
}

async function markCounting(
  ctx: EngineContext,
  tx: Tx,
  session: Session,
  by: { readonly personId: Session['userId']; readonly deviceId: DeviceActor['deviceId'] },
): Promise<void> {
  const begun = await countingBegun(tx, session)
  if (begun.length === 0) return
  await appendAudit(tx, { orgId: session.orgId, ...by }, [
    {
      facilityId: session.facilityId,
      at: ctx.now(),
      tag: 'run.counting',
      subjectKind: 'run',
      subjectId: session.runId,
      before: { status: 'planned' },
      after: { status: 'counting' },
    },
  ])
  const { runId, facilityId } = session
  await requestBookRead(tx, ctx, session)
  await noteEvents(ctx, tx, session.orgId, [
    { type: 'run.counting', facilityId, subject: `run/${runId}`, data: { runId } },
  ])
}
