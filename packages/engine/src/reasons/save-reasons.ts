import { fail } from '@cyclecount/contract'
import { isAllowed, type OrgId, type ReasonId, type Sentence } from '@cyclecount/domain'
import { appendAudit } from '../audit/chain.ts'
import { causeOf, type Actor, type EngineContext, type Tx } from '../context.ts'
import type { Body, Reply } from '../reports/reply.ts'
import { transact } from '../transact.ts'
import { say } from '../words/say.ts'
import { backendsOf, reasonSettings, seenOf, settingsOf, type Setting } from './reason-settings.ts'

type Wanted = Body<'saveReasons'>['reasons'][number]

/**
 * Brings the company's reasons to what is wanted: adds, renames, retires, orders, and maps them to what a backend calls them. No reason is
 * ever deleted, and none changes its code, so that what was decided keeps its reason. Every facility's audit log tells of each change.
 * Refuses who may edit them at some facilities only, settings that somebody changed meanwhile, and codes that a backend does not book by.
 */
export async function saveReasons(
  ctx: EngineContext,
  actor: Actor,
  body: Body<'saveReasons'>,
): Promise<Reply<'saveReasons'>> {
  const everywhere = actor.grants.filter((grant) => grant.facilityId === null)
  if (!isAllowed(everywhere, 'edit-reasons', null)) fail('forbidden', say('reasons.everywhere'))
  const backends = await backendsOf(ctx, actor.orgId)
  await transact(ctx, async (tx) => {
    await lockOrg(tx, actor.orgId)
    const before = await settingsOf(tx, actor.orgId)
    if (seenOf(before) !== body.seen) fail('changed-meanwhile', say('reasons.changed'))
    refuseFaults(faultsOf(before, body.reasons, backends))
    await write(ctx, tx, actor, before, body.reasons)
  })
  return reasonSettings(ctx, actor)
}

/** A write, so that two administrators come one after the other. */
async function lockOrg(tx: Tx, orgId: OrgId): Promise<void> {
  await tx
    .updateTable('org')
    .set((eb) => ({ name: eb.ref('name') }))
    .where('org_id', '=', orgId)
    .execute()
}

type Backends = Reply<'reasonSettings'>['backends']
interface Fault {
  readonly path: string
  readonly message: Sentence
}

function faultsOf(
  before: readonly Setting[],
  wanted: readonly Wanted[],
  backends: Backends,
): readonly Fault[] {
  const known = new Map(before.map((setting) => [setting.reasonId, setting]))
  const kept = new Set(wanted.flatMap(({ reasonId }) => reasonId ?? []))
  const missing = before.filter(({ reasonId }) => !kept.has(reasonId))
  const codes = new Map<string, number>()
  for (const { code } of wanted) codes.set(code, (codes.get(code) ?? 0) + 1)
  return [
    ...missing.map(({ label }) => ({ path: 'reasons', message: say('reasons.neverDeleted', { label }) })),
    ...wanted.flatMap((reason, at) => {
      const path = `reasons.${at}`
      const setting = reason.reasonId === null ? null : known.get(reason.reasonId)
      const faults: Fault[] = []
      if (setting === undefined) faults.push({ path, message: say('reason.none') })
      if (setting && setting.code !== reason.code)
        faults.push({ path: `${path}.code`, message: say('reasons.codeStays', { code: setting.code }) })
      if ((codes.get(reason.code) ?? 0) > 1)
        faults.push({ path: `${path}.code`, message: say('reasons.codeTwice', { code: reason.code }) })
      if (setting?.system === true && !reason.active)
        faults.push({ path: `${path}.active`, message: say('reasons.ruleStays', { label: reason.label }) })
      return [...faults, ...mappingFaults(reason, path, backends)]
    }),
  ]
}

/** Where a reason that people may give would be booked by a code that the backend does not know. */
function mappingFaults(reason: Wanted, path: string, backends: Backends): readonly Fault[] {
  const strange = reason.backendCodes.filter(
    ({ backendId }) => !backends.some((backend) => backend.backendId === backendId),
  )
  const unknown = backends.filter(({ backendId, reasons }) => {
    if (!reason.active || reasons === null) return false
    const code = reason.backendCodes.find((mapped) => mapped.backendId === backendId)?.code ?? reason.code
    return !reasons.some((booked) => booked.code === code)
  })
  return [
    ...strange.map(() => ({ path: `${path}.backendCodes`, message: say('reasons.noBackend') })),
    ...unknown.map(({ name }) => ({
      path: `${path}.backendCodes`,
      message: say('reasons.notBooked', { label: reason.label, backend: name }),
    })),
  ]
}

function refuseFaults(faults: readonly Fault[]): void {
  const [first] = faults
  if (first) fail('bad-request', first.message, faults)
}

async function write(
  ctx: EngineContext,
  tx: Tx,
  actor: Actor,
  before: readonly Setting[],
  wanted: readonly Wanted[],
): Promise<void> {
  const { orgId } = actor
  const known = new Map(before.map((setting) => [setting.reasonId, setting]))
  const changes: { readonly reasonId: ReasonId; readonly before: Setting | null; readonly after: Setting }[] =
    []
  for (const [index, reason] of wanted.entries()) {
    const setting = reason.reasonId === null ? undefined : known.get(reason.reasonId)
    const reasonId = setting?.reasonId ?? ctx.newId<ReasonId>()
    const shown = {
      label: reason.label,
      active: reason.active ? (1 as const) : (0 as const),
      sort_order: index + 1,
    }
    if (setting) {
      await tx.updateTable('decision_reason').set(shown).where('reason_id', '=', reasonId).execute()
    } else {
      await tx
        .insertInto('decision_reason')
        .values({ reason_id: reasonId, org_id: orgId, code: reason.code, system: 0, ...shown })
        .execute()
    }
    await map(tx, orgId, reasonId, reason)
    const after = { ...reason, reasonId, system: setting?.system ?? false }
    if (!setting || !isSame(setting, after)) changes.push({ reasonId, before: setting ?? null, after })
  }
  await tell(ctx, tx, actor, changes, isReordered(before, wanted))
}

/** A mapping to the reason's own code is none. */
async function map(tx: Tx, orgId: OrgId, reasonId: ReasonId, reason: Wanted): Promise<void> {
  await tx.deleteFrom('reason_mapping').where('reason_id', '=', reasonId).execute()
  const rows = reason.backendCodes
    .filter(({ code }) => code !== reason.code)
    .map(({ backendId, code }) => ({
      backend_id: backendId,
      reason_id: reasonId,
      org_id: orgId,
      backend_code: code,
    }))
  if (rows.length > 0) await tx.insertInto('reason_mapping').values(rows).execute()
}

function isSame(before: Setting, after: Setting): boolean {
  const told = ({ label, active, backendCodes, code }: Setting) =>
    JSON.stringify([
      label,
      active,
      backendCodes
        .filter((mapped) => mapped.code !== code)
        .toSorted((a, b) => (a.backendId < b.backendId ? -1 : 1))
        .map((mapped) => [mapped.backendId, mapped.code]),
    ])
  return told(before) === told(after)
}

function isReordered(before: readonly Setting[], wanted: readonly Wanted[]): boolean {
  const kept = wanted.flatMap(({ reasonId }) => reasonId ?? [])
  return kept.some((reasonId, index) => before[index]?.reasonId !== reasonId)
}

async function tell(
  ctx: EngineContext,
  tx: Tx,
  actor: Actor,
  changes: readonly {
    readonly reasonId: ReasonId
    readonly before: Setting | null
    readonly after: Setting
  }[],
  reordered: boolean,
): Promise<void> {
  const at = ctx.now()
  const facilities = await tx
    .selectFrom('facility')
    .select('facility_id')
    .where('org_id', '=', actor.orgId)
    .execute()
  await appendAudit(
    tx,
    causeOf(actor),
    facilities.flatMap(({ facility_id: facilityId }) => [
      ...changes.map(({ reasonId, before, after }) => ({
        facilityId,
        at,
        tag: before === null ? 'reason.added' : 'reason.changed',
        subjectKind: 'reason',
        subjectId: reasonId,
        before,
        after,
      })),
      ...(reordered
        ? [{ facilityId, at, tag: 'reasons.ordered', subjectKind: 'reason', subjectId: actor.orgId }]
        : []),
    ]),
  )
}
