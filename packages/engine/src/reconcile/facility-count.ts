import { fail } from '@cyclecount/contract'
import type { CountType } from '@cyclecount/db'
import {
  isAllowed,
  type BackendId,
  type Capability,
  type FacilityId,
  type OrgId,
  type RunId,
  type RunStatus,
} from '@cyclecount/domain'
import { requireAt, type Actor, type EngineContext, type Tx } from '../context.ts'
import { say } from '../words/say.ts'

/** A run at its facility: what every step after counting works on. */
export interface FacilityCount {
  readonly runId: RunId
  readonly runName: string
  readonly orgId: OrgId
  readonly facilityId: FacilityId
  readonly facilityName: string
  readonly backendId: BackendId
  readonly currency: string
  readonly timeZone: string
  readonly countType: CountType
  readonly status: RunStatus
  readonly round: number
  readonly reconciledAt: number | null
  /** Nothing of the run was counted before this instant. */
  readonly createdAt: number
}

/** The run's count as the actor may see it; not found where it does not exist or lies beyond the actor's facilities. */
export async function facilityCount(
  ctx: EngineContext,
  actor: Actor,
  capability: Capability,
  runId: RunId,
): Promise<FacilityCount> {
  const count = await findFacilityCount(ctx, runId)
  const isKnown = count?.orgId === actor.orgId && reaches(actor, count.facilityId)
  if (!count || !isKnown) return fail('not-found', say('run.none'))
  requireAt(actor, capability, count.facilityId)
  return count
}

function reaches(actor: Actor, facilityId: FacilityId): boolean {
  return actor.grants.some((grant) => grant.facilityId === null || grant.facilityId === facilityId)
}

/**
 * In these nothing is counted and no figure of a count changes: HQ has not approved the run, it lies with HQ, HQ accepted it, or nobody goes on
 * with it.
 */
export const closedStatuses = [
  'proposed',
  'sent-back',
  'submitted',
  'accepted',
  'cancelled',
] as const satisfies readonly RunStatus[]

/** Whether figures of the count may still change. One that HQ returned is open again. */
export function isOpen(count: Pick<FacilityCount, 'status'>): boolean {
  return !closedStatuses.some((status) => status === count.status)
}

export function refuseClosed(count: Pick<FacilityCount, 'status'>): void {
  if (count.status === 'proposed' || count.status === 'sent-back') fail('closed', say('run.notApproved'))
  if (count.status === 'cancelled') fail('closed', say('run.cancelled'))
  if (count.status === 'submitted') fail('closed', say('run.figuresFixed'))
  if (count.status === 'accepted') fail('closed', say('run.accepted'))
}

/** Whether the actor may see what things cost at the facility. */
export function seesCost(actor: Actor, facilityId: FacilityId): boolean {
  return isAllowed(actor.grants, 'see-cost', facilityId)
}

/** The run's count without a person asking: for jobs. */
export async function findFacilityCount(
  ctx: EngineContext,
  runId: RunId,
): Promise<FacilityCount | undefined> {
  const row = await ctx.db.read
    .selectFrom('run_facility as rf')
    .innerJoin('count_run as run', 'run.run_id', 'rf.run_id')
    .innerJoin('facility as f', 'f.facility_id', 'rf.facility_id')
    .select([
      'rf.run_id',
      'run.name',
      'rf.org_id',
      'rf.facility_id',
      'f.name as facility_name',
      'f.backend_id',
    ])
    .select([
      'f.currency',
      'f.time_zone',
      'run.count_type_enum_id',
      'rf.status',
      'rf.round',
      'rf.reconciled_at',
      'run.created_at',
    ])
    .where('rf.run_id', '=', runId)
    .executeTakeFirst()
  return (
    row && {
      runId: row.run_id,
      runName: row.name,
      orgId: row.org_id,
      facilityId: row.facility_id,
      facilityName: row.facility_name,
      backendId: row.backend_id,
      currency: row.currency,
      timeZone: row.time_zone,
      countType: row.count_type_enum_id,
      status: row.status,
      round: row.round,
      reconciledAt: row.reconciled_at,
      createdAt: row.created_at,
    }
  )
}

/**
 * Locks the run's count for the rest of the transaction, so that reconciling, deciding and submitting come one after the other.
 * The lock is a write: SQLite then waits for another process instead of failing when this one writes later.
 */
export async function lockFacilityCount(
  tx: Tx,
  count: Pick<FacilityCount, 'runId' | 'facilityId'>,
): Promise<{ readonly status: RunStatus; readonly round: number; readonly reconciledAt: number | null }> {
  const row = await tx
    .updateTable('run_facility')
    .set((eb) => ({ round: eb.ref('round') }))
    .where('run_id', '=', count.runId)
    .where('facility_id', '=', count.facilityId)
    .returning(['status', 'round', 'reconciled_at'])
    .executeTakeFirstOrThrow()
  return { status: row.status, round: row.round, reconciledAt: row.reconciled_at }
}
