import { fail } from '@cyclecount/contract'
import { parseId, type FacilityId, type Id, type Sentence } from '@cyclecount/domain'
import { externalIdOf, mirroredPlace, type Actor, type MirroredPlace } from '@cyclecount/engine'
import type { ApiContext } from '../../context.ts'
import { say } from '../../words/say.ts'

/** A facility whose books the embedded ledger holds: our name for it and the ledger's. */
export interface Book extends MirroredPlace {
  readonly ledgerFacility: FacilityId
}

export async function bookOf(ctx: ApiContext, actor: Actor, facilityId: FacilityId): Promise<Book> {
  const place = await mirroredPlace(ctx.engine, actor, facilityId)
  const ledgerFacility = await ledgerIdOf<FacilityId>(ctx, place, 'facility', facilityId)
  if (ledgerFacility === null) fail('not-found', say('books.noFacility'))
  return { ...place, ledgerFacility }
}

/** The ledger's id of one of our things; null where it does not know it. */
export async function ledgerIdOf<T extends Id<string>>(
  ctx: ApiContext,
  place: MirroredPlace,
  entity: 'facility' | 'product' | 'location',
  id: Id<string>,
): Promise<T | null> {
  const external = await externalIdOf(ctx.engine, place.backendId, entity, id)
  return external === null ? null : parseId<T>(external)
}

export function refuseQuery(name: string, message: Sentence): never {
  fail('bad-request', say('books.query'), [{ path: `query.${name}`, message }])
}
