import type { PersonId } from '@cyclecount/domain'
import type { ReadOrTx } from '../context.ts'
import type { FacilityCount } from '../reconcile/facility-count.ts'
import type { SubmissionRow } from './submission-rows.ts'

/**
 * Why the person may not accept the submission: they submitted it, or they counted in the run, in whatever round. A session that was
 * voided counts nothing. Null where nothing forbids it.
 */
export async function whyOwn(
  db: ReadOrTx,
  count: Pick<FacilityCount, 'runId' | 'facilityId'>,
  submission: SubmissionRow,
  personId: PersonId,
): Promise<'submitted' | 'counted' | null> {
  if (submission.submitted_by === personId) return 'submitted'
  const counted = await db
    .selectFrom('inventory_count_import')
    .select('inventory_count_import_id')
    .where('run_id', '=', count.runId)
    .where('facility_id', '=', count.facilityId)
    .where('uploaded_by_user_login', '=', personId)
    .where('status_id', '!=', 'voided')
    .limit(1)
    .executeTakeFirst()
  return counted ? 'counted' : null
}
