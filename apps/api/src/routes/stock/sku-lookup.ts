import type { FacilityId } from '@cyclecount/domain'
import { mirroredPlaces, scopeOf, type MirroredPlace } from '@cyclecount/engine'
import { lookUpSku } from '@cyclecount/ledger'
import type { Handlers } from '../handler.ts'
import { ledgerIdOf } from './book-of.ts'

/** Where a SKU lies, over the facilities the person may see. Goods of other owners are added in: they lie there. */
export const skuLookup: Handlers['skuLookup'] = async (ctx, { actor, query }) => {
  const places = await mirroredPlaces(ctx.engine, actor, scopeOf(actor, 'see-stock'))
  const byLedgerId = new Map<FacilityId, MirroredPlace>()
  for (const place of places) {
    const id = await ledgerIdOf<FacilityId>(ctx, place, 'facility', place.facilityId)
    if (id !== null) byLedgerId.set(id, place)
  }
  const rows = await lookUpSku(ctx.ledger, query.sku, [...byLedgerId.keys()])
  const byFacility = Map.groupBy(rows, (row) => row.facilityId)
  return {
    facilities: [...byFacility].flatMap(([ledgerId, owners]) => {
      const place = byLedgerId.get(ledgerId)
      if (!place) return []
      return [
        {
          facilityId: place.facilityId,
          facilityName: place.name,
          onHandMilli: owners.reduce((sum, row) => sum + row.onHandMilli, 0),
          availableMilli: owners.reduce((sum, row) => sum + row.availableMilli, 0),
        },
      ]
    }),
  }
}
