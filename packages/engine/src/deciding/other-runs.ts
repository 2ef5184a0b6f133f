import { fail } from '@cyclecount/contract'
import type { ProductId } from '@cyclecount/domain'
import type { Tx } from '../context.ts'
import { parseBasis, type Basis } from '../reconcile/basis.ts'
import { chunksOf } from '../reconcile/chunks.ts'
import type { FacilityCount } from '../reconcile/facility-count.ts'
import { parsePositionKey } from '../reconcile/position.ts'
import type { VarianceRow } from '../reconcile/variance-row.ts'
import { say } from '../words/say.ts'

interface Line {
  readonly row: VarianceRow
  readonly basis: Basis
}

/**
 * The lines whose position another run of the facility adjusts: its proposal is not settled, so the book may or may not show it; or
 * it was accepted and counted after the line, so the line’s own difference is corrected already. Holds off other runs at the
 * facility until the transaction ends, so that of two approvals at once the second sees the first.
 */
export async function adjustedElsewhere<L extends Line>(
  tx: Tx,
  count: FacilityCount,
  lines: readonly L[],
): Promise<readonly L[]> {
  await lockFacility(tx, count)
  const products = new Set(lines.flatMap(({ row }): ProductId[] => (row.product_id ? [row.product_id] : [])))
  const oldest = lines.reduce((least, { basis }) => Math.min(least, basis.asOfAt), Infinity)
  const openAt = new Set<string>()
  const countedAt = new Map<string, number>()
  for (const ids of chunksOf([...products], 500)) {
    const rows = await tx
      .selectFrom('proposed_actions as p')
      .innerJoin('inv_count_import_variance as v', 'v.variance_id', 'p.variance_id')
      .leftJoin('proposed_actions as r', (join) =>
        join.onRef('r.reverses', '=', 'p.proposal_id').on('r.status_id', '=', 'accepted'),
      )
      .select(['p.product_id', 'p.status_id', 'p.settled_at', 'v.basis'])
      .where('p.facility_id', '=', count.facilityId)
      .where('p.run_id', '!=', count.runId)
      .where('p.product_id', 'in', ids)
      .where('p.status_id', '!=', 'rejected')
      // An adjustment that was taken back corrects nothing, and neither does what took it back.
      .where('r.proposal_id', 'is', null)
      .where((eb) => eb.or([eb('p.reverses', 'is', null), eb('p.status_id', '!=', 'accepted')]))
      .execute()
    for (const row of rows) {
      const isOpen = row.status_id !== 'accepted'
      if (!isOpen && (row.settled_at ?? 0) < oldest) continue
      const basis = parseBasis(row.basis)
      for (const place of placesOf(row.product_id, basis)) {
        if (isOpen) openAt.add(place)
        else countedAt.set(place, Math.max(countedAt.get(place) ?? 0, basis.asOfAt))
      }
    }
  }
  return lines.filter(({ row, basis }) => {
    const { product_id: productId } = row
    if (productId === null) return false
    return placesOf(productId, basis).some(
      (place) => openAt.has(place) || (countedAt.get(place) ?? 0) > basis.asOfAt,
    )
  })
}

/** A write, as every lock here: SQLite then waits for another process instead of failing when this one writes later. */
async function lockFacility(tx: Tx, count: FacilityCount): Promise<void> {
  const locked = await tx
    .updateTable('facility')
    .set((eb) => ({ name: eb.ref('name') }))
    .where('facility_id', '=', count.facilityId)
    .returning('facility_id')
    .executeTakeFirst()
  if (!locked) fail('not-found', say('facility.none'))
}

/** Where an adjustment of the line may be booked, in whatever stock state. */
function placesOf(productId: ProductId, { positions, target }: Basis): readonly string[] {
  return [target, ...positions.map(parsePositionKey)].map(({ locationId, lot, serial, owner }) =>
    JSON.stringify([productId, locationId, lot, serial, owner]),
  )
}
