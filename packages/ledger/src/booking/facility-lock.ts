import type { FacilityId } from '@cyclecount/domain'
import type { LedgerTx } from '../ledger.ts'

/** What the facility's lock gives: nobody else books there until the transaction ends. */
export interface LockedFacility {
  readonly facilityId: FacilityId
  readonly code: string
  readonly name: string
  readonly currency: string
  readonly allowsNegative: boolean
  readonly lastSeq: number
}

/** Takes the lock with a write, which makes the transaction a writing one from its first statement also on SQLite. */
export async function lockFacility(tx: LedgerTx, facilityId: FacilityId): Promise<LockedFacility | null> {
  const row = await tx
    .updateTable('ledger_facility')
    .set((eb) => ({ last_seq: eb.ref('last_seq') }))
    .where('facility_id', '=', facilityId)
    .returning(['code', 'name', 'currency', 'allows_negative', 'last_seq'])
    .executeTakeFirst()
  if (!row) return null
  const { code, name, currency } = row
  return {
    facilityId,
    code,
    name,
    currency,
    allowsNegative: row.allows_negative === 1,
    lastSeq: row.last_seq,
  }
}
