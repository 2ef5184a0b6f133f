import type { FacilityId, PhotoRef, ScanId, SessionId } from '@cyclecount/domain'
import type { EngineContext } from '../context.ts'

/** A photo of a scan, as the log names it. */
export interface PhotoOfScan {
  readonly scanId: ScanId
  readonly sessionId: SessionId
  readonly codeKey: string | null
  readonly photo: { readonly sha256: string; readonly at: number; readonly arrived: boolean }
}

/** The photos that notes of these sessions have of scans, oldest first, and whether each has arrived. */
export async function photosOf(
  ctx: EngineContext,
  facilityId: FacilityId,
  sessions: readonly SessionId[],
): Promise<readonly PhotoOfScan[]> {
  if (sessions.length === 0) return []
  const notes = await ctx.db.read
    .selectFrom('scan as n')
    .innerJoin('scan as c', 'c.scan_id', 'n.target_scan_id')
    .select(['n.body', 'n.captured_at', 'c.scan_id', 'c.session_id', 'c.code_key'])
    .where('n.session_id', 'in', sessions)
    .where('n.kind', '=', 'note')
    .orderBy('n.captured_at')
    .orderBy('n.scan_id')
    .execute()
  const named = notes.flatMap((row) => {
    // Written by eventToRow from a parsed event; nobody else writes it.
    const { photo } = JSON.parse(row.body) as { readonly photo?: PhotoRef }
    return photo ? [{ row, sha256: photo.sha256 }] : []
  })
  const arrived = await arrivedAmong(ctx, facilityId, [...new Set(named.map(({ sha256 }) => sha256))])
  return named.map(({ row, sha256 }) => ({
    scanId: row.scan_id,
    sessionId: row.session_id,
    codeKey: row.code_key,
    photo: { sha256, at: row.captured_at, arrived: arrived.has(sha256) },
  }))
}

/** Which of these the server holds. */
export async function arrivedAmong(
  ctx: EngineContext,
  facilityId: FacilityId,
  names: readonly string[],
): Promise<ReadonlySet<string>> {
  if (names.length === 0) return new Set()
  const rows = await ctx.db.read
    .selectFrom('blob')
    .select('sha256')
    .where('facility_id', '=', facilityId)
    .where('sha256', 'in', names)
    .execute()
  return new Set(rows.map((row) => row.sha256))
}
