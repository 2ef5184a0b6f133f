import { createHash } from 'node:crypto'
import type { EngineContext } from '../context.ts'
import type { FacilityCount } from '../reconcile/facility-count.ts'
import { varianceLines } from '../reports/variance-lines.ts'

/**
 * SHA-256 over every line of the count as it stands: what the book said, what was counted, what was decided and why. Two counts with the
 * same hash have the same figures; one figure changed, and the hash is another.
 */
export async function figuresHash(ctx: EngineContext, count: FacilityCount): Promise<string> {
  const hash = createHash('sha256')
  for (let after = ''; ;) {
    const rows = await varianceLines(ctx, count)
      .where('v.line_key', '>', after)
      .orderBy('v.line_key')
      .limit(2000)
      .execute()
    const last = rows.at(-1)
    if (!last) return hash.digest('hex')
    after = last.line_key
    for (const row of rows) {
      const { line_key, system_quantity_on_hand, actual_quantity_on_hand, outcome, reason_code } = row
      hash.update(
        `${JSON.stringify([line_key, system_quantity_on_hand, actual_quantity_on_hand, outcome, reason_code])}\n`,
      )
    }
  }
}
