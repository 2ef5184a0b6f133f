import { fail, type HintSourceList } from '@cyclecount/contract'
import type { FacilityId } from '@cyclecount/domain'
import { appendAudit, type AuditEntry } from '../audit/chain.ts'
import { causeOf, requireAt, scopeOf, type Actor, type EngineContext, type Tx } from '../context.ts'
import { namesOf } from '../people/names.ts'
import { ofHints } from '../secrets/sealed-for.ts'
import { transact } from '../transact.ts'
import { newSecret } from '../webhooks/sign.ts'
import { say } from '../words/say.ts'

/** How long the earlier secret is good beside a new one. */
const BOTH_GOOD_MS = 24 * 60 * 60_000

/** Lets the facility's backend tell that stock changed, also again where it was left off. Answers the new secret; an earlier one is good beside it for a day. */
export async function makeHintSecret(
  ctx: EngineContext,
  actor: Actor,
  facilityId: FacilityId,
): Promise<{ readonly secret: string }> {
  requireAt(actor, 'manage-integrations', facilityId)
  const secret = newSecret()
  await transact(ctx, async (tx) => {
    await requireOurs(tx, actor, facilityId)
    const before = await sourceOf(tx, facilityId)
    const isGood = before !== undefined && before.stopped_at === null
    const made = {
      secret: ctx.vault.seal(secret, ofHints(facilityId)),
      previous_secret: isGood ? before.secret : null,
      previous_until: isGood ? ctx.now() + BOTH_GOOD_MS : 0,
      started_by: actor.personId,
      started_at: before?.started_at ?? ctx.now(),
      stopped_at: null,
    }
    await tx
      .insertInto('stock_hint_source')
      .values({ facility_id: facilityId, org_id: actor.orgId, ...made })
      .onConflict((conflict) => conflict.column('facility_id').doUpdateSet(made))
      .execute()
    await note(ctx, tx, actor, facilityId, {
      tag: isGood ? 'stock-hints.secret-rotated' : 'stock-hints.started',
    })
  })
  return { secret }
}

/** Takes no more hints for the facility. */
export async function stopHints(
  ctx: EngineContext,
  actor: Actor,
  facilityId: FacilityId,
  reason: string,
): Promise<{ readonly done: true }> {
  requireAt(actor, 'manage-integrations', facilityId)
  await transact(ctx, async (tx) => {
    await requireOurs(tx, actor, facilityId)
    const before = (await sourceOf(tx, facilityId)) ?? fail('not-found', say('hints.none'))
    await tx
      .updateTable('stock_hint_source')
      .set({ stopped_at: before.stopped_at ?? ctx.now() })
      .where('facility_id', '=', facilityId)
      .execute()
    await note(ctx, tx, actor, facilityId, { tag: 'stock-hints.stopped', reason })
  })
  return { done: true }
}

/** Of the facilities the actor manages those whose backend tells, or told, of changes. */
export async function listHintSources(ctx: EngineContext, actor: Actor): Promise<HintSourceList> {
  const scope = scopeOf(actor, 'manage-integrations')
  if (scope !== 'all' && scope.length === 0) return { facilities: [] }
  const rows = await ctx.db.read
    .selectFrom('stock_hint_source as s')
    .innerJoin('facility as f', 'f.facility_id', 's.facility_id')
    .select(['s.facility_id', 'f.name', 's.previous_until', 's.started_by', 's.started_at', 's.stopped_at'])
    .select((eb) =>
      eb
        .selectFrom('stock_hint as h')
        .select((inner) => inner.fn.max('h.received_at').as('at'))
        .whereRef('h.facility_id', '=', 's.facility_id')
        .as('told_at'),
    )
    .where('s.org_id', '=', actor.orgId)
    .$if(scope !== 'all', (q) => q.where('s.facility_id', 'in', scope === 'all' ? [] : [...scope]))
    .orderBy('f.code')
    .execute()
  const nameOf = await namesOf(
    ctx,
    actor.orgId,
    rows.map((row) => row.started_by),
  )
  return {
    facilities: rows.map((row) => ({
      facilityId: row.facility_id,
      name: row.name,
      previousSecretUntil: row.previous_until > ctx.now() ? row.previous_until : null,
      startedBy: nameOf(row.started_by),
      startedAt: row.started_at,
      stoppedAt: row.stopped_at,
      lastToldAt: row.told_at,
    })),
  }
}

function sourceOf(tx: Tx, facilityId: FacilityId) {
  return tx
    .selectFrom('stock_hint_source')
    .selectAll()
    .where('facility_id', '=', facilityId)
    .executeTakeFirst()
}

async function requireOurs(tx: Tx, actor: Actor, facilityId: FacilityId): Promise<void> {
  const row = await tx
    .selectFrom('facility')
    .select('facility_id')
    .where('facility_id', '=', facilityId)
    .where('org_id', '=', actor.orgId)
    .executeTakeFirst()
  if (!row) fail('not-found', say('facility.none'))
}

async function note(
  ctx: EngineContext,
  tx: Tx,
  actor: Actor,
  facilityId: FacilityId,
  entry: Pick<AuditEntry, 'tag' | 'reason'>,
): Promise<void> {
  await appendAudit(tx, causeOf(actor), [
    { facilityId, at: ctx.now(), subjectKind: 'facility', subjectId: facilityId, ...entry },
  ])
}
