import { createHash } from 'node:crypto'
import type { BackendReason } from '@cyclecount/backend-port'
import type { BackendId, OrgId } from '@cyclecount/domain'
import type { Actor, EngineContext, ReadOrTx } from '../context.ts'
import type { Reply } from '../reports/reply.ts'

export type Setting = Reply<'reasonSettings'>['reasons'][number]

/** Every reason of the company in its order, retired ones too, and what each backend calls them. */
export async function reasonSettings(ctx: EngineContext, actor: Actor): Promise<Reply<'reasonSettings'>> {
  const reasons = await settingsOf(ctx.db.read, actor.orgId)
  return { seen: seenOf(reasons), backends: await backendsOf(ctx, actor.orgId), reasons }
}

export async function settingsOf(db: ReadOrTx, orgId: OrgId): Promise<Setting[]> {
  const rows = await db
    .selectFrom('decision_reason')
    .select(['reason_id', 'code', 'label', 'system', 'active'])
    .where('org_id', '=', orgId)
    .orderBy('sort_order')
    .orderBy('code')
    .execute()
  const mappings = await db
    .selectFrom('reason_mapping')
    .select(['reason_id', 'backend_id', 'backend_code'])
    .where('org_id', '=', orgId)
    .orderBy('backend_id')
    .execute()
  const byReason = Map.groupBy(mappings, (row) => row.reason_id)
  return rows.map((row) => ({
    reasonId: row.reason_id,
    code: row.code,
    label: row.label,
    system: row.system === 1,
    active: row.active === 1,
    backendCodes: (byReason.get(row.reason_id) ?? []).map((mapped) => ({
      backendId: mapped.backend_id,
      code: mapped.backend_code,
    })),
  }))
}

/** Names a state of the settings. */
export function seenOf(reasons: readonly Setting[]): string {
  return createHash('sha256').update(JSON.stringify(reasons)).digest('hex')
}

interface Backend {
  readonly backendId: BackendId
  readonly name: string
  readonly reasons: BackendReason[] | null
}

/** The company's backends with the reasons they book by; null where one takes any, or cannot be asked now. */
export async function backendsOf(ctx: EngineContext, orgId: OrgId): Promise<Backend[]> {
  const rows = await ctx.db.read
    .selectFrom('backend')
    .select(['backend_id', 'name'])
    .where('org_id', '=', orgId)
    .orderBy('name')
    .orderBy('backend_id')
    .execute()
  return Promise.all(
    rows.map(async (row) => ({
      backendId: row.backend_id,
      name: row.name,
      reasons: await bookedBy(ctx, row.backend_id),
    })),
  )
}

async function bookedBy(ctx: EngineContext, backendId: BackendId): Promise<BackendReason[] | null> {
  try {
    const reasons = await ctx.adapterOf(backendId).reasons?.()
    return reasons ? [...reasons] : null
  } catch (error) {
    ctx.log.warn({ backendId, error: String(error) }, 'the backend did not say its reasons')
    return null
  }
}
