import { fail } from '@cyclecount/contract'
import { isUniqueViolation } from '@cyclecount/db'
import { isAllowed, type OrgId } from '@cyclecount/domain'
import { appendAudit } from '../audit/chain.ts'
import { causeOf, type Actor, type EngineContext, type Tx } from '../context.ts'
import type { Body, Reply } from '../reports/reply.ts'
import { say } from '../words/say.ts'
import { rulesPage } from './rules-page.ts'
import { rulesInForce } from './rule-versions.ts'
import { checkRules } from './check-rules.ts'

/**
 * Makes a new version of the rules of the whole company; what earlier versions decided stays. Open lines are judged by it when they
 * are compared next. Every facility's audit log tells of it, for a line there may be decided by it. Refuses who may edit them at some
 * facilities only, and where somebody else made a version meanwhile.
 */
export async function saveRules(
  ctx: EngineContext,
  actor: Actor,
  body: Body<'saveRules'>,
): Promise<Reply<'saveRules'>> {
  requireEverywhere(actor)
  await checkRules(ctx, actor, body.rules)
  try {
    await ctx.db.write((tx) => insertVersion(ctx, tx, actor, body))
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    fail('changed-meanwhile', say('rules.changed'))
  }
  return rulesPage(ctx, actor)
}

/** The rules are the company's: nobody who answers for some of its facilities changes them for the others. */
export function requireEverywhere(actor: Actor): void {
  const everywhere = actor.grants.filter((grant) => grant.facilityId === null)
  if (!isAllowed(everywhere, 'edit-rules', null)) fail('forbidden', say('rules.everywhere'))
}

async function insertVersion(
  ctx: EngineContext,
  tx: Tx,
  actor: Actor,
  { basedOn, rules, reason }: Body<'saveRules'>,
): Promise<void> {
  const before = await rulesInForce(tx, actor.orgId)
  if (before.version !== basedOn) fail('changed-meanwhile', say('rules.changed'))
  const at = ctx.now()
  const version = before.version + 1
  await tx
    .insertInto('guardrail_version')
    .values({
      org_id: actor.orgId,
      version,
      rules: JSON.stringify(rules),
      reason,
      made_by: actor.personId,
      made_at: at,
    })
    .execute()
  const facilities = await facilitiesOf(tx, actor.orgId)
  await appendAudit(
    tx,
    causeOf(actor),
    facilities.map((facilityId) => ({
      facilityId,
      at,
      tag: 'rules.changed',
      subjectKind: 'rules',
      subjectId: actor.orgId,
      before: { version: before.version, rules: before.rules },
      after: { version, rules },
      reason,
    })),
  )
}

async function facilitiesOf(tx: Tx, orgId: OrgId) {
  const rows = await tx.selectFrom('facility').select('facility_id').where('org_id', '=', orgId).execute()
  return rows.map((row) => row.facility_id)
}
