import { cutPoints, cuts } from '@cyclecount/backend-port/testing'
import type { OpenHarness } from '@cyclecount/backend-port/conformance'
import type { BackendAdapter } from '@cyclecount/backend-port'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { deliverOnce } from '../delivery/deliver.ts'
import { BEAT_MS, openDay, type Approved, type Day } from './adapter-day.ts'
import { killedAt, Killed } from './killed.ts'

/** The writes of a worker that delivers what is due: taking the lane, the journal, settling, giving the lane back. */
const WRITES = [1, 2, 3, 4]

/**
 * Every point at which a delivery can be cut off, over the adapter of one kind of backend and the worker of the product: after all of it the book
 * has changed exactly once, and the proposals say so. Two differences are approved for each point and delivered.
 */
export function deliveryMatrix(
  kind: string,
  openHarness: OpenHarness,
  freshUrl: () => string | Promise<string>,
): void {
  describe(`delivering to a backend of the kind ${kind}`, () => {
    let day: Day
    beforeAll(async () => {
      day = await openDay(await freshUrl(), openHarness)
    })
    afterEach(() => day.forget())
    afterAll(() => day.close())

    async function expectOnceInEffect(approved: Approved): Promise<void> {
      await day.settleAll()
      expect(await day.statuses(approved)).toEqual(['accepted', 'accepted'])
      expect(await day.moved(approved)).toEqual(approved.deltas)
      const byKey = Map.groupBy(day.line.calls, ({ key }) => key)
      for (const [, calls] of byKey)
        expect(calls.map(({ call }) => call).join(' ')).not.toContain('push push')
      // And nothing more comes of beating on.
      await day.settleAll()
      expect(await day.moved(approved)).toEqual(approved.deltas)
    }

    const cutting = cuts.flatMap((how) => cutPoints.map((when) => ({ how, when })))

    test.each(cutting)('ADJ-3 the offer is $how $when it took effect', async (cut) => {
      const approved = await day.approve()
      day.line.plan('push', cut)
      const killed = day.line.killed()
      await Promise.race([deliverOnce(day.ctx), killed])
      await expectOnceInEffect(approved)
    })

    test.each(cutting)('ADJ-3 the look-up after a lost offer is $how $when it was answered', async (cut) => {
      const approved = await day.approve()
      day.line.plan('push', { how: 'lost', when: 'after' })
      day.line.plan('look-up', cut)
      await deliverOnce(day.ctx)
      day.clock.now += BEAT_MS
      const killed = day.line.killed()
      await Promise.race([deliverOnce(day.ctx), killed])
      await expectOnceInEffect(approved)
    })

    describe.each(WRITES)('ADJ-3 killed around write number %i', (nth) => {
      test.each(cutPoints)('%s it was committed', async (when) => {
        const approved = await day.approve()
        await expect(deliverOnce(killedAt(day.ctx, nth, when))).rejects.toThrow(Killed)
        await expectOnceInEffect(approved)
      })

      test.each(cutPoints)('%s it was committed, several offers in a call', async (when) => {
        const approved = await day.approve()
        const together = { ...day.ctx, adapterOf: () => day.harness.adapter }
        await expect(deliverOnce(killedAt(together, nth, when))).rejects.toThrow(Killed)
        await expectOnceInEffect(approved)
      })

      test.each(cutPoints)('%s it was committed, with the answer come in', async (when) => {
        const { answers } = day.harness
        const approved = await day.approve()
        await deliverOnce(day.ctx)
        // Where it is answered at once there is nothing left to be killed in.
        if (answers !== undefined) {
          await answers()
          await expect(deliverOnce(killedAt(day.ctx, nth, when))).rejects.toThrow(Killed)
        }
        await expectOnceInEffect(approved)
      })
    })

    test('ADJ-3 the answer is there before the offer is noted', async () => {
      const approved = await day.approve()
      const { adapter, answers = async () => undefined } = day.harness
      const fast: BackendAdapter = {
        ...day.line.adapter,
        push: async (adjustment) => {
          const outcome = await adapter.push(adjustment)
          await answers()
          return outcome
        },
      }
      await deliverOnce({ ...day.ctx, adapterOf: () => fast })
      await expectOnceInEffect(approved)
    })

    test('ADJ-3 two workers at once', async () => {
      const approved = await day.approve()
      await Promise.all([deliverOnce(day.ctx), deliverOnce({ ...day.ctx, processName: 'another' })])
      await expectOnceInEffect(approved)
      expect(day.line.calls.filter(({ call }) => call === 'push')).toHaveLength(2)
    })
  })
}
