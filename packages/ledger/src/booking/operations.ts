import type { FacilityId } from '@cyclecount/domain'
import type { Ledger, LedgerTx } from '../ledger.ts'
import type { LedgerSchema } from '../schema/tables.ts'
import type { Outcome } from './request.ts'

export type OperationRow = LedgerSchema['ledger_operation']

/** What a request with this key became, if it was ever taken up. */
export function findOperation(
  tx: Pick<LedgerTx, 'selectFrom'>,
  facilityId: FacilityId,
  key: string,
): Promise<OperationRow | undefined> {
  return tx
    .selectFrom('ledger_operation')
    .selectAll()
    .where('facility_id', '=', facilityId)
    .where('idempotency_key', '=', key)
    .executeTakeFirst()
}

/** What requests with these keys became, by key. */
export async function findOperations(
  tx: LedgerTx,
  facilityId: FacilityId,
  keys: readonly string[],
): Promise<Map<string, OperationRow>> {
  if (keys.length === 0) return new Map()
  const rows = await tx
    .selectFrom('ledger_operation')
    .selectAll()
    .where('facility_id', '=', facilityId)
    .where('idempotency_key', 'in', keys)
    .execute()
  return new Map(rows.map((row) => [row.idempotency_key, row]))
}

/** The answer as it is kept, so that the same request finds it again. */
export function operationRow(
  ledger: Ledger,
  asked: {
    readonly facilityId: FacilityId
    readonly key: string
    readonly content: string
    readonly outcome: Outcome
  },
): OperationRow {
  const { outcome } = asked
  const isBooked = outcome.kind === 'booked'
  return {
    facility_id: asked.facilityId,
    idempotency_key: asked.key,
    org_id: ledger.orgId,
    content: asked.content,
    seq: isBooked ? outcome.seq : null,
    on_hand_after_milli: isBooked ? outcome.onHandAfterMilli : null,
    overcommitted: isBooked && outcome.overcommitted ? 1 : 0,
    refusal: isBooked ? null : outcome.refusal.kind,
    message: isBooked ? outcome.message : outcome.refusal.message,
    recorded_at: ledger.now(),
  }
}
