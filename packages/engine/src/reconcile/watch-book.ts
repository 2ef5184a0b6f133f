import type { BackendMovement } from '@cyclecount/backend-port'
import type { ProductId, RunId } from '@cyclecount/domain'
import { internalIdsOf } from '../company/external-ids.ts'
import type { EngineContext } from '../context.ts'
import { requestBookWatch, requestReconcile } from '../jobs/request-job.ts'
import { transact } from '../transact.ts'
import { parseBasis } from './basis.ts'
import { chunksOf } from './chunks.ts'
import { datedByCount } from './dated-by-count.ts'
import { findFacilityCount, type FacilityCount } from './facility-count.ts'
import { liesThere, type PositionMovement } from './position.ts'
import { externalFacility, mapMovements } from './read-book.ts'

/** How often the movements are looked at while a run is in review. */
export const WATCH_EVERY_MS = 5 * 60_000

/**
 * Looks at what the backend has booked since the run was compared, and has it compared again where that is dated before the count of one
 * of its lines: it was booked late. What happened after the count changes no figure. Asks for the next look, as long as the run is in review.
 * Throws where the backend cannot be read now.
 */
export async function watchBook(ctx: EngineContext, runId: RunId): Promise<void> {
  const count = await findFacilityCount(ctx, runId)
  if (!count || !isWatched(count) || !ctx.adapterOf(count.backendId).capabilities.movements) return
  // Before it looks: what is asked for meanwhile comes sooner.
  await transact(ctx, (tx) => requestBookWatch(tx, ctx, count, ctx.now() + WATCH_EVERY_MS))
  const late = await bookedLate(ctx, count)
  await transact(ctx, async (tx) => {
    if (late.isTouched) await requestReconcile(tx, ctx, count)
    if (late.mark !== null)
      await tx
        .insertInto('book_watch')
        .values({
          run_id: count.runId,
          facility_id: count.facilityId,
          org_id: count.orgId,
          mark: late.mark,
          looked_at: ctx.now(),
        })
        .onConflict((conflict) =>
          conflict.columns(['run_id', 'facility_id']).doUpdateSet((eb) => ({
            mark: eb.ref('excluded.mark'),
            looked_at: eb.ref('excluded.looked_at'),
          })),
        )
        .execute()
  })
}

/** In review, also after HQ returned it, and while it lies there: it may come back. */
function isWatched({ status, reconciledAt }: FacilityCount): boolean {
  return reconciledAt !== null && (status === 'reviewing' || status === 'returned' || status === 'submitted')
}

async function bookedLate(
  ctx: EngineContext,
  count: FacilityCount,
): Promise<{ readonly isTouched: boolean; readonly mark: string | null }> {
  const beyond = await lastMark(ctx, count)
  // What lies with HQ is not compared; when it comes back, the look begins where it stopped.
  if (beyond === null || count.status === 'submitted') return { isTouched: false, mark: null }
  const adapter = ctx.adapterOf(count.backendId)
  const facility = await externalFacility(ctx, count)
  const { mark } = await adapter.onHand(facility, null)
  if (mark === null || mark === beyond) return { isTouched: false, mark }
  const found: BackendMovement[] = []
  for (let cursor: string | null = null; ;) {
    const page = await adapter.movements({ facility, mark, beyond, since: 0, cursor })
    found.push(...page.rows)
    if (page.next === null) break
    cursor = page.next
  }
  const movements = await datedByCount(ctx, count, await mapped(ctx, count, found))
  return { isTouched: await touches(ctx, count, movements.filter(liesThere)), mark }
}

/** Where the last look, or the last comparison, stopped. */
async function lastMark(ctx: EngineContext, count: FacilityCount): Promise<string | null> {
  const watched = await ctx.db.read
    .selectFrom('book_watch')
    .select(['mark', 'looked_at'])
    .where('run_id', '=', count.runId)
    .where('facility_id', '=', count.facilityId)
    .executeTakeFirst()
  const compared = await ctx.db.read
    .selectFrom('on_hand_snapshot')
    .select(['cursor', 'read_at'])
    .where('run_id', '=', count.runId)
    .where('facility_id', '=', count.facilityId)
    .where('taken_for', '=', 'comparison')
    .where('is_whole', '=', 1)
    .orderBy('read_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!watched) return compared?.cursor ?? null
  return compared && compared.read_at > watched.looked_at ? compared.cursor : watched.mark
}

async function mapped(
  ctx: EngineContext,
  count: FacilityCount,
  found: readonly BackendMovement[],
): Promise<readonly PositionMovement[]> {
  const names = [...new Set(found.map(({ product }) => product))]
  const places = [...new Set(found.flatMap(({ location }) => location ?? []))]
  return mapMovements(found, {
    products: await internalIdsOf(ctx, count.backendId, 'product', names),
    locations: await internalIdsOf(ctx, count.backendId, 'location', places),
  })
}

/**
 * Whether one of them is dated before the count of a line at its place. Our own adjustments are dated at the very instant of it. Where nothing was
 * compared of its product so far, something may be missing by now.
 */
async function touches(
  ctx: EngineContext,
  count: FacilityCount,
  movements: readonly PositionMovement[],
): Promise<boolean> {
  const lastCountedAt = await lastCount(ctx, count)
  const early = movements.filter(({ occurredAt }) => occurredAt <= lastCountedAt)
  const byProduct = Map.groupBy(early, ({ productId }) => productId)
  const knowsBins = ctx.adapterOf(count.backendId).capabilities.bins
  for (const ids of chunksOf([...byProduct.keys()], 500)) {
    const lines = await linesOf(ctx, count, ids)
    const known = new Set(lines.map((line) => line.product_id))
    if (ids.some((id) => !known.has(id)) && count.countType !== 'DIRECTED_COUNT') return true
    const isTouched = lines.some(
      ({ product_id: productId, location_id: place, basis, decision_id: decided }) => {
        const { asOfAt } = parseBasis(basis)
        return (byProduct.get(productId ?? NOTHING) ?? []).some(
          ({ occurredAt, locationId }) =>
            (occurredAt < asOfAt || (occurredAt === asOfAt && decided === null)) &&
            (!knowsBins || place === null || place === locationId),
        )
      },
    )
    if (isTouched) return true
  }
  return false
}

const NOTHING = '' as ProductId

async function linesOf(ctx: EngineContext, count: FacilityCount, ids: readonly ProductId[]) {
  return ctx.db.read
    .selectFrom('inv_count_import_variance as v')
    .leftJoin('inventory_var_dcsn_rsn as d', 'd.variance_id', 'v.variance_id')
    .select(['v.product_id', 'v.location_id', 'v.basis', 'd.decision_id'])
    .where('v.run_id', '=', count.runId)
    .where('v.facility_id', '=', count.facilityId)
    .where('v.round', '=', count.round)
    .where('v.current', '=', 1)
    .where('v.product_id', 'in', ids)
    .execute()
}

async function lastCount(ctx: EngineContext, count: FacilityCount): Promise<number> {
  const row = await ctx.db.read
    .selectFrom('inv_count_import_variance')
    .select((eb) => eb.fn.max('counted_at').as('at'))
    .where('run_id', '=', count.runId)
    .where('facility_id', '=', count.facilityId)
    .where('round', '=', count.round)
    .where('current', '=', 1)
    .executeTakeFirst()
  return row?.at ?? 0
}
