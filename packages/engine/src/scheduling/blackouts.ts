import { fail, type BlackoutList } from '@cyclecount/contract'
import { placeLocal, type BlackoutId, type FacilityId } from '@cyclecount/domain'
import { appendAudit } from '../audit/chain.ts'
import { causeOf, requireAt, scopeOf, type Actor, type EngineContext, type Tx } from '../context.ts'
import { namesOf } from '../people/names.ts'
import type { Body } from '../reports/reply.ts'
import { say } from '../words/say.ts'

/** The blackouts in force of the facilities the reader may see, and those of the whole company; the ones that end last first. */
export async function blackoutList(ctx: EngineContext, actor: Actor): Promise<BlackoutList> {
  const scope = scopeOf(actor, 'see-runs')
  const rows = await ctx.db.read
    .selectFrom('schedule_blackout as b')
    .leftJoin('facility as f', 'f.facility_id', 'b.facility_id')
    .selectAll('b')
    .select('f.name')
    .where('b.org_id', '=', actor.orgId)
    .where('b.lifted_at', 'is', null)
    .$if(scope !== 'all', (found) =>
      found.where((eb) =>
        eb.or([
          eb('b.facility_id', 'is', null),
          ...(scope === 'all' || scope.length === 0 ? [] : [eb('b.facility_id', 'in', scope)]),
        ]),
      ),
    )
    .orderBy('b.to_day', 'desc')
    .orderBy('b.made_at', 'desc')
    .limit(500)
    .execute()
  const nameOf = await namesOf(
    ctx,
    actor.orgId,
    rows.map((row) => row.made_by),
  )
  return {
    blackouts: rows.map((row) => ({
      blackoutId: row.blackout_id,
      facilityId: row.facility_id,
      facilityName: row.name,
      fromDay: row.from_day,
      toDay: row.to_day,
      reason: row.reason,
      madeBy: nameOf(row.made_by),
      madeAt: row.made_at,
      mayLift: mayAt(actor, row.facility_id),
    })),
  }
}

/** Names days on which no schedule makes a run. What was made ahead of them stays. */
export async function addBlackout(
  ctx: EngineContext,
  actor: Actor,
  body: Body<'addBlackout'>,
): Promise<BlackoutList> {
  await requireFor(ctx, actor, body.facilityId)
  const details = faultsOf(body)
  if (details.length > 0) fail('bad-request', say('blackout.wrong'), details)
  const blackoutId = ctx.newId<BlackoutId>()
  await ctx.db.write(async (tx) => {
    await tx
      .insertInto('schedule_blackout')
      .values({
        blackout_id: blackoutId,
        org_id: actor.orgId,
        facility_id: body.facilityId,
        from_day: body.fromDay,
        to_day: body.toDay,
        reason: body.reason,
        made_by: actor.personId,
        made_at: ctx.now(),
        lifted_at: null,
      })
      .execute()
    const { fromDay, toDay, reason } = body
    const after = { fromDay, toDay, wholeCompany: body.facilityId === null }
    await tell(ctx, tx, actor, {
      blackoutId,
      facilityId: body.facilityId,
      tag: 'blackout.added',
      reason,
      after,
    })
  })
  return blackoutList(ctx, actor)
}

/** Lifts a blackout; starts that it kept from being made stay so. */
export async function liftBlackout(
  ctx: EngineContext,
  actor: Actor,
  input: { readonly blackoutId: BlackoutId; readonly reason: string },
): Promise<BlackoutList> {
  const { blackoutId, reason } = input
  const row = await ctx.db.read
    .selectFrom('schedule_blackout')
    .select(['facility_id'])
    .where('blackout_id', '=', blackoutId)
    .where('org_id', '=', actor.orgId)
    .executeTakeFirst()
  if (!row) fail('not-found', say('blackout.none'))
  await requireFor(ctx, actor, row.facility_id)
  await ctx.db.write(async (tx) => {
    const lifted = await tx
      .updateTable('schedule_blackout')
      .set({ lifted_at: ctx.now() })
      .where('blackout_id', '=', blackoutId)
      .where('lifted_at', 'is', null)
      .returning(['from_day', 'to_day'])
      .executeTakeFirst()
    if (!lifted) return
    const after = { fromDay: lifted.from_day, toDay: lifted.to_day }
    await tell(ctx, tx, actor, {
      blackoutId,
      facilityId: row.facility_id,
      tag: 'blackout.lifted',
      reason,
      after,
    })
  })
  return blackoutList(ctx, actor)
}

/** One of all facilities is of who plans for all. */
function mayAt(actor: Actor, facilityId: FacilityId | null): boolean {
  const scope = scopeOf(actor, 'plan-runs')
  return scope === 'all' || (facilityId !== null && scope.includes(facilityId))
}

async function requireFor(ctx: EngineContext, actor: Actor, facilityId: FacilityId | null): Promise<void> {
  if (facilityId === null) {
    if (!mayAt(actor, null)) fail('forbidden', say('blackout.everywhere'))
    return
  }
  requireAt(actor, 'plan-runs', facilityId)
  const known = await ctx.db.read
    .selectFrom('facility')
    .select('facility_id')
    .where('facility_id', '=', facilityId)
    .where('org_id', '=', actor.orgId)
    .executeTakeFirst()
  if (!known) fail('not-found', say('facility.none'))
}

function faultsOf({ fromDay, toDay }: Body<'addBlackout'>) {
  const wrong = (['fromDay', 'toDay'] as const).filter(
    (field) => placeLocal(`${{ fromDay, toDay }[field]}T00:00`, 'UTC') === null,
  )
  if (wrong.length > 0) return wrong.map((field) => ({ path: `body.${field}`, message: say('blackout.day') }))
  return toDay < fromDay ? [{ path: 'body.toDay', message: say('blackout.order') }] : []
}

/** To the auditor of the facility, or of every one where it is the company's. */
async function tell(
  ctx: EngineContext,
  tx: Tx,
  actor: Actor,
  change: {
    readonly blackoutId: BlackoutId
    readonly facilityId: FacilityId | null
    readonly tag: string
    readonly reason: string
    readonly after: unknown
  },
): Promise<void> {
  const { blackoutId, facilityId, tag, reason, after } = change
  const all = await tx
    .selectFrom('facility')
    .select('facility_id')
    .where('org_id', '=', actor.orgId)
    .$if(facilityId !== null, (found) => found.where('facility_id', '=', facilityId ?? never()))
    .execute()
  await appendAudit(
    tx,
    causeOf(actor),
    all.map((row) => ({
      facilityId: row.facility_id,
      at: ctx.now(),
      tag,
      subjectKind: 'blackout',
      subjectId: blackoutId,
      after,
      reason,
    })),
    ctx.db.rows,
  )
}

function never(): never {
  throw new Error('asked for a facility that was not given')
}
