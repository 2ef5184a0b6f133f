import { createHash } from 'node:crypto'
import type { FacilityId } from '@cyclecount/domain'
import type { Cause, Tx } from '../context.ts'

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
 * locked while this runs: two processes append one after the other.
 */
export async function appendAudit(
  tx: Tx,
  dialect: 'sqlite' | 'postgres',
  cause: Cause,
  entries: readonly AuditEntry[],
): Promise<void> {
  const byFacility = Map.groupBy(entries, (entry) => entry.facilityId)
  for (const [facilityId, group] of [...byFacility].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    await appendToFacility(tx, dialect, cause, facilityId, group)
  }
}

async function appendToFacility(
  tx: Tx,
  dialect: 'sqlite' | 'postgres',
  cause: Cause,
  facilityId: FacilityId,
  entries: readonly AuditEntry[],
): Promise<void> {
  const head = await lockHead(tx, dialect, cause, facilityId)
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
  for (let start = 0; start < rows.length; start += 500) {
    await tx
      .insertInto('reflexion_log')
      .values(rows.slice(start, start + 500))
      .execute()
  }
  await tx
    .updateTable('audit_head')
    .set({ last_seq: seq, last_hash: previous })
    .where('facility_id', '=', facilityId)
    .execute()
}

/** The end of the facility's chain, made where there is none; whoever holds it is alone until their transaction ends. */
export async function lockHead(tx: Tx, dialect: 'sqlite' | 'postgres', cause: Cause, facilityId: FacilityId) {
  await tx
    .insertInto('audit_head')
    .values({ facility_id: facilityId, org_id: cause.orgId, last_seq: 0, last_hash: GENESIS })
    .onConflict((conflict) => conflict.column('facility_id').doNothing())
    .execute()
  const locked = tx
    .selectFrom('audit_head')
    .select(['last_seq', 'last_hash'])
    .where('facility_id', '=', facilityId)
  return (dialect === 'postgres' ? locked.forUpdate() : locked).executeTakeFirstOrThrow()
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
