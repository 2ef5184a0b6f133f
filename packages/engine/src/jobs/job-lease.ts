import type { Schema } from '@cyclecount/db'
import { backoffMs } from '../delivery/backoff.ts'
import type { Worker } from '../delivery/deliver.ts'
import type { EngineContext, Tx } from '../context.ts'
import { transact } from '../transact.ts'

/** A job that is ours until the lease ends, with the attempt that was written down before its work. */
export interface HeldJob {
  readonly job: Schema['job']
  readonly attemptId: string
}

const AT_ONCE = 20

/** Takes one job that is due and nobody holds; null where there is none. */
export async function claimJob(ctx: EngineContext, worker: Worker): Promise<HeldJob | null> {
  const now = ctx.now()
  const due = await ctx.db.read
    .selectFrom('job')
    .select('job_id')
    .where('state', '=', 'waiting')
    .where('next_at', '<=', now)
    .where((eb) => eb.or([eb('lease_owner', 'is', null), eb('lease_until', '<=', now)]))
    .orderBy('next_at')
    .orderBy('job_id')
    .limit(AT_ONCE)
    .execute()
  for (const { job_id: jobId } of due) {
    const held = await takeJob(ctx, worker, jobId)
    if (held) return held
  }
  return null
}

async function takeJob(ctx: EngineContext, worker: Worker, jobId: string): Promise<HeldJob | null> {
  return transact(ctx, async (tx) => {
    const now = ctx.now()
    const job = await tx
      .updateTable('job')
      .set((eb) => ({
        lease_owner: worker.owner,
        lease_until: now + worker.leaseMs,
        fencing_token: eb('fencing_token', '+', 1),
        attempts: eb('attempts', '+', 1),
      }))
      .where('job_id', '=', jobId)
      .where('state', '=', 'waiting')
      .where('next_at', '<=', now)
      .where((eb) => eb.or([eb('lease_owner', 'is', null), eb('lease_until', '<=', now)]))
      .returningAll()
      .executeTakeFirst()
    if (!job) return null
    const attemptId = ctx.newId()
    await tx
      .insertInto('job_attempt')
      .values({
        attempt_id: attemptId,
        job_id: jobId,
        org_id: job.org_id,
        fencing_token: job.fencing_token,
        started_at: now,
        finished_at: null,
        outcome: null,
        message: null,
      })
      .execute()
    return { job, attemptId }
  })
}

/** Renews the lease while the work goes on; nothing where the job is another worker's by now. */
export async function keepJob(ctx: EngineContext, worker: Worker, { job }: HeldJob): Promise<void> {
  await transact(ctx, (tx) =>
    whereOurs(tx, job)
      .set({ lease_until: ctx.now() + worker.leaseMs })
      .execute(),
  )
}

/** Completes what was done; it waits again where it was asked for since it was taken. False where it was no longer ours. */
export async function completeJob(ctx: EngineContext, held: HeldJob): Promise<boolean> {
  return transact(ctx, async (tx) => {
    const { job } = held
    const released = { lease_owner: null, lease_until: 0, last_message: null }
    const done = await whereOurs(tx, job)
      .set({ ...released, state: 'done' })
      .where('requested', '=', job.requested)
      .returning('job_id')
      .executeTakeFirst()
    const again =
      done ??
      (await whereOurs(tx, job)
        .set({ ...released, attempts: 0 })
        .returning('job_id')
        .executeTakeFirst())
    if (!again) return false
    await closeAttempt(ctx, tx, held, 'done', null)
    return true
  })
}

/** Lets what failed wait for its next time, or gives it up after many; false where it was no longer ours. */
export async function postponeJob(
  ctx: EngineContext,
  worker: Worker,
  held: HeldJob,
  message: string,
): Promise<boolean> {
  return transact(ctx, async (tx) => {
    const { job } = held
    const now = await whereOurs(tx, job)
      .set({ lease_owner: null, lease_until: 0, last_message: message })
      .returning(['requested'])
      .executeTakeFirst()
    if (!now) return false
    const isAskedAgain = now.requested !== job.requested
    const isGivenUp = !isAskedAgain && job.attempts >= worker.maxAttempts
    const nextAt = ctx.now() + backoffMs(job.attempts, 0, worker.random())
    await tx
      .updateTable('job')
      .set(isGivenUp ? { state: 'dead' } : { next_at: nextAt, ...(isAskedAgain ? { attempts: 0 } : {}) })
      .where('job_id', '=', job.job_id)
      .execute()
    await closeAttempt(ctx, tx, held, 'failed', message)
    return true
  })
}

/** The job, if nobody has taken it since. */
function whereOurs(tx: Tx, job: Schema['job']) {
  return tx
    .updateTable('job')
    .where('job_id', '=', job.job_id)
    .where('fencing_token', '=', job.fencing_token)
    .where('state', '=', 'waiting')
}

async function closeAttempt(
  ctx: EngineContext,
  tx: Tx,
  { attemptId }: HeldJob,
  outcome: 'done' | 'failed',
  message: string | null,
): Promise<void> {
  await tx
    .updateTable('job_attempt')
    .set({ finished_at: ctx.now(), outcome, message })
    .where('attempt_id', '=', attemptId)
    .execute()
}
