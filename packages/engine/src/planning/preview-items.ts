import type { FacilityId } from '@cyclecount/domain'
import type { Actor, EngineContext } from '../context.ts'
import type { Body, Reply } from '../reports/reply.ts'
import { checkPlan } from './plan-rows.ts'
import { countItems, namedBy, withoutBook } from './resolve-items.ts'

const NONE: ReadonlySet<FacilityId> = new Set()

/** How many items each facility would count if the plan were published now. Changes nothing. */
export async function previewItems(
  ctx: EngineContext,
  actor: Actor,
  body: Body<'previewItems'>,
): Promise<Reply<'previewItems'>> {
  await checkPlan(ctx, actor, body)
  const bySet = Map.groupBy(body.facilities, ({ itemSet }) => itemSet ?? body.itemSet)
  const named = await namedBy(ctx.db.read, actor.orgId, [...bySet.keys()])
  const places: Reply<'previewItems'>['places'] = []
  for (const [index, at] of [...bySet.values()].entries()) {
    const parts = named[index] ?? null
    const facilities = at.map(({ facilityId }) => facilityId)
    const counts = parts === null ? null : await countItems(ctx.db.read, actor.orgId, parts, facilities)
    const unread = parts?.some(({ kind }) => kind === 'place')
      ? await withoutBook(ctx.db.read, facilities)
      : NONE
    for (const facilityId of facilities)
      places.push({
        facilityId,
        items: counts === null ? null : (counts.get(facilityId) ?? 0),
        isBookUnread: unread.has(facilityId),
      })
  }
  return { places }
}
