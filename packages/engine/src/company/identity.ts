import { statement } from '@cyclecount/db'
import type { BackendId, Id, OrgId } from '@cyclecount/domain'
import type { EngineContext, Tx } from '../context.ts'

const incarnationHeld = statement()((db) => db.selectFrom('server_identity').select('incarnation'))

/** The id of this server's data; it changes when data is lost, and when who restored it says so. Made at the first call. */
export async function serverIncarnation(ctx: Pick<EngineContext, 'db' | 'newId' | 'now'>): Promise<string> {
  const [known] = await incarnationHeld(ctx.db.read, {})
  if (known) return known.incarnation
  return ctx.db.write(async (tx) => {
    await tx
      .insertInto('server_identity')
      .values({ only: 1, incarnation: ctx.newId<Id<'incarnation'>>(), created_at: ctx.now() })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    const row = await tx.selectFrom('server_identity').select('incarnation').executeTakeFirstOrThrow()
    return row.incarnation
  })
}

/**
 * Says that this data was restored: devices that meet another incarnation take every acknowledgement back and send again what
 * is not held. The data itself cannot know, for the id lies in what is restored. Answers the new one.
 */
export function renewIncarnation(ctx: Pick<EngineContext, 'db' | 'newId' | 'now'>): Promise<string> {
  return ctx.db.write((tx) => beginIncarnation(ctx, tx))
}

/** The same, if and only if the transaction commits. */
export async function beginIncarnation(ctx: Pick<EngineContext, 'newId' | 'now'>, tx: Tx): Promise<string> {
  const incarnation = ctx.newId<Id<'incarnation'>>()
  const made = { incarnation, created_at: ctx.now() }
  await tx
    .insertInto('server_identity')
    .values({ only: 1, ...made })
    .onConflict((conflict) => conflict.column('only').doUpdateSet(made))
    .execute()
  return incarnation
}

/** The org with this code, made where there is none. */
export async function ensureOrg(
  ctx: Pick<EngineContext, 'db' | 'newId' | 'now'>,
  input: { readonly code: string; readonly name: string },
): Promise<OrgId> {
  return ctx.db.write(async (tx) => {
    await tx
      .insertInto('org')
      .values({ org_id: ctx.newId<OrgId>(), code: input.code, name: input.name, created_at: ctx.now() })
      .onConflict((conflict) => conflict.column('code').doNothing())
      .execute()
    const row = await tx
      .selectFrom('org')
      .select('org_id')
      .where('code', '=', input.code)
      .executeTakeFirstOrThrow()
    return row.org_id
  })
}

/** The org's backend of this kind and name, made where there is none. */
export async function ensureBackend(
  ctx: Pick<EngineContext, 'db' | 'newId' | 'now'>,
  input: { readonly orgId: OrgId; readonly kind: string; readonly name: string },
): Promise<BackendId> {
  return ctx.db.write(async (tx) => {
    const known = await tx
      .selectFrom('backend')
      .select('backend_id')
      .where('org_id', '=', input.orgId)
      .where('kind', '=', input.kind)
      .where('name', '=', input.name)
      .executeTakeFirst()
    if (known) return known.backend_id
    const backendId = ctx.newId<BackendId>()
    await tx
      .insertInto('backend')
      .values({
        backend_id: backendId,
        org_id: input.orgId,
        kind: input.kind,
        name: input.name,
        status: 'active',
        settings: '{}',
        created_at: ctx.now(),
        paused_at: null,
        paused_by: null,
        pause_reason: null,
      })
      .execute()
    return backendId
  })
}

export interface KnownBackend {
  readonly backendId: BackendId
  readonly orgId: OrgId
  /** JSON, parsed by who wrote it. */
  readonly settings: unknown
}

/** Every backend of every org, for who looks after the server. */
export async function listBackends(ctx: Pick<EngineContext, 'db'>): Promise<readonly KnownBackend[]> {
  const rows = await ctx.db.read
    .selectFrom('backend')
    .select(['backend_id', 'org_id', 'settings'])
    .orderBy('created_at')
    .execute()
  return rows.map((row) => ({
    backendId: row.backend_id,
    orgId: row.org_id,
    settings: JSON.parse(row.settings) as unknown,
  }))
}

/** What the backend's adapter keeps about itself; JSON of its kind, parsed by who wrote it. */
export async function backendSettings(
  ctx: Pick<EngineContext, 'db'>,
  backendId: BackendId,
): Promise<unknown> {
  const row = await ctx.db.read
    .selectFrom('backend')
    .select('settings')
    .where('backend_id', '=', backendId)
    .executeTakeFirstOrThrow()
  return JSON.parse(row.settings)
}

export async function keepBackendSettings(
  ctx: Pick<EngineContext, 'db'>,
  backendId: BackendId,
  settings: object,
): Promise<void> {
  await ctx.db.write((tx) =>
    tx
      .updateTable('backend')
      .set({ settings: JSON.stringify(settings) })
      .where('backend_id', '=', backendId)
      .execute(),
  )
}
