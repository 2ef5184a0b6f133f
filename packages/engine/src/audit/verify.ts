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

/**
 * The chain's end and the last row there is, in one statement: what one statement reads is of one moment on both databases, while others
 * append. Rows up to there stay as they are, and are read page by page afterwards.
 */
const endsOf = statement<{ facilityId: FacilityId; again: FacilityId }>()((db, given) =>
  db
    .selectFrom('facility')
    .leftJoin('audit_head as head', 'head.facility_id', 'facility.facility_id')
    .select(['head.last_seq', 'head.last_hash'])
    .select((of) =>
      of
        .selectFrom('reflexion_log')
        .select('seq')
        .where('facility_id', '=', given('again'))
        .orderBy('seq', 'desc')
        .limit(1)
        .as('newest'),
    )
    .where('facility.facility_id', '=', given('facilityId')),
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
 * order, rows cut off at the end, and rows put behind it or before the first. Who rewrites every row and the head is found beside the anchors, which were kept elsewhere.
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
  const [ends] = await endsOf(ctx.db.read, { facilityId, again: facilityId })
  const lastSeq = ends?.last_seq ?? 0
  let previous: Uint8Array = GENESIS
  let seq = 0
  while (seq < lastSeq) {
    // From before the first: what was put there is found too.
    const after = seq === 0 ? Number.MIN_SAFE_INTEGER : seq
    const rows = await rowsBetween(ctx.db.read, { facilityId, after, through: lastSeq })
    if (rows.length === 0) return broken(seq + 1, 'missing')
    for (const row of rows) {
      const expected = seq + 1
      if (row.seq < expected) return broken(row.seq, 'added')
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
  if (ends?.last_hash && !isSame(ends.last_hash, previous)) return broken(seq, 'end')
  const newest = ends?.newest ?? null
  // Where the chain is empty, what is numbered 0 or below is not of it either.
  if (newest !== null && (newest !== lastSeq || newest < 1)) return broken(newest, 'added', seq)
  // What was noted elsewhere and is not here was cut off, head and all.
  if (noted.size > 0) return broken(seq + 1, 'missing')
  return { kind: 'whole', rows: seq, hash: toHex(previous) }
}

function toHex(hash: Uint8Array): string {
  return Buffer.from(hash).toString('hex')
}

function broken(
  seq: number,
  fault: 'missing' | 'order' | 'changed' | 'added' | 'end' | 'anchor',
  rows: number = Math.max(0, seq - 1),
): AuditVerdict {
  return { kind: 'broken', rows, seq, message: say(`audit.broken.${fault}`, { row: seq }) }
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0
}
