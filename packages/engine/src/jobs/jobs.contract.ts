import { parseCode } from '@cyclecount/barcode'
import type { RunId } from '@cyclecount/domain'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { EngineContext } from '../context.ts'
import { decideLate } from '../deciding/decide-late.ts'
import { matchCode } from '../deciding/match-code.ts'
import { voidSession } from '../ingest/void-session.ts'
import { reconcileRequested } from '../reconcile/reconcile-requested.ts'
import { review } from '../reports/review.ts'
import { openStore, pieces, type Store } from '../testing/store-day.ts'
import { transact } from '../transact.ts'
import { requestReconcile } from './request-job.ts'
import { runJobsOnce, type JobHandlers } from './run-jobs.ts'

/** Of a worker that stops or hangs: so long that it is not renewed in real time while a test moves the clock. */
const HELD = { leaseMs: 3_600_000 }

/** What working jobs must do alike on both databases. */
export function jobsContract(name: string, freshUrl: () => string | Promise<string>): void {
  describe(`working jobs on ${name}`, () => {
    let store: Store

    beforeEach(async () => {
      store = await openStore(await freshUrl())
    })
    afterEach(() => store.close())

    /** A run of which the only count was just submitted. */
    async function submitted(): Promise<RunId> {
      store.backend.book({ product: 'cola', location: 'bin-A1', quantityMilli: pieces(5), occurredAt: 0 })
      const runId = await store.plan({ front: ['ana'] })
      const ana = await store.phone(runId, 'ana', 'front')
      ana.set('cola', 4, { bin: 'A1' })
      await ana.submit()
      // The book is read at the start, too; these tests follow one job.
      await store.ctx.db.write((tx) => tx.deleteFrom('job').where('kind', '=', 'read-book').execute())
      return runId
    }

    /** Really reconciles, and says of which runs it was begun. */
    function reconciling(ctx: EngineContext = store.ctx): JobHandlers & { readonly begun: RunId[] } {
      const begun: RunId[] = []
      const reconcile = (runId: RunId) => {
        begun.push(runId)
        return reconcileRequested(ctx, runId)
      }
      return { begun, reconcile }
    }

    function ask(runId: RunId): Promise<void> {
      const { orgId, facilityId } = store
      return transact(store.ctx, (tx) => requestReconcile(tx, store.ctx, { orgId, facilityId, runId }))
    }

    async function lines(runId: RunId): Promise<number> {
      const found = await review(store.ctx, store.actor('chloe'), runId, { status: 'all', sort: 'title' })
      return found.lines.length
    }

    const jobs = () =>
      store.ctx.db.read
        .selectFrom('job')
        .selectAll()
        .where('kind', '=', 'reconcile')
        .orderBy('created_at')
        .execute()
    const attempts = () =>
      store.ctx.db.read
        .selectFrom('job_attempt')
        .select(['fencing_token', 'outcome', 'message'])
        .orderBy('fencing_token')
        .execute()

    /** A worker that has begun and does not go on before it is told to. */
    function slow(): JobHandlers & {
      readonly begun: Promise<void>
      readonly finish: (error?: Error) => void
    } {
      const begun = Promise.withResolvers<void>()
      const end = Promise.withResolvers<void>()
      return {
        begun: begun.promise,
        finish: (error) => (error ? end.reject(error) : end.resolve()),
        reconcile: () => {
          begun.resolve()
          return end.promise
        },
      }
    }

    test('what was submitted just before a crash is reconciled by the next process', async () => {
      const runId = await submitted()
      expect(await lines(runId)).toBe(0)
      const next = await store.process('after the crash')
      expect(await runJobsOnce(next, reconciling(next))).toBe(1)
      expect(await lines(runId)).toBe(1)
      expect(await jobs()).toMatchObject([{ state: 'done', about_id: runId, lease_owner: null }])
      expect(await attempts()).toEqual([{ fencing_token: 1, outcome: 'done', message: null }])
      expect(await runJobsOnce(next, reconciling(next))).toBe(0)
    })

    test('a crash in the middle of the work leaves its attempt open, and the work is done when the lease ends', async () => {
      const runId = await submitted()
      const killed = slow()
      const work = runJobsOnce(store.ctx, killed, HELD)
      await killed.begun
      const next = await store.process('next')
      store.clock.now += HELD.leaseMs - 1
      expect(await runJobsOnce(next, reconciling(next))).toBe(0)
      store.clock.now += 1
      expect(await runJobsOnce(next, reconciling(next))).toBe(1)
      expect(await lines(runId)).toBe(1)
      expect(await attempts()).toEqual([
        { fencing_token: 1, outcome: null, message: null },
        { fencing_token: 2, outcome: 'done', message: null },
      ])
      killed.finish()
      await work
    })

    test('a transaction that does not commit asks for nothing', async () => {
      const { ctx, orgId, facilityId } = store
      const runId = await store.plan({ front: ['ana'] })
      const failing = transact(ctx, async (tx) => {
        await requestReconcile(tx, ctx, { orgId, facilityId, runId })
        throw new Error('The cause did not happen.')
      })
      await expect(failing).rejects.toThrow('The cause did not happen.')
      expect(await jobs()).toEqual([])
    })

    test('asked several times before it began, the work is done once', async () => {
      const runId = await submitted()
      await ask(runId)
      await ask(runId)
      const handlers = reconciling()
      expect(await runJobsOnce(store.ctx, handlers)).toBe(1)
      expect(handlers.begun).toEqual([runId])
      expect(await jobs()).toMatchObject([{ state: 'done' }])
    })

    test('of two processes that race for a job one works it', async () => {
      const runId = await submitted()
      const other = await store.process('two')
      const handlers = reconciling()
      const worked = await Promise.all([runJobsOnce(store.ctx, handlers), runJobsOnce(other, handlers)])
      expect(worked.toSorted((a, b) => a - b)).toEqual([0, 1])
      expect(handlers.begun).toEqual([runId])
    })

    test('a worker whose lease ended changes nothing any more, whether it did the work or failed', async () => {
      for (const error of [undefined, new Error('Too late.')]) {
        const runId = await store.plan({ front: ['ana'] })
        await ask(runId)
        const stale = slow()
        const staleWork = runJobsOnce(store.ctx, stale, HELD)
        await stale.begun
        store.clock.now += HELD.leaseMs
        const holder = slow()
        const holderWork = runJobsOnce(await store.process(`holder of ${runId}`), holder, HELD)
        await holder.begun
        const held = await jobs()
        const written = await attempts()
        stale.finish(error)
        await staleWork
        expect(await jobs()).toEqual(held)
        expect(await attempts()).toEqual(written)
        expect(held.at(-1)).toMatchObject({ state: 'waiting', fencing_token: 2 })
        holder.finish()
        await holderWork
        expect((await jobs()).at(-1)).toMatchObject({ state: 'done', fencing_token: 2 })
        store.clock.now += 1
      }
    })

    test('what fails because the backend cannot be read is done later, by the clock', async () => {
      const runId = await submitted()
      store.backend.faults.plan('on-hand', 'unavailable')
      const soonest = { random: () => 0 }
      expect(await runJobsOnce(store.ctx, reconciling(), soonest)).toBe(1)
      expect(await jobs()).toMatchObject([
        { state: 'waiting', attempts: 1, lease_owner: null, next_at: store.clock.now + 500 },
      ])
      expect(await attempts()).toMatchObject([{ outcome: 'failed' }])
      store.clock.now += 499
      expect(await runJobsOnce(store.ctx, reconciling(), soonest)).toBe(0)
      expect(await lines(runId)).toBe(0)
      store.clock.now += 1
      expect(await runJobsOnce(store.ctx, reconciling(), soonest)).toBe(1)
      expect(await lines(runId)).toBe(1)
    })

    test('what fails again and again is given up, and asked for again it begins anew', async () => {
      const runId = await store.plan({ front: ['ana'] })
      await ask(runId)
      const failing = { reconcile: () => Promise.reject(new Error('No.')) }
      for (let tries = 0; tries < 3; tries += 1) {
        await runJobsOnce(store.ctx, failing, { maxAttempts: 2 })
        store.clock.now += 10 * 60_000
      }
      expect(await jobs()).toMatchObject([{ state: 'dead', attempts: 2, last_message: 'No.' }])
      await ask(runId)
      expect(await runJobsOnce(store.ctx, reconciling())).toBe(1)
      expect((await jobs()).map((job) => job.state)).toEqual(['dead', 'done'])
    })

    test('a request that comes while the work is under way leads to another run of it', async () => {
      const runId = await store.plan({ front: ['ana'] })
      await ask(runId)
      let runs = 0
      const worked = await runJobsOnce(store.ctx, {
        reconcile: async () => {
          runs += 1
          if (runs === 1) await ask(runId)
        },
      })
      expect([worked, runs]).toEqual([2, 2])
      expect(await jobs()).toMatchObject([{ state: 'done', requested: 2 }])
    })

    test('voiding the last count that was waited for has the run reconciled', async () => {
      const runId = await store.plan({ front: ['ana'] })
      const abandoned = await store.phone(runId, 'ana', 'front')
      abandoned.set('tea', 1, { bin: 'A2' })
      abandoned.pause()
      await abandoned.send()
      const ana = await store.phone(runId, 'ana', 'front', 'another phone')
      ana.set('cola', 4, { bin: 'A1' })
      await ana.submit()
      await runJobsOnce(store.ctx, reconciling())
      expect(await lines(runId)).toBe(0)
      const { sessionId } = abandoned
      await voidSession(store.ctx, store.actor('chloe'), { sessionId, reason: 'begun twice' })
      expect(await runJobsOnce(store.ctx, reconciling())).toBe(1)
      expect(await lines(runId)).toBe(1)
    })

    test('a code matched and late scans accepted while the backend cannot be read are reconciled afterwards', async () => {
      const runId = await store.plan({ front: ['ana'] })
      const ana = await store.phone(runId, 'ana', 'front')
      ana.scanUnknown('LABEL-7', { bin: 'A1' })
      await ana.submit()
      const late = ana.scan('tea', { bin: 'A2' })
      await ana.send()
      await runJobsOnce(store.ctx, reconciling())
      const chloe = store.actor('chloe')
      const { sessionId } = ana
      const titles = async () => {
        const found = await review(store.ctx, chloe, runId, { status: 'all', sort: 'title' })
        return found.lines.map((line) => line.title)
      }

      store.backend.faults.plan('on-hand', 'unavailable')
      const codeKey = parseCode('LABEL-7').key
      const productId = store.product('gum')
      await matchCode(store.ctx, chloe, runId, { sessionId, codeKey, productId, packUnits: 1 })
      expect(await titles()).not.toContain('gum')
      expect(await runJobsOnce(store.ctx, reconciling())).toBe(1)
      expect(await titles()).toEqual(['gum'])

      store.backend.faults.plan('on-hand', 'unavailable')
      await decideLate(store.ctx, chloe, runId, { sessionId, scanIds: [late], accept: true, reason: '' })
      expect(await titles()).toEqual(['gum'])
      expect(await runJobsOnce(store.ctx, reconciling())).toBe(1)
      expect(await titles()).toEqual(['gum', 'tea'])
    })
  })
}
