import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLog } from './log.ts'
import { createApp } from './app.ts'
import { openWorld, startCounting, type World } from './testing/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

test('the log says what was asked and how it ended, and nothing that proves or names a person', async () => {
  const lines: string[] = []
  const log = createLog('info', { write: (line) => void lines.push(line) })
  const app = createApp({ ...world.ctx, log })
  const { deviceAuth, events, deviceId, sessionId } = await startCounting(world)
  const auth = await world.as('manager')
  await app.request('/api/runs', { headers: { authorization: auth } })
  await app.request('/api/products?q=cola', { headers: { authorization: auth } })
  await app.request('/api/sync/push', {
    method: 'POST',
    headers: { authorization: deviceAuth },
    body: JSON.stringify({
      protocol: 1,
      batchId: 'b',
      deviceId,
      appVersion: '1',
      sessions: [{ sessionId, fromSeq: 1, events }],
    }),
  })
  await app.request('/api/runs/none', { headers: { authorization: auth } })
  const told = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(told.map(({ method, route, status }) => [method, route, status])).toEqual([
    ['GET', '/api/runs', 200],
    ['GET', '/api/products', 200],
    ['POST', '/api/sync/push', 200],
    ['GET', '/api/runs/:runId', 400],
  ])
  for (const secret of [
    auth,
    deviceAuth,
    auth.slice(7, 40),
    deviceAuth.slice(7),
    'The manager',
    '9521234543213',
    'cola',
  ])
    expect(lines.join('')).not.toContain(secret)
  log.info({ authorization: auth, token: 'tell' }, 'by mistake')
  expect(lines.at(-1)).not.toMatch(/Bearer|tell/)
})
