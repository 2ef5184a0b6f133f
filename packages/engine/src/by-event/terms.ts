import { fail, type AdjustmentsByEventList } from '@cyclecount/contract'
import type { Schema } from '@cyclecount/db'
import type { FacilityId } from '@cyclecount/domain'
import { appendAudit, type AuditEntry } from '../audit/chain.ts'
import {
  causeOf,
  requireAt,
  scopeOf,
  type Actor,
  type EngineContext,
  type ReadOrTx,
  type Tx,
} from '../context.ts'
import { namesOf } from '../people/names.ts'
import type { Body } from '../reports/reply.ts'
import { ofAnswers } from '../secrets/sealed-for.ts'
import { transact } from '../transact.ts'
import { newSecret } from '../webhooks/sign.ts'
import { say } from '../words/say.ts'

const HOUR_MS = 60 * 60_000
/** How long the earlier secret is good beside a new one. */
const BOTH_GOOD_MS = 24 * HOUR_MS

export type Terms = Schema['facility_by_event']

/** How the facility's backend is asked by events, also where it has left off; null where it never was. */
export async function termsOf(db: ReadOrTx, facilityId: FacilityId): Promise<Terms | null> {
  const row = await db
    .selectFrom('facility_by_event')
    .selectAll()
    .where('facility_id', '=', facilityId)
    .executeTakeFirst()
  return row ?? null
}

/** Whether what is new at the facility is asked for by events. */
export async function isByEvent(db: ReadOrTx, facilityId: FacilityId): Promise<boolean> {
  const terms = await termsOf(db, facilityId)
  return terms !== null && terms.stopped_at === null
}

/**
 * Has the facility's adjustments asked for by events from now on, or changes how long an answer is waited for; what waits keeps its time.
 * Answers the secret that signs the answers where one was made.
 */
export async function setByEvent(
  ctx: EngineContext,
  actor: Actor,
  facilityId: FacilityId,
  body: Body<'setAdjustmentsByEvent'>,
): Promise<{ readonly secret: string | null }> {
  requireAt(actor, 'manage-integrations', facilityId)
  const secret = newSecret()
  const wanted = {
    answer_within_ms: body.answerWithinHours * HOUR_MS,
    looks_up: body.looksUp ? (1 as const) : (0 as const),
  }
  return transact(ctx, async (tx) => {
    await requireOurs(tx, actor, facilityId)
    const before = await termsOf(tx, facilityId)
    await tx
      .insertInto('facility_by_event')
      .values({
        facility_id: facilityId,
        org_id: actor.orgId,
        ...wanted,
        secret: ctx.vault.seal(secret, ofAnswers(facilityId)),
        previous_secret: null,
        previous_until: 0,
        started_by: actor.personId,
        started_at: ctx.now(),
        stopped_at: null,
      })
      .onConflict((conflict) => conflict.column('facility_id').doUpdateSet({ ...wanted, stopped_at: null }))
      .execute()
    await note(ctx, tx, actor, facilityId, {
      tag: before === null ? 'by-event.started' : 'by-event.changed',
      ...(before === null ? {} : { before: toldOf(before) }),
      after: { ...body, isStopped: false },
    })
    return { secret: before === null ? secret : null }
  })
}

/** Makes a new secret for the answers; the earlier one is good beside it for a day. */
export async function rotateAnswerSecret(
  ctx: EngineContext,
  actor: Actor,
  facilityId: FacilityId,
): Promise<{ readonly secret: string }> {
  requireAt(actor, 'manage-integrations', facilityId)
  const secret = newSecret()
  await transact(ctx, async (tx) => {
    const { secret: earlier } = await requireTerms(tx, actor, facilityId)
    await tx
      .updateTable('facility_by_event')
      .set({
        secret: ctx.vault.seal(secret, ofAnswers(facilityId)),
        previous_secret: earlier,
        previous_until: ctx.now() + BOTH_GOOD_MS,
      })
      .where('facility_id', '=', facilityId)
      .execute()
    await note(ctx, tx, actor, facilityId, { tag: 'by-event.secret-rotated' })
  })
  return { secret }
}

/** Asks for nothing more by events at the facility. What was asked before is still answered. */
export async function stopByEvent(
  ctx: EngineContext,
  actor: Actor,
  facilityId: FacilityId,
  reason: string,
): Promise<{ readonly done: true }> {
  requireAt(actor, 'manage-integrations', facilityId)
  await transact(ctx, async (tx) => {
    const before = await requireTerms(tx, actor, facilityId)
    await tx
      .updateTable('facility_by_event')
      .set({ stopped_at: before.stopped_at ?? ctx.now() })
      .where('facility_id', '=', facilityId)
      .execute()
    await note(ctx, tx, actor, facilityId, { tag: 'by-event.stopped', before: toldOf(before), reason })
  })
  return { done: true }
}

/** Of the facilities the actor manages those that are or were asked by events, and what waits for an answer there. */
export async function listByEvent(ctx: EngineContext, actor: Actor): Promise<AdjustmentsByEventList> {
  const scope = scopeOf(actor, 'manage-integrations')
  if (scope !== 'all' && scope.length === 0) return { facilities: [] }
  const rows = await ctx.db.read
    .selectFrom('facility_by_event as e')
    .innerJoin('facility as f', 'f.facility_id', 'e.facility_id')
    .selectAll('e')
    .select(['f.code', 'f.name'])
    .where('e.org_id', '=', actor.orgId)
    .$if(scope !== 'all', (q) => q.where('e.facility_id', 'in', scope === 'all' ? [] : [...scope]))
    .orderBy('f.code')
    .execute()
  const waiting = await ctx.db.read
    .selectFrom('delivery as d')
    .innerJoin('adjustment_request as q', 'q.idempotency_key', 'd.idempotency_key')
    .select((eb) => [
      'd.facility_id',
      eb.fn.countAll<number>().as('asked'),
      eb.fn.min('q.asked_at').as('oldest'),
    ])
    .where('d.state', '=', 'asked')
    .where('d.org_id', '=', actor.orgId)
    .groupBy('d.facility_id')
    .execute()
  const nameOf = await namesOf(
    ctx,
    actor.orgId,
    rows.map((row) => row.started_by),
  )
  return {
    facilities: rows.map((row) => {
      const waits = waiting.find((one) => one.facility_id === row.facility_id)
      return {
        facilityId: row.facility_id,
        code: row.code,
        name: row.name,
        answerWithinHours: row.answer_within_ms / HOUR_MS,
        looksUp: row.looks_up === 1,
        previousSecretUntil: row.previous_until > ctx.now() ? row.previous_until : null,
        startedBy: nameOf(row.started_by),
        startedAt: row.started_at,
        stoppedAt: row.stopped_at,
        asked: waits?.asked ?? 0,
        oldestAskedAt: waits?.oldest ?? null,
      }
    }),
  }
}

/** Without the secrets. */
function toldOf(terms: Terms) {
  return {
    answerWithinHours: terms.answer_within_ms / HOUR_MS,
    looksUp: terms.looks_up === 1,
    isStopped: terms.stopped_at !== null,
  }
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

async function requireTerms(tx: Tx, actor: Actor, facilityId: FacilityId): Promise<Terms> {
  await requireOurs(tx, actor, facilityId)
  return (await termsOf(tx, facilityId)) ?? fail('not-found', say('byEvent.none'))
}

async function note(
  ctx: EngineContext,
  tx: Tx,
  actor: Actor,
  facilityId: FacilityId,
  entry: Pick<AuditEntry, 'tag' | 'before' | 'after' | 'reason'>,
): Promise<void> {
  await appendAudit(tx, causeOf(actor), [
    { facilityId, at: ctx.now(), subjectKind: 'facility', subjectId: facilityId, ...entry },
  ])
}
