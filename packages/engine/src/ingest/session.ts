import { statement, type Schema } from '@cyclecount/db'
import {
  chainStep,
  type AreaId,
  type AssignmentId,
  type Chain,
  type DeviceId,
  type FacilityId,
  type OrgId,
  type PersonId,
  type RunId,
  type ScanId,
  type SeenByDevice,
  type SessionId,
  type SessionState,
  type Sentence,
} from '@cyclecount/domain'
import { appendAudit, type AuditEntry } from '../audit/chain.ts'
import type { EngineContext, Tx } from '../context.ts'
import { noteEvents } from '../events/note-events.ts'

/** A session as the server holds it, inside the transaction that changes it. */
export interface Session {
  readonly sessionId: SessionId
  readonly orgId: OrgId
  readonly facilityId: FacilityId
  readonly runId: RunId
  readonly round: number
  readonly areaId: AreaId
  readonly assignmentId: AssignmentId
  readonly userId: PersonId
  state: SessionState
  /** What the submit named: the last sequence of every device; null before it. */
  submitSeqs: SeenByDevice | null
  lastChangeSeq: number
  /** The chain of the log up to `lastChangeSeq`. */
  lastChain: Chain
  areaEmpty: boolean
  /** The session whose log took over what this one counted; what still arrives is carried there. */
  joinedInto: SessionId | null
}

const sessionLocked = statement<{ sessionId: SessionId }>()((db, given, dialect) => {
  const query = db
    .selectFrom('inventory_count_import')
    .selectAll()
    .where('inventory_count_import_id', '=', given('sessionId'))
  return dialect === 'postgres' ? query.forUpdate() : query
})
const logMoved = statement<{
  lastChangeSeq: number
  lastChain: Chain
  areaEmpty: 0 | 1
  sessionId: SessionId
}>()((db, given) =>
  db
    .updateTable('inventory_count_import')
    .set({
      last_change_seq: given('lastChangeSeq'),
      last_chain: given('lastChain'),
      area_empty: given('areaEmpty'),
    })
    .where('inventory_count_import_id', '=', given('sessionId')),
)

const statusTold = statement<Omit<Schema['inv_count_import_status'], 'import_item_seq_id'>>()((db, given) =>
  db.insertInto('inv_count_import_status').values({
    inv_count_imp_status_id: given('inv_count_imp_status_id'),
    org_id: given('org_id'),
    facility_id: given('facility_id'),
    status_id: given('status_id'),
    inventory_count_import_id: given('inventory_count_import_id'),
    import_item_seq_id: null,
    status_date: given('status_date'),
    change_by_user_login_id: given('change_by_user_login_id'),
    device_id: given('device_id'),
    reason: given('reason'),
  }),
)

/** Loads a session and locks it: whoever changes its log or its state goes one after the other. Null where there is none. */
export async function lockSession(tx: Tx, sessionId: SessionId): Promise<Session | null> {
  const [row] = await sessionLocked(tx, { sessionId })
  if (!row) return null
  return {
    sessionId,
    orgId: row.org_id,
    facilityId: row.facility_id,
    runId: row.run_id,
    round: row.round,
    areaId: row.area_id,
    assignmentId: row.assignment_id,
    userId: row.uploaded_by_user_login,
    state: row.status_id,
    // Written by moveTo below from a parsed event.
    submitSeqs: row.submit_seqs === null ? null : (JSON.parse(row.submit_seqs) as SeenByDevice),
    lastChangeSeq: row.last_change_seq,
    lastChain: row.last_chain,
    areaEmpty: row.area_empty === 1,
    joinedInto: row.joined_into,
  }
}

/** Takes the next place in the session's log: order of arrival, and the chain up to and with it. */
export function takePlace(
  session: Session,
  scanId: ScanId,
): { readonly changeSeq: number; readonly chain: Chain } {
  session.lastChangeSeq += 1
  session.lastChain = chainStep(session.lastChain, scanId)
  return { changeSeq: session.lastChangeSeq, chain: session.lastChain }
}

/** Keeps what appending and folding again changed of the session itself. */
export async function keepSession(tx: Tx, session: Session): Promise<void> {
  const { sessionId, lastChangeSeq, lastChain, areaEmpty } = session
  await logMoved(tx, { sessionId, lastChangeSeq, lastChain, areaEmpty: areaEmpty ? 1 : 0 })
}

/** Who moved a session: a counter's event from a device, a person on a screen, or (null) a rule. */
export interface Mover {
  readonly personId: PersonId | null
  readonly deviceId: DeviceId | null
}

/** Changes the state, and tells the status history and the auditor. */
export async function moveTo(
  ctx: EngineContext,
  tx: Tx,
  session: Session,
  state: SessionState,
  by: Mover,
  reason: Sentence | null = null,
): Promise<void> {
  const before = session.state
  const now = ctx.now()
  session.state = state
  await tx
    .updateTable('inventory_count_import')
    .set({
      status_id: state,
      submit_seqs: session.submitSeqs === null ? null : JSON.stringify(session.submitSeqs),
      ...(state === 'submitted' ? { submitted_at: now } : {}),
      ...(before === 'submitted' ? { submitted_at: null } : {}),
    })
    .where('inventory_count_import_id', '=', session.sessionId)
    .execute()
  await recordStatus(ctx, tx, session, state, by, reason)
  await auditSession(ctx, tx, session, by, {
    tag: `session.${state}`,
    before: { state: before },
    after: { state },
    ...(reason === null ? {} : { reason }),
  })
  if (state === 'submitted') await noteSubmitted(ctx, tx, session)
}

async function noteSubmitted(ctx: EngineContext, tx: Tx, session: Session): Promise<void> {
  const { sessionId, runId, areaId, round, userId, facilityId } = session
  await noteEvents(ctx, tx, session.orgId, [
    {
      type: 'session.submitted',
      facilityId,
      subject: `session/${sessionId}`,
      data: { sessionId, runId, areaId, round, personId: userId },
    },
  ])
}

/** A row of the status history. What was refused is recorded too: the state stays, the reason says what was asked. */
export async function recordStatus(
  ctx: EngineContext,
  tx: Tx,
  session: Session,
  status: SessionState,
  by: Mover,
  reason: Sentence | null,
): Promise<void> {
  await statusTold(tx, {
    inv_count_imp_status_id: ctx.newId(),
    org_id: session.orgId,
    facility_id: session.facilityId,
    status_id: status,
    inventory_count_import_id: session.sessionId,
    status_date: ctx.now(),
    change_by_user_login_id: by.personId,
    device_id: by.deviceId,
    reason,
  })
}

export async function auditSession(
  ctx: EngineContext,
  tx: Tx,
  session: Session,
  by: Mover,
  entry: Pick<AuditEntry, 'tag' | 'before' | 'after' | 'reason'>,
): Promise<void> {
  await appendAudit(tx, { orgId: session.orgId, ...by }, [
    {
      facilityId: session.facilityId,
      at: ctx.now(),
      subjectKind: 'session',
      subjectId: session.sessionId,
      ...entry,
    },
  ])
}
