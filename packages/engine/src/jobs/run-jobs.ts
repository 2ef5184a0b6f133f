import type { FacilityId, RunId, ScheduledFacilityId } from '@cyclecount/domain'
import { startBeat, type Beat } from '../beat.ts'
import type { EngineContext } from '../context.ts'
import { workerOf, type DeliveryOptions, type Worker } from '../delivery/deliver.ts'
import { claimJob, completeJob, keepJob, postponeJob, type HeldJob } from './job-lease.ts'
import { makeOccurrences } from '../scheduling/make-occurrences.ts'
import { noteBookFor } from '../reconcile/book-noted.ts'
import { watchBook } from '../reconcile/watch-book.ts'
import { suggestRequested } from '../suggestions/recompute.ts'
import { enrolFacilities } from '../scheduling/enrol-facilities.ts'

/** What is done for jobs that need more than the engine has. Done twice it changes nothing more; what it throws is tried again later. */
export interface JobHandlers {
  readonly reconcile: (runId: RunId) => Promise<unknown>
}

const LEASE_MS = 30_000
/** With the longest wait between tries: about a day. */
const MAX_ATTEMPTS = 300
const AT_ONCE = 4

/**
 * Works everything that is due, a few at a time, and answers how many jobs were worked. A job is taken under a lease, which is renewed
 * while the work goes on, and its attempt is committed before the work begins. A worker whose lease ended changes nothing any more.
 */
export async function runJobsOnce(
  ctx: EngineContext,
  handlers: JobHandlers,
  options: DeliveryOptions = {},
): Promise<number> {
  const worker = workerOf(ctx, { leaseMs: LEASE_MS, maxAttempts: MAX_ATTEMPTS, ...options })
  const underWay = new Set<Promise<void>>()
  let worked = 0
  try {
    for (;;) {
      const held = underWay.size < AT_ONCE ? await claimJob(ctx, worker) : null
      if (held) {
        worked += 1
        const mine = work(ctx, handlers, worker, held).finally(() => underWay.delete(mine))
        underWay.add(mine)
      } else if (underWay.size === 0) return worked
      else await Promise.race(underWay)
    }
  } finally {
    await Promise.all(underWay)
  }
}

/** Works jobs, and what schedules have for facilities that are new to them, in the background until it is stopped. Any number of processes may do so on one database. */
export function startJobs(ctx: EngineContext, handlers: JobHandlers): Beat {
  const look = async () => {
    await enrolFacilities(ctx)
    await runJobsOnce(ctx, handlers)
  }
  return startBeat(ctx, look, 'the jobs stopped short and go on at the next beat')
}

/** Does the work and writes down what came of it. Never throws: what cannot be written down is done again when the lease ends. */
async function work(ctx: EngineContext, handlers: JobHandlers, worker: Worker, held: HeldJob): Promise<void> {
  const { job_id: jobId, kind, about_id: subjectId } = held.job
  const told = { jobId, kind, subjectId }
  const keeping = setInterval(() => {
    keepJob(ctx, worker, held).catch((error: unknown) =>
      ctx.log.warn({ ...told, error: String(error) }, 'the lease of a job could not be renewed'),
    )
  }, worker.leaseMs / 3)
  try {
    const failure = await failureOf(() => handle(ctx, handlers, held.job))
    if (failure !== null) ctx.log.warn({ ...told, failure }, 'a job failed and is tried again later')
    const isOurs =
      failure === null ? await completeJob(ctx, held) : await postponeJob(ctx, worker, held, failure)
    if (!isOurs) ctx.log.warn(told, 'another worker has taken the job over')
  } catch (error) {
    ctx.log.error({ ...told, error: String(error) }, 'what came of a job could not be written down')
  } finally {
    clearInterval(keeping)
  }
}

function handle(ctx: EngineContext, handlers: JobHandlers, job: HeldJob['job']): Promise<unknown> {
  switch (job.kind) {
    case 'reconcile':
      return handlers.reconcile(job.about_id as RunId)
    case 'read-book':
      return noteBookFor(ctx, job.about_id as RunId)
    case 'watch-book':
      return watchBook(ctx, job.about_id as RunId)
    case 'schedule':
      return makeOccurrences(ctx, job.about_id as ScheduledFacilityId)
    case 'suggest':
      return suggestRequested(ctx, job.about_id as FacilityId)
  }
}

async function failureOf(does: () => Promise<unknown>): Promise<string | null> {
  try {
    await does()
    return null
  } catch (error) {
    return error instanceof Error ? error.message : 'The work failed.'
  }
}
