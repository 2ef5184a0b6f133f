import { createHash } from 'node:crypto'
import { statement, type Schema } from '@cyclecount/db'
import type { FacilityId } from '@cyclecount/domain'
import type { Cause, EngineContext, Tx } from '../context.ts'

/** One state change, told to the auditor. `before` and `after` are plain data and may be null. */
export interface AuditEntry {
  readonly facilityId: FacilityId
  readonly at: number
  /** What happened, e.g. `session.submitted`. */
  readonly tag: string
  readonly subjectKind: string
  readonly subjectId: string
  readonly before?: unknown
  readonly after?: unknown
  readonly reason?: string
}

export const GENESIS = new Uint8Array(32)

/**
 * Appends to the facility's chain inside the caller's transaction, so that a change and its audit row are one. The head row is
 * locked while this runs: two processes append one after the other. `rows`: of the same database, where there may be many entries.
 */
export async function appendAudit(
  tx: Tx,
  cause: Cause,
  entries: readonly AuditEntry[],
  rows: EngineContext['db']['rows'] | null = null,
): Promise<void> {
  const byFacility = Map.groupBy(entries, (entry) => entry.facilityId)
  for (const [facilityId, group] of [...byFacility].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    await appendToFacility(tx, cause, facilityId, group, rows)
  }
}

async function appendToFacility(
  tx: Tx,
  cause: Cause,
  facilityId: FacilityId,
  entries: readonly AuditEntry[],
  many: EngineContext['db']['rows'] | null,
): Promise<void> {
  const head = await lockHead(tx, cause, facilityId)
  let { last_seq: seq, last_hash: previous } = head
  const rows = entries.map((entry) => {
    seq += 1
    const row = {
      facility_id: facilityId,
      seq,
      org_id: cause.orgId,
      at: entry.at,
      tag: entry.tag,
      actor_id: cause.personId,
      device_id: cause.deviceId,
      subject_kind: entry.subjectKind,
      subject_id: entry.subjectId,
      before: jsonOrNull(entry.before),
      after: jsonOrNull(entry.after),
      reason: entry.reason ?? null,
    }
    const hash = auditHash(previous, row)
    const linked = { ...row, prev_hash: previous, hash }
    previous = hash
    return linked
  })
  if (many) await many.insert(tx, 'reflexion_log', rows)
  else for (const row of rows) await rowAppended(tx, row)
  await headMoved(tx, { seq, previous, facilityId })
}

type Head = Pick<Schema['audit_head'], 'last_seq' | 'last_hash'>

const headLocked = statement<{ facilityId: FacilityId }>()((db, given, dialect) => {
  const head = db
    .selectFrom('audit_head')
    .select(['last_seq', 'last_hash'])
    .where('facility_id', '=', given('facilityId'))
  return dialect === 'postgres' ? head.forUpdate() : head
})
const headMoved = statement<{ seq: number; previous: Uint8Array; facilityId: FacilityId }>()((db, given) =>
  db
    .updateTable('audit_head')
    .set({ last_seq: given('seq'), last_hash: given('previous') })
    .where('facility_id', '=', given('facilityId')),
)
const rowAppended = statement<Schema['reflexion_log']>()((db, given) =>
  db.insertInto('reflexion_log').values({
    facility_id: given('facility_id'),
    seq: given('seq'),
    org_id: given('org_id'),
    at: given('at'),
    tag: given('tag'),
    actor_id: given('actor_id'),
    device_id: given('device_id'),
    subject_kind: given('subject_kind'),
    subject_id: given('subject_id'),
    before: given('before'),
    after: given('after'),
    reason: given('reason'),
    prev_hash: given('prev_hash'),
    hash: given('hash'),
  }),
)

/** The end of the facility's chain, made where there is none; whoever holds it is alone until their transaction ends. */
export async function lockHead(
  tx: Tx,
  { orgId }: Pick<Cause, 'orgId'>,
  facilityId: FacilityId,
): Promise<Head> {
  const [known] = await headLocked(tx, { facilityId })
  if (known) return known
  await tx
    .insertInto('audit_head')
    .values({ facility_id: facilityId, org_id: orgId, last_seq: 0, last_hash: GENESIS })
    .onConflict((conflict) => conflict.column('facility_id').doNothing())
    .execute()
  const [made] = await headLocked(tx, { facilityId })
  if (!made) throw new Error('the head of an audit chain that was just made is gone')
  return made
}

function jsonOrNull(value: unknown): string | null {
  if (value === undefined || value === null) return null
  return JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? inner.toString() : inner))
}

export interface HashedRow {
  readonly facility_id: string
  readonly seq: number
  readonly org_id: string
  readonly at: number
  readonly tag: string
  readonly actor_id: string | null
  readonly device_id: string | null
  readonly subject_kind: string
  readonly subject_id: string
  readonly before: string | null
  readonly after: string | null
  readonly reason: string | null
}

/** SHA-256 over the hash before it and every field of the row, in a fixed order and unambiguous form. */
export function auditHash(previous: Uint8Array, row: HashedRow): Uint8Array {
  const fields = [
    row.facility_id,
    row.seq,
    row.org_id,
    row.at,
    row.tag,
    row.actor_id,
    row.device_id,
    row.subject_kind,
    row.subject_id,
    row.before,
    row.after,
    row.reason,
  ]
  return new Uint8Array(createHash('sha256').update(previous).update(JSON.stringify(fields)).digest())
}
