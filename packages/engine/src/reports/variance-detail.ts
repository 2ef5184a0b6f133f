import { fail, type VarianceDetail } from '@cyclecount/contract'
import type { VarianceId } from '@cyclecount/domain'
import { requireAt, scopeOf, type Actor, type EngineContext } from '../context.ts'
import { namesOf } from '../people/names.ts'
import { photosOf } from '../photos/photos-of.ts'
import { openRecounts } from '../recounts/open-recounts.ts'
import { parseBasis, type Basis } from '../reconcile/basis.ts'
import { findFacilityCount, seesCost, type FacilityCount } from '../reconcile/facility-count.ts'
import { explain } from './explanation.ts'
import { scansOfLine } from './line-scans.ts'
import { toVariance } from './to-variance.ts'
import { allLines, type VarianceLine } from './variance-lines.ts'
import { say } from '../words/say.ts'

type Entry = VarianceDetail['timeline'][number]

/** One variance down to its scans and movements, explained in a sentence. Any version of a line, also one that is no longer current. */
export async function varianceDetail(
  ctx: EngineContext,
  actor: Actor,
  varianceId: VarianceId,
): Promise<VarianceDetail> {
  const row = await allLines(ctx)
    .where('v.variance_id', '=', varianceId)
    .where('v.org_id', '=', actor.orgId)
    .executeTakeFirst()
  const scope = scopeOf(actor, 'review')
  const count = row && (await findFacilityCount(ctx, row.run_id))
  if (!row || !count || (scope !== 'all' && !scope.includes(row.facility_id))) {
    return fail('not-found', say('line.none'))
  }
  requireAt(actor, 'review', row.facility_id)
  const basis = parseBasis(row.basis)
  const knowsBins = ctx.adapterOf(count.backendId).capabilities.bins
  const [scans, movements, versions] = await Promise.all([
    scansOfLine(ctx, row, basis, knowsBins),
    movementsOf(ctx, count, row, basis),
    versionsOf(ctx, row),
  ])
  const photos = await photosOf(ctx, row.facility_id, [...new Set(scans.map((scan) => scan.sessionId))])
  const proposals = await proposalsOf(ctx, row)
  const committedMilli = await committedOf(ctx, row, basis)
  const recounting = await openRecounts(ctx.db.read, count)
  const nameOf = await namesOf(ctx, actor.orgId, [
    ...[recounting(row.product_id, row.location_id)].filter((person) => person !== undefined),
    ...basis.counters,
    ...scans.map((scan) => scan.personId),
    ...versions.flatMap((version) => version.decided_by ?? []),
    ...versions.flatMap((version) => version.first_by ?? []),
  ])
  const timeline: readonly Entry[] = [
    ...scans.map(({ personId, ...scan }): Entry => ({
      what: 'scan',
      ...scan,
      person: nameOf(personId),
      photos: photos.flatMap(({ scanId, photo }) => (scanId === scan.scanId ? photo : [])),
    })),
    ...movements.map((movement): Entry => ({
      what: 'movement',
      at: movement.occurred_at,
      recordedAt: movement.recorded_at,
      kind: movement.kind,
      quantityMilli: movement.quantity_milli,
      ref: movement.external_ref,
    })),
    ...(row.snapshot_id === null
      ? []
      : [{ what: 'read' as const, at: basis.readAt, quantityMilli: basis.readMilli }]),
    ...versions.flatMap((version) => firstEntry(version, nameOf)),
    ...versions.flatMap((version) => decisionEntry(version, nameOf)),
    ...proposals,
  ]
  return {
    line: toVariance(row, { actor, nameOf, recounting, showsCost: seesCost(actor, row.facility_id) }),
    explanation: explain({
      basis,
      countedState: row.counted_state,
      expectedMilli: row.system_quantity_on_hand,
      countedMilli: row.actual_quantity_on_hand,
      timeZone: count.timeZone,
      committedMilli,
      movedSince: movements
        .filter((movement) => movement.occurred_at > basis.asOfAt)
        .map((movement) => ({ kind: movement.kind, quantityMilli: movement.quantity_milli })),
    }),
    readMilli: basis.readMilli,
    readAt: row.snapshot_id === null ? null : basis.readAt,
    committedMilli,
    timeline: timeline.toSorted((a, b) => a.at - b.at),
    versions: versions.map((version) => ({
      version: version.version,
      expectedMilli: version.system_quantity_on_hand,
      countedMilli: version.actual_quantity_on_hand,
      createdAt: version.created_at,
    })),
  }
}

/** Movements of the line's positions that the read knew of. */
async function movementsOf(ctx: EngineContext, count: FacilityCount, row: VarianceLine, basis: Basis) {
  if (row.product_id === null || basis.positions.length === 0) return []
  return ctx.db.read
    .selectFrom('book_movement')
    .select(['external_ref', 'kind', 'quantity_milli', 'occurred_at', 'recorded_at'])
    .where('org_id', '=', row.org_id)
    .where('facility_id', '=', row.facility_id)
    .where('backend_id', '=', count.backendId)
    .where('product_id', '=', row.product_id)
    .where('position_key', 'in', basis.positions)
    .where('recorded_at', '<=', basis.readAt)
    .orderBy('occurred_at')
    .limit(1000)
    .execute()
}

/** What the mirror of the last read shows as committed to orders at the line's positions, in whatever way the backend says it. */
async function committedOf(ctx: EngineContext, row: VarianceLine, basis: Basis): Promise<number> {
  if (basis.positions.length === 0) return 0
  const rows = await ctx.db.read
    .selectFrom('inventory_balance')
    .select(['stock_state', 'quantity_on_hand_milli', 'reserved_milli'])
    .where('facility_id', '=', row.facility_id)
    .where('position_key', 'in', basis.positions)
    .execute()
  return rows.reduce(
    (sum, held) =>
      sum + (held.stock_state === 'reserved' ? held.quantity_on_hand_milli : held.reserved_milli),
    0,
  )
}

/** Every version of the line in this round, with its decision. */
async function versionsOf(ctx: EngineContext, row: VarianceLine) {
  return allLines(ctx)
    .where('v.org_id', '=', row.org_id)
    .where('v.run_id', '=', row.run_id)
    .where('v.facility_id', '=', row.facility_id)
    .where('v.round', '=', row.round)
    .where('v.line_key', '=', row.line_key)
    .orderBy('v.version')
    .execute()
}

function decisionEntry(
  version: VarianceLine,
  nameOf: (id: NonNullable<VarianceLine['decided_by']>) => string,
): Entry[] {
  if (version.outcome === null || version.decided_at === null) return []
  return [
    {
      what: 'decision',
      at: version.decided_at,
      outcome: version.outcome,
      reason: version.reason_label ?? '',
      person: version.decided_by === null ? null : nameOf(version.decided_by),
      rule: version.rule_version,
      note: version.note ?? '',
      precedence: version.precedence,
    },
  ]
}

function firstEntry(
  version: VarianceLine,
  nameOf: (id: NonNullable<VarianceLine['first_by']>) => string,
): Entry[] {
  if (version.first_by === null || version.first_at === null) return []
  return [
    {
      what: 'decision',
      at: version.first_at,
      outcome: 'approved-first',
      reason: version.first_reason ?? '',
      person: nameOf(version.first_by),
      rule: null,
      note: version.first_note ?? '',
      precedence: null,
    },
  ]
}

async function proposalsOf(ctx: EngineContext, row: VarianceLine): Promise<readonly Entry[]> {
  const rows = await ctx.db.read
    .selectFrom('proposed_actions as a')
    .innerJoin('inv_count_import_variance as v', 'v.variance_id', 'a.variance_id')
    .select(['a.status_id', 'a.delta_milli', 'a.document_id', 'a.message', 'a.created_at', 'a.settled_at'])
    .where('v.run_id', '=', row.run_id)
    .where('v.facility_id', '=', row.facility_id)
    .where('v.round', '=', row.round)
    .where('v.line_key', '=', row.line_key)
    .orderBy('a.created_at')
    .execute()
  return rows.map((proposal): Entry => ({
    what: 'proposal',
    at: proposal.settled_at ?? proposal.created_at,
    status: proposal.status_id,
    deltaMilli: proposal.delta_milli,
    documentId: proposal.document_id,
    message: proposal.message,
  }))
}
