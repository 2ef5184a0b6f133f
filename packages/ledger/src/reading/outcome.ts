import type { FacilityId } from '@cyclecount/domain'
import { outcomeOf } from '../booking/book.ts'
import { findOperation } from '../booking/operations.ts'
import type { Outcome } from '../booking/request.ts'
import type { Ledger } from '../ledger.ts'

/** What became of the request with this key: its outcome, or null where it was never taken up. */
export async function findOutcome(
  ledger: Ledger,
  facilityId: FacilityId,
  key: string,
): Promise<Outcome | null> {
  const facility = await ledger.db.read
    .selectFrom('ledger_facility')
    .select('code')
    .where('facility_id', '=', facilityId)
    .executeTakeFirst()
  const operation = facility && (await findOperation(ledger.db.read, facilityId, key))
  return operation ? outcomeOf(facility.code, operation) : null
}
