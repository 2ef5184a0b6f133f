import type { BackendId, ReasonId } from '@cyclecount/domain'
import type { ReadOrTx } from '../context.ts'

/** What the backend calls the reason: what an administrator mapped it to, else its own code. */
export async function codeAtBackend(
  db: ReadOrTx,
  backendId: BackendId,
  reason: { readonly reasonId: ReasonId; readonly code: string },
): Promise<string> {
  const row = await db
    .selectFrom('reason_mapping')
    .select('backend_code')
    .where('backend_id', '=', backendId)
    .where('reason_id', '=', reason.reasonId)
    .executeTakeFirst()
  return row?.backend_code ?? reason.code
}
