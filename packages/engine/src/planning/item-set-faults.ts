import type { ItemSet } from '@cyclecount/contract'
import type { ItemSetId, OrgId, Sentence } from '@cyclecount/domain'
import type { ReadOrTx } from '../context.ts'
import { say } from '../words/say.ts'
import { unknownSkus } from './resolve-items.ts'

/** What sets name that there is not, each with where in the request it stands. */
export async function itemSetFaults(
  db: ReadOrTx,
  orgId: OrgId,
  sets: readonly { readonly path: string; readonly set: ItemSet | null }[],
): Promise<readonly { readonly path: string; readonly message: Sentence }[]> {
  const parts = sets.flatMap(({ path, set }) =>
    set === null || set.kind === 'everything'
      ? []
      : set.parts.map((part, index) => ({ path: `${path}.parts.${index}`, part })),
  )
  const saved = parts.flatMap(({ path, part }) =>
    part.kind === 'saved' ? [{ path: `${path}.itemSetId`, itemSetId: part.itemSetId }] : [],
  )
  const skus = parts.flatMap(({ path, part }) =>
    part.kind === 'skus' ? part.skus.map((sku, index) => ({ path: `${path}.skus.${index}`, sku })) : [],
  )
  const inUse = await savedInUse(
    db,
    orgId,
    saved.map(({ itemSetId }) => itemSetId),
  )
  const unknown = await unknownSkus(db, orgId, [...new Set(skus.map(({ sku }) => sku))])
  return [
    ...saved.flatMap(({ path, itemSetId }) =>
      inUse.has(itemSetId) ? [] : [{ path, message: say('plan.wrong.saved') }],
    ),
    ...skus.flatMap(({ path, sku }) =>
      unknown.has(sku) ? [{ path, message: say('plan.wrong.sku', { sku }) }] : [],
    ),
  ]
}

async function savedInUse(
  db: ReadOrTx,
  orgId: OrgId,
  ids: readonly ItemSetId[],
): Promise<ReadonlySet<ItemSetId>> {
  if (ids.length === 0) return new Set()
  const rows = await db
    .selectFrom('saved_item_set')
    .select('item_set_id')
    .where('org_id', '=', orgId)
    .where('retired_at', 'is', null)
    .where('item_set_id', 'in', [...new Set(ids)])
    .execute()
  return new Set(rows.map((row) => row.item_set_id))
}
