import type { FacilityId, Sealed } from '@cyclecount/domain'
import { appendAudit } from '../audit/chain.ts'
import type { Cause, EngineContext } from '../context.ts'
import { transact } from '../transact.ts'
import { auditWebhook } from '../webhooks/manage.ts'
import { say } from '../words/say.ts'
import { ofAnswers, ofHints, ofWebhook } from './sealed-for.ts'

/** What became of the secrets in the database when the keys were looked at. */
export interface SecretsLookedAt {
  /** Sealed anew with the first key. */
  readonly resealed: number
  /** What they are of, in words: none of the keys opens them. */
  readonly unreadable: readonly string[]
}

/**
 * Seals every secret with the first key that another one of the keys had sealed, so that the others can be thrown away, and says what none of them
 * opens. The secrets stay what they are; the audit log tells that they were sealed anew.
 */
export async function resealSecrets(ctx: EngineContext): Promise<SecretsLookedAt> {
  const done = [
    ...(await resealWebhooks(ctx)),
    ...(await resealFacilities(ctx, answers)),
    ...(await resealFacilities(ctx, hints)),
  ]
  return {
    resealed: done.filter(({ became }) => became === 'resealed').length,
    unreadable: done.flatMap(({ became, name }) => (became === 'unreadable' ? [name] : [])),
  }
}

interface Done {
  readonly became: 'as it was' | 'resealed' | 'unreadable'
  readonly name: string
}

interface Kept {
  readonly secret: Sealed
  readonly previous_secret: Sealed | null
  readonly previous_until: number
}

async function resealWebhooks(ctx: EngineContext): Promise<readonly Done[]> {
  const rows = await ctx.db.read
    .selectFrom('webhook')
    .select(['webhook_id', 'org_id', 'name', 'secret', 'previous_secret', 'previous_until'])
    .where('removed_at', 'is', null)
    .execute()
  const done: Done[] = []
  for (const row of rows) {
    const { webhook_id: webhookId, name, secret } = row
    const { became, changed } = reseal(ctx, row, ofWebhook(webhookId))
    if (became === 'resealed')
      await transact(ctx, async (tx) => {
        const { numUpdatedRows } = await tx
          .updateTable('webhook')
          .set(changed)
          .where('webhook_id', '=', webhookId)
          .where('secret', '=', secret)
          .executeTakeFirstOrThrow()
        // Another one was made meanwhile, or another process was first.
        if (numUpdatedRows === 0n) return
        await auditWebhook(ctx, tx, byItself(row.org_id), webhookId, { tag: 'webhook.secret-resealed' })
      })
    done.push({ became, name: say('secrets.webhook', { name }) })
  }
  return done
}

interface OfFacilities {
  readonly table: 'facility_by_event' | 'stock_hint_source'
  readonly of: (facilityId: FacilityId) => string
  readonly tag: string
  readonly named: (name: string) => string
}

const answers: OfFacilities = {
  table: 'facility_by_event',
  of: ofAnswers,
  tag: 'by-event.secret-resealed',
  named: (name) => say('secrets.answers', { name }),
}
const hints: OfFacilities = {
  table: 'stock_hint_source',
  of: ofHints,
  tag: 'stock-hints.secret-resealed',
  named: (name) => say('secrets.hints', { name }),
}

async function resealFacilities(ctx: EngineContext, kind: OfFacilities): Promise<readonly Done[]> {
  const kept = await ctx.db.read
    .selectFrom(kind.table)
    .select(['facility_id', 'org_id', 'secret', 'previous_secret', 'previous_until'])
    .execute()
  const facilities = await ctx.db.read.selectFrom('facility').select(['facility_id', 'name']).execute()
  const names = new Map(facilities.map((row) => [row.facility_id, row.name]))
  const rows = kept.map((row) => ({ ...row, name: names.get(row.facility_id) ?? '' }))
  const done: Done[] = []
  for (const row of rows) {
    const { facility_id: facilityId, name, secret } = row
    const { became, changed } = reseal(ctx, row, kind.of(facilityId))
    if (became === 'resealed')
      await transact(ctx, async (tx) => {
        const { numUpdatedRows } = await tx
          .updateTable(kind.table)
          .set(changed)
          .where('facility_id', '=', facilityId)
          .where('secret', '=', secret)
          .executeTakeFirstOrThrow()
        if (numUpdatedRows === 0n) return
        const subject = { subjectKind: 'facility', subjectId: facilityId, facilityId }
        await appendAudit(tx, byItself(row.org_id), [{ ...subject, at: ctx.now(), tag: kind.tag }])
      })
    done.push({ became, name: kind.named(name) })
  }
  return done
}

/** The secret and, while it is good, the earlier one, as they are to be kept. */
function reseal(
  { vault, now }: EngineContext,
  kept: Kept,
  of: string,
): {
  readonly became: Done['became']
  readonly changed: { readonly secret: Sealed; readonly previous_secret: Sealed | null }
} {
  const earlier = kept.previous_until > now() ? kept.previous_secret : null
  const secret = vault.open(kept.secret, of)
  const previous = earlier === null ? null : vault.open(earlier, of)
  const unchanged = { secret: kept.secret, previous_secret: kept.previous_secret }
  if (secret === null) return { became: 'unreadable', changed: unchanged }
  const current = [kept.secret, kept.previous_secret].every((one) => one === null || vault.isCurrent(one))
  if (current) return { became: 'as it was', changed: unchanged }
  const changed = {
    secret: vault.seal(secret, of),
    previous_secret: previous === null ? null : vault.seal(previous, of),
  }
  return { became: 'resealed', changed }
}

/** Nobody asked for it: a server began with another key. */
function byItself(orgId: Cause['orgId']): Cause {
  return { orgId, personId: null, deviceId: null }
}
