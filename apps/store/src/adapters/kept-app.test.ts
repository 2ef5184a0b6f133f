import { expect, test } from 'vitest'
import { createShown } from '../app/shown.ts'
import { keepApp, type KeptApp } from './kept-app.ts'

const noPause = async (): Promise<void> => undefined

test('PLAN-9 the app is shown as kept once a worker is active, not when it is only registered', async () => {
  const kept = createShown<KeptApp>('coming')
  const active = Promise.withResolvers<unknown>()
  const registered = Promise.withResolvers<unknown>()
  const keeping = keepApp({ controller: null, ready: active.promise }, () => registered.promise, kept)
  registered.resolve(undefined)
  await registered.promise
  expect(kept.now()).toBe('coming')
  active.resolve(undefined)
  await keeping
  expect(kept.now()).toBe('kept')
})

test('a page that a worker serves is kept from its first moment, without a network, too', async () => {
  const kept = createShown<KeptApp>('coming')
  void keepApp({ controller: {}, ready: Promise.resolve() }, () => new Promise(() => {}), kept)
  expect(kept.now()).toBe('kept')
})

test('what the network kept from being registered is tried again', async () => {
  const kept = createShown<KeptApp>('coming')
  let tried = 0
  const register = async (): Promise<void> => {
    tried += 1
    if (tried < 3) throw new TypeError('Failed to fetch')
  }
  await keepApp({ controller: null, ready: Promise.resolve() }, register, kept, noPause)
  expect({ tried, kept: kept.now() }).toEqual({ tried: 3, kept: 'kept' })
})

test('a browser that keeps no apps says so, and is not asked again', async () => {
  const refused = createShown<KeptApp>('coming')
  let tried = 0
  const register = async (): Promise<void> => {
    tried += 1
    throw new DOMException('not here', 'SecurityError')
  }
  await keepApp({ controller: null, ready: new Promise(() => {}) }, register, refused, noPause)
  const unknown = createShown<KeptApp>('coming')
  await keepApp(undefined, register, unknown, noPause)
  expect({ tried, refused: refused.now(), unknown: unknown.now() }).toEqual({
    tried: 1,
    refused: 'never',
    unknown: 'never',
  })
})
