import { fail, type CountUploadBody } from '@cyclecount/contract'
import type { FacilityId, ProductId, RunId } from '@cyclecount/domain'
import type { EngineContext, Tx } from '../context.ts'
import { insertRun } from '../planning/create-run.ts'
import { lockFacilityCount, refuseClosed } from '../reconcile/facility-count.ts'
import { say } from '../words/say.ts'
import { runCauseOf, type CountSource } from './count-source.ts'

/** The run that an upload goes into. */
export interface UploadRun {
  readonly run_id: RunId
  readonly facility_id: FacilityId
  readonly round: number
  /** Nothing of it can have been counted before. */
  readonly created_at: number
}

/** The run that the request names. Fails with `not-found` beyond the facility, with `closed` where its figures are fixed. */
export async function namedRun(
  tx: Tx,
  source: CountSource,
  facilityId: FacilityId,
  runId: RunId,
): Promise<UploadRun & { readonly isOwn: boolean }> {
  const run = await tx
    .selectFrom('count_run as r')
    .innerJoin('run_facility as rf', 'rf.run_id', 'r.run_id')
    .select(['r.created_at', 'r.created_by', 'r.count_type_enum_id'])
    .where('r.run_id', '=', runId)
    .where('r.org_id', '=', source.orgId)
    .where('rf.facility_id', '=', facilityId)
    .executeTakeFirst()
  if (!run) return fail('not-found', say('run.none'))
  const { status, round } = await lockFacilityCount(tx, { runId, facilityId })
  refuseClosed({ status })
  const isOwn =
    source.addsItems && run.created_by === source.runsBy && run.count_type_enum_id === 'DIRECTED_COUNT'
  return { run_id: runId, facility_id: facilityId, round, created_at: run.created_at, isOwn }
}

/** A directed run of what the rows name. It is dated to the first of them: each is compared with the book as of its own instant. */
export async function newRun(
  ctx: EngineContext,
  tx: Tx,
  source: CountSource,
  given: {
    readonly facilityId: FacilityId
    readonly name: string
    readonly rows: CountUploadBody['rows']
    readonly items: readonly ProductId[]
  },
): Promise<UploadRun> {
  const runId = ctx.newId<RunId>()
  const now = ctx.now()
  const createdAt = given.rows.reduce((first, row) => Math.min(first, row.countedAt), now)
  await insertRun(ctx, tx, runCauseOf(source), {
    runId,
    personId: source.runsBy,
    createdAt,
    dueAt: null,
    body: {
      name: given.name,
      facilityId: given.facilityId,
      countType: 'DIRECTED_COUNT',
      blind: true,
      dueLocal: null,
      items: [...given.items],
    },
  })
  return { run_id: runId, facility_id: given.facilityId, round: 1, created_at: createdAt }
}

/** A run that the source made itself looks for what its later rows name, too. */
export async function addItems(
  tx: Tx,
  source: CountSource,
  runId: RunId,
  items: readonly ProductId[],
): Promise<void> {
  if (items.length === 0) return
  await tx
    .insertInto('run_item')
    .values(items.map((productId) => ({ run_id: runId, product_id: productId, org_id: source.orgId })))
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
