import { fail, type WebhookList } from '@cyclecount/contract'
import {
  domainEventTypes,
  isAllowed,
  type DomainEventType,
  type FacilityId,
  type WebhookId,
} from '@cyclecount/domain'
import { appendAudit, type AuditEntry } from '../audit/chain.ts'
import { causeOf, scopeOf, type Actor, type Cause, type EngineContext, type Tx } from '../context.ts'
import { numberEvents } from '../events/number-events.ts'
import { namesOf } from '../people/names.ts'
import type { Body, Reply } from '../reports/reply.ts'
import { ofWebhook } from '../secrets/sealed-for.ts'
import { transact } from '../transact.ts'
import { say } from '../words/say.ts'
import type { WebhookRow } from './attempt.ts'
import { parseTypes } from './fan-out.ts'
import { newSecret } from './sign.ts'

/** How long the earlier secret signs beside a new one. */
const BOTH_SIGN_MS = 24 * 60 * 60_000

/**
 * Has an address told of events from now on. Fails with `not-found` for facilities that are not the actor's to manage, with `forbidden` for
 * cost where the actor sees none.
 */
export async function createWebhook(
  ctx: EngineContext,
  actor: Actor,
  body: Body<'createWebhook'>,
): Promise<Reply<'createWebhook'>> {
  const facilities = [...new Set(body.facilityIds)]
  const isManaged = (id: FacilityId) => isAllowed(actor.grants, 'manage-integrations', id)
  const ours = await ctx.db.read
    .selectFrom('facility')
    .select('facility_id')
    .where('org_id', '=', actor.orgId)
    .where('facility_id', 'in', facilities)
    .execute()
  if (ours.length < facilities.length || !facilities.every(isManaged)) fail('not-found', say('facility.none'))
  if (body.showsCost && !facilities.every((id) => isAllowed(actor.grants, 'see-cost', id)))
    fail('forbidden', say('webhook.noCost'))
  if (!URL.canParse(body.url))
    fail('bad-request', say('webhook.url'), [{ path: 'body.url', message: say('webhook.url.fault') }])
  const webhookId = ctx.newId<WebhookId>()
  const secret = newSecret()
  // What has happened before is not for it.
  await numberEvents(ctx)
  await transact(ctx, async (tx) => {
    const head = await tx
      .selectFrom('event_head')
      .select('last_seq')
      .where('org_id', '=', actor.orgId)
      .executeTakeFirst()
    await tx
      .insertInto('webhook')
      .values({
        webhook_id: webhookId,
        org_id: actor.orgId,
        name: body.name,
        url: body.url,
        types: JSON.stringify([...new Set(body.types)]),
        shows_cost: body.showsCost ? 1 : 0,
        status: 'active',
        secret: ctx.vault.seal(secret, ofWebhook(webhookId)),
        previous_secret: null,
        previous_until: 0,
        told_through: head?.last_seq ?? 0,
        created_by: actor.personId,
        created_at: ctx.now(),
        removed_at: null,
      })
      .execute()
    await tx
      .insertInto('webhook_facility')
      .values(facilities.map((id) => ({ webhook_id: webhookId, facility_id: id, org_id: actor.orgId })))
      .execute()
    const { name, url, types, showsCost } = body
    await auditWebhook(ctx, tx, causeOf(actor), webhookId, {
      tag: 'webhook.added',
      after: { name, url, types, showsCost },
    })
  })
  return { webhookId, secret }
}

/** Makes a new secret; the earlier one signs beside it for a day. */
export async function rotateSecret(
  ctx: EngineContext,
  actor: Actor,
  webhookId: WebhookId,
): Promise<Reply<'rotateWebhookSecret'>> {
  const webhook = await webhookOf(ctx, actor, webhookId)
  const secret = newSecret()
  await transact(ctx, async (tx) => {
    await tx
      .updateTable('webhook')
      .set({
        secret: ctx.vault.seal(secret, ofWebhook(webhookId)),
        previous_secret: webhook.secret,
        previous_until: ctx.now() + BOTH_SIGN_MS,
      })
      .where('webhook_id', '=', webhookId)
      .execute()
    await auditWebhook(ctx, tx, causeOf(actor), webhookId, { tag: 'webhook.secret-rotated' })
  })
  return { webhookId, secret }
}

/** Holds its events back, or goes on; also where the receiver had said that it wants no more. */
export async function pauseWebhook(
  ctx: EngineContext,
  actor: Actor,
  webhookId: WebhookId,
  paused: boolean,
): Promise<{ readonly done: true }> {
  const { status: before } = await webhookOf(ctx, actor, webhookId)
  const status = paused ? 'paused' : 'active'
  await transact(ctx, async (tx) => {
    await tx.updateTable('webhook').set({ status }).where('webhook_id', '=', webhookId).execute()
    const tag = paused ? 'webhook.paused' : 'webhook.resumed'
    await auditWebhook(ctx, tx, causeOf(actor), webhookId, {
      tag,
      before: { status: before },
      after: { status },
    })
  })
  return { done: true }
}

/** Tells the address no more. What was sent and what came of it stays. */
export async function removeWebhook(
  ctx: EngineContext,
  actor: Actor,
  given: { readonly webhookId: WebhookId; readonly reason: string },
): Promise<{ readonly done: true }> {
  const { webhookId, reason } = given
  const { name, url } = await webhookOf(ctx, actor, webhookId)
  await transact(ctx, async (tx) => {
    await tx
      .updateTable('webhook')
      .set({ removed_at: ctx.now() })
      .where('webhook_id', '=', webhookId)
      .execute()
    await auditWebhook(ctx, tx, causeOf(actor), webhookId, {
      tag: 'webhook.removed',
      before: { name, url },
      reason,
    })
  })
  return { done: true }
}

/** The webhook, where the actor manages every facility it is told of: what it is told is told of all of them. */
export async function webhookOf(ctx: EngineContext, actor: Actor, webhookId: WebhookId): Promise<WebhookRow> {
  const [webhook] = await managed(ctx, actor, webhookId)
  return webhook ?? fail('not-found', say('webhook.none'))
}

async function managed(
  ctx: EngineContext,
  actor: Actor,
  webhookId: WebhookId | null,
): Promise<readonly WebhookRow[]> {
  const scope = scopeOf(actor, 'manage-integrations')
  return ctx.db.read
    .selectFrom('webhook as w')
    .selectAll('w')
    .where('w.org_id', '=', actor.orgId)
    .where('w.removed_at', 'is', null)
    .$if(webhookId !== null, (found) =>
      webhookId === null ? found : found.where('w.webhook_id', '=', webhookId),
    )
    .$if(scope !== 'all', (found) =>
      found.where((eb) =>
        eb.not(
          eb.exists(
            eb
              .selectFrom('webhook_facility as f')
              .select('f.facility_id')
              .whereRef('f.webhook_id', '=', 'w.webhook_id')
              .$if(scope !== 'all' && scope.length > 0, (beyond) =>
                beyond.where('f.facility_id', 'not in', scope === 'all' ? [] : scope),
              ),
          ),
        ),
      ),
    )
    .orderBy('w.created_at', 'desc')
    .orderBy('w.webhook_id', 'desc')
    .execute()
}

export async function auditWebhook(
  ctx: EngineContext,
  tx: Tx,
  cause: Cause,
  webhookId: WebhookId,
  entry: Pick<AuditEntry, 'tag' | 'before' | 'after' | 'reason'>,
): Promise<void> {
  const places = await tx
    .selectFrom('webhook_facility')
    .select('facility_id')
    .where('webhook_id', '=', webhookId)
    .execute()
  await appendAudit(
    tx,
    cause,
    places.map(({ facility_id: facilityId }) => ({
      facilityId,
      at: ctx.now(),
      subjectKind: 'webhook',
      subjectId: webhookId,
      ...entry,
    })),
  )
}

/** The webhooks the actor manages, newest first, with how far each is. */
export async function listWebhooks(ctx: EngineContext, actor: Actor): Promise<WebhookList> {
  const rows = await managed(ctx, actor, null)
  const nameOf = await namesOf(
    ctx,
    actor.orgId,
    rows.map((row) => row.created_by),
  )
  return { webhooks: await Promise.all(rows.map((row) => told(ctx, row, nameOf))) }
}

async function told(
  ctx: EngineContext,
  row: WebhookRow,
  nameOf: Awaited<ReturnType<typeof namesOf>>,
): Promise<WebhookList['webhooks'][number]> {
  const facilities = await ctx.db.read
    .selectFrom('webhook_facility as w')
    .innerJoin('facility as f', 'f.facility_id', 'w.facility_id')
    .select(['f.facility_id', 'f.code', 'f.name'])
    .where('w.webhook_id', '=', row.webhook_id)
    .orderBy('f.code')
    .execute()
  const counts = await ctx.db.read
    .selectFrom('webhook_delivery')
    .select((eb) => ['state', eb.fn.countAll<number>().as('events')])
    .where('webhook_id', '=', row.webhook_id)
    .where('state', '!=', 'done')
    .groupBy('state')
    .execute()
  const [last] = await lastAttempts(ctx, row.webhook_id, 1)
  const count = (state: string) => counts.find((one) => one.state === state)?.events ?? 0
  const types = parseTypes(row.types)
  return {
    webhookId: row.webhook_id,
    name: row.name,
    url: row.url,
    types: domainEventTypes.filter((type): type is DomainEventType => types.includes(type)),
    showsCost: row.shows_cost === 1,
    facilities: facilities.map(({ facility_id: facilityId, code, name }) => ({ facilityId, code, name })),
    status: row.status,
    previousSecretUntil: row.previous_until > ctx.now() ? row.previous_until : null,
    waiting: count('waiting'),
    dead: count('dead'),
    lastAttempt: last ?? null,
    createdBy: nameOf(row.created_by),
    createdAt: row.created_at,
  }
}

async function lastAttempts(ctx: EngineContext, webhookId: WebhookId, howMany: number) {
  const rows = await ctx.db.read
    .selectFrom('webhook_attempt')
    .selectAll()
    .where('webhook_id', '=', webhookId)
    .orderBy('started_at', 'desc')
    .orderBy('attempt_id', 'desc')
    .limit(howMany)
    .execute()
  return rows.map((row) => ({
    eventId: row.event_id,
    type: row.type,
    at: row.started_at,
    tookMs: row.took_ms,
    status: row.status,
    message: row.message,
    delivered: row.status !== null && row.status >= 200 && row.status < 300,
  }))
}

/** What came of the last fifty sendings, newest first. */
export async function webhookAttempts(
  ctx: EngineContext,
  actor: Actor,
  webhookId: WebhookId,
): Promise<Reply<'webhookAttempts'>> {
  await webhookOf(ctx, actor, webhookId)
  return { attempts: await lastAttempts(ctx, webhookId, 50) }
}
