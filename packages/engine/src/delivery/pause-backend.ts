import { fail, type BackendList } from '@cyclecount/contract'
import { isAllowed, type BackendId, type FacilityId } from '@cyclecount/domain'
import { appendAudit } from '../audit/chain.ts'
import { causeOf, scopeOf, type Actor, type EngineContext, type ReadOrTx } from '../context.ts'
import { namesOf } from '../people/names.ts'
import type { Body } from '../reports/reply.ts'
import { transact } from '../transact.ts'
import { say } from '../words/say.ts'

/**
 * Delivers nothing to the backend until somebody resumes it, or resumes it: what was approved meanwhile waits, in its order. What is
 * under way is finished first. The audit log of every facility it serves tells who, when and why. Refuses who does not answer for all of those
 * facilities (`forbidden`), and what is so already (`changed-meanwhile`).
 */
export async function pauseBackend(
  ctx: EngineContext,
  actor: Actor,
  backendId: BackendId,
  { paused, reason }: Body<'pauseBackend'>,
): Promise<{ readonly done: true }> {
  const served = await facilitiesOf(ctx.db.read, actor, backendId)
  const seen = scopeOf(actor, 'review')
  if (!served.some((id) => seen === 'all' || seen.includes(id))) fail('not-found', say('backend.none'))
  if (!answersForAll(actor, served)) fail('forbidden', say('backend.everyFacility'))
  const [before, after] = paused ? (['active', 'paused'] as const) : (['paused', 'active'] as const)
  await transact(ctx, async (tx) => {
    const at = ctx.now()
    const changed = await tx
      .updateTable('backend')
      .set({
        status: after,
        paused_at: paused ? at : null,
        paused_by: paused ? actor.personId : null,
        pause_reason: paused ? reason : null,
      })
      .where('backend_id', '=', backendId)
      .where('status', '=', before)
      .returning('backend_id')
      .executeTakeFirst()
    if (!changed) fail('changed-meanwhile', say(paused ? 'backend.isPaused' : 'backend.isActive'))
    await appendAudit(
      tx,
      causeOf(actor),
      served.map((facilityId) => ({
        facilityId,
        at,
        tag: paused ? 'backend.paused' : 'backend.resumed',
        subjectKind: 'backend',
        subjectId: backendId,
        before: { status: before },
        after: { status: after },
        reason,
      })),
    )
  })
  for (const facilityId of served) ctx.changed({ facilityId })
  return { done: true }
}

function answersForAll(actor: Actor, served: readonly FacilityId[]): boolean {
  return served.every((facilityId) => isAllowed(actor.grants, 'pause-delivery', facilityId))
}

async function facilitiesOf(
  db: Pick<ReadOrTx, 'selectFrom'>,
  actor: Actor,
  backendId: BackendId,
): Promise<readonly FacilityId[]> {
  const rows = await db
    .selectFrom('facility')
    .select('facility_id')
    .where('org_id', '=', actor.orgId)
    .where('backend_id', '=', backendId)
    .orderBy('facility_id')
    .execute()
  return rows.map((row) => row.facility_id)
}

/** The backends of the facilities that the actor may review, by name, and which of them are paused. */
export async function backendList(ctx: EngineContext, actor: Actor): Promise<BackendList> {
  const scope = scopeOf(actor, 'review')
  const rows = await ctx.db.read
    .selectFrom('backend as b')
    .innerJoin('facility as f', 'f.backend_id', 'b.backend_id')
    .select(['b.backend_id', 'b.name', 'b.status', 'b.paused_at', 'b.paused_by', 'b.pause_reason'])
    .select(['f.facility_id', 'f.name as facility_name'])
    .select((eb) =>
      eb
        .selectFrom('delivery as d')
        .select(eb.fn.countAll<number>().as('n'))
        .whereRef('d.backend_id', '=', 'b.backend_id')
        .whereRef('d.facility_id', '=', 'f.facility_id')
        .where('d.state', '=', 'waiting')
        .as('waiting'),
    )
    .where('b.org_id', '=', actor.orgId)
    .orderBy('b.name')
    .orderBy('b.backend_id')
    .orderBy('f.name')
    .execute()
  const seen = rows.filter((row) => scope === 'all' || scope.includes(row.facility_id))
  const nameOf = await namesOf(
    ctx,
    actor.orgId,
    seen.flatMap((row) => row.paused_by ?? []),
  )
  const served = Map.groupBy(rows, (row) => row.backend_id)
  return {
    backends: [...Map.groupBy(seen, (row) => row.backend_id)].flatMap(([backendId, places]) => {
      const [first] = places
      if (!first) return []
      const everywhere = (served.get(backendId) ?? []).map((row) => row.facility_id)
      return {
        backendId,
        name: first.name,
        facilities: places.map((row) => row.facility_name),
        paused: first.status === 'paused' ? pauseOf(first, nameOf) : null,
        waiting: places.reduce((sum, row) => sum + (row.waiting ?? 0), 0),
        mayPause: answersForAll(actor, everywhere),
      }
    }),
  }
}

type NameOf = Awaited<ReturnType<typeof namesOf>>

function pauseOf(
  row: {
    readonly paused_at: number | null
    readonly paused_by: Parameters<NameOf>[0] | null
    readonly pause_reason: string | null
  },
  nameOf: NameOf,
): BackendList['backends'][number]['paused'] {
  return {
    at: row.paused_at ?? 0,
    by: row.paused_by === null ? null : nameOf(row.paused_by),
    reason: row.pause_reason ?? '',
  }
}
