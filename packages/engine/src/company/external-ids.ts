import type { Schema } from '@cyclecount/db'
import type { BackendId, Id, OrgId } from '@cyclecount/domain'
import type { Kysely } from 'kysely'
import type { EngineContext, Tx } from '../context.ts'

type Entity = 'product' | 'facility' | 'location'

/** Our ids of what a backend calls by the given names, for those that are known. */
export async function internalIds<T extends Id<string>>(
  db: Kysely<Schema>,
  backendId: BackendId,
  entity: Entity,
  names: readonly string[],
): Promise<Map<string, T>> {
  if (names.length === 0) return new Map()
  const rows = await db
    .selectFrom('external_id')
    .select(['external_id', 'internal_id'])
    .where('backend_id', '=', backendId)
    .where('entity', '=', entity)
    .where('external_id', 'in', names)
    .execute()
  return new Map(rows.map((row) => [row.external_id, row.internal_id as T]))
}

export async function rememberExternalIds(
  tx: Tx,
  scope: { readonly orgId: OrgId; readonly backendId: BackendId },
  entity: Entity,
  pairs: readonly { readonly externalId: string; readonly internalId: Id<string> }[],
): Promise<void> {
  if (pairs.length === 0) return
  await tx
    .insertInto('external_id')
    .values(
      pairs.map(({ externalId, internalId }) => ({
        backend_id: scope.backendId,
        entity,
        external_id: externalId,
        internal_id: internalId,
        org_id: scope.orgId,
      })),
    )
    .execute()
}

/** The same outside of a transaction. */
export async function internalIdsOf<T extends Id<string>>(
  ctx: Pick<EngineContext, 'db'>,
  backendId: BackendId,
  entity: Entity,
  names: readonly string[],
): Promise<ReadonlyMap<string, T>> {
  return internalIds<T>(ctx.db.read, backendId, entity, names)
}

/** What the backend calls one of our things; null where it does not know it. */
export async function externalIdOf(
  ctx: Pick<EngineContext, 'db'>,
  backendId: BackendId,
  entity: Entity,
  internalId: Id<string>,
): Promise<string | null> {
  const row = await ctx.db.read
    .selectFrom('external_id')
    .select('external_id')
    .where('backend_id', '=', backendId)
    .where('entity', '=', entity)
    .where('internal_id', '=', internalId)
    .executeTakeFirst()
  return row?.external_id ?? null
}
