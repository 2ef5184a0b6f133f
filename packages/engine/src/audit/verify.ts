import { statement } from '@cyclecount/db'
import type { FacilityId } from '@cyclecount/domain'
import type { EngineContext } from '../context.ts'
import { say } from '../words/say.ts'
import type { AuditAnchor } from './anchors.ts'
import { auditHash, GENESIS } from './chain.ts'

/**
 * What became of a facility's chain: `rows` were verified; `hash` is what it ends with, in hex; `broken` names the first row that is not
 * as it was written.
 */
export type AuditVerdict =
  | { readonly kind: 'whole'; readonly rows: number; readonly hash: string }
  | { readonly kind: 'broken'; readonly rows: number; readonly seq: number; readonly message: string }

const ROWS_AT_ONCE = 1000

const headOf = statement<{ facilityId: FacilityId }>()((db, given) =>
  db
    .selectFrom('audit_head')
    .select(['last_seq', 'last_hash'])
    .where('facility_id', '=', given('facilityId')),
)
const rowsBetween = statement<{ facilityId: FacilityId; after: number; through: number }>()((db, given) =>
  db
    .selectFrom('reflexion_log')
    .selectAll()
    .where('facility_id', '=', given('facilityId'))
    .where('seq', '>', given('after'))
    .where('seq', '<=', given('through'))
    .orderBy('seq')
    .limit(ROWS_AT_ONCE),
)

/**
 * Recomputes the facility's chain from its first row to its head. Found are rows that were changed, removed, inserted or put in another
 * order, and rows cut off at the end. Who rewrites every row and the head is found beside the anchors, which were kept elsewhere.
 */
export async function verifyAudit(
  ctx: Pick<EngineContext, 'db'>,
  facilityId: FacilityId,
  anchors: readonly AuditAnchor[] = [],
): Promise<AuditVerdict> {
  const noted = Map.groupBy(
    anchors.filter((anchor) => anchor.facilityId === facilityId),
    ({ seq: at }) => at,
  )
  const [head] = await headOf(ctx.db.read, { facilityId })
  const lastSeq = head?.last_seq ?? 0
  let previous: Uint8Array = GENESIS
  let seq = 0
  while (seq < lastSeq) {
    const rows = await rowsBetween(ctx.db.read, { facilityId, after: seq, through: lastSeq })
    if (rows.length === 0) return broken(seq + 1, 'missing')
    for (const row of rows) {
      const expected = seq + 1
      if (row.seq !== expected) return broken(expected, 'missing')
      if (!isSame(row.prev_hash, previous)) return broken(expected, 'order')
      if (!isSame(row.hash, auditHash(previous, row))) return broken(expected, 'changed')
      previous = new Uint8Array(row.hash)
      seq = row.seq
      const hash = toHex(previous)
      if (noted.get(seq)?.some((anchor) => anchor.hash !== hash)) return broken(seq, 'anchor')
      noted.delete(seq)
    }
  }
  if (head && !isSame(head.last_hash, previous)) return broken(seq, 'end')
  // What was noted elsewhere and is not here was cut off, head and all.
  if (noted.size > 0) return broken(seq + 1, 'missing')
  return { kind: 'whole', rows: seq, hash: toHex(previous) }
}

function toHex(hash: Uint8Array): string {
  return Buffer.from(hash).toString('hex')
}

function broken(seq: number, fault: 'missing' | 'order' | 'changed' | 'end' | 'anchor'): AuditVerdict {
  return { kind: 'broken', rows: seq - 1, seq, message: say(`audit.broken.${fault}`, { row: seq }) }
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0
}
