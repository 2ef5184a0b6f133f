import { freshPostgres } from '@cyclecount/db/testing'
import { deliverOnce } from '@cyclecount/engine'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, startCounting, type World } from './testing/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld(await freshPostgres('api'))
})
afterAll(() => world.close())

test('OPS-2 the same server counts, reconciles, decides and delivers on PostgreSQL', async () => {
  const auth = await world.as('manager')
  const counting = await startCounting(world)
  await counting.push(counting.events.slice(0, 2), 1)
  await world.restart()
  expect((await counting.push(counting.events, 1)).body).toMatchObject({
    sessions: [{ ackedThrough: 5, state: 'submitted' }],
  })
  const run = `/api/runs/${counting.runId}`
  expect(await world.request('POST', `${run}/reconcile`, { auth })).toMatchObject({ status: 200 })
  const review = await world.request('GET', `${run}/variances?show=differing&status=open`, { auth })
  const { lines } = review.body as {
    lines: { varianceId: string; version: number; sku: string; varianceMilli: number; productId: string }[]
  }
  const cola = lines.find((line) => line.sku === 'cola')
  expect(cola).toMatchObject({ varianceMilli: 3000 - 30_000 })
  const { reasons } = (await world.request('GET', '/api/reasons', { auth })).body as {
    reasons: { reasonId: string }[]
  }
  const decided = await world.request('POST', `${run}/decisions`, {
    auth,
    body: {
      lines: [{ varianceId: cola?.varianceId, version: cola?.version }],
      outcome: 'approved',
      reasonId: reasons[0]?.reasonId,
      note: '',
    },
  })
  expect(decided).toMatchObject({ status: 200, body: { decided: 1, proposals: 1 } })
  await deliverOnce(world.ctx.engine)
  const card = await world.request('GET', `/api/facilities/${world.lisbon}/stock/${cola?.productId}`, {
    auth,
  })
  expect(card.body).toMatchObject({
    events: expect.arrayContaining([
      expect.objectContaining({ kind: 'count-adjustment', quantityMilli: -27_000, actor: 'The manager' }),
    ]) as unknown,
  })
})
