import type { FacilityId } from '@cyclecount/domain'
import type { EngineContext } from '../context.ts'
import { auditHash, GENESIS } from './chain.ts'
import { say } from '../words/say.ts'

/** What became of a facility's chain: `rows` were verified; `broken` names the first row that is not as it was written. */
export type AuditVerdict =
  | { readonly kind: 'whole'; readonly rows: number }
  | { readonly kind: 'broken'; readonly rows: number; readonly seq: number; readonly message: string }

const ROWS_AT_ONCE = 1000

/**
 * Recomputes the facility's chain from its first row to its head. Found are rows that were changed, removed, inserted or put in another
 * order, and rows cut off at the end. Who rewrites every row and the head is found only beside a hash kept elsewhere.
 */
export async function verifyAudit(
  ctx: Pick<EngineContext, 'db'>,
  facilityId: FacilityId,
): Promise<AuditVerdict> {
  const head = await ctx.db.read
    .selectFrom('audit_head')
    .select(['last_seq', 'last_hash'])
    .where('facility_id', '=', facilityId)
    .executeTakeFirst()
  const lastSeq = head?.last_seq ?? 0
  let previous: Uint8Array = GENESIS
  let seq = 0
  while (seq < lastSeq) {
    const rows = await ctx.db.read
      .selectFrom('reflexion_log')
      .selectAll()
      .where('facility_id', '=', facilityId)
      .where('seq', '>', seq)
      .where('seq', '<=', lastSeq)
      .orderBy('seq')
      .limit(ROWS_AT_ONCE)
      .execute()
    if (rows.length === 0) return broken(seq + 1, 'missing')
    for (const row of rows) {
      const expected = seq + 1
      if (row.seq !== expected) return broken(expected, 'missing')
      if (!isSame(row.prev_hash, previous)) return broken(expected, 'order')
      if (!isSame(row.hash, auditHash(previous, row))) return broken(expected, 'changed')
      previous = new Uint8Array(row.hash)
      seq = row.seq
    }
  }
  if (head && !isSame(head.last_hash, previous)) return broken(seq, 'end')
  return { kind: 'whole', rows: seq }
}

function broken(seq: number, fault: 'missing' | 'order' | 'changed' | 'end'): AuditVerdict {
  return { kind: 'broken', rows: seq - 1, seq, message: say(`audit.broken.${fault}`, { row: seq }) }
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0
}
