import { expect, test } from 'vitest'
import { createWebLocks } from './web-locks.ts'

const locks = createWebLocks(50, 100)

test('[OB2] of two at once one works, and who does not wait is told so', async () => {
  const { promise, resolve } = Promise.withResolvers<undefined>()
  const first = locks.hold('outbox', 'if-free', async () => {
    await promise
    return 'sent'
  })
  expect(await locks.hold('outbox', 'if-free', async () => 'sent too')).toBeNull()
  const order: string[] = []
  const waiting = locks.hold('outbox', 'wait', async () => order.push('second'))
  order.push('first')
  resolve(undefined)
  expect(await first).toBe('sent')
  await waiting
  expect(order).toEqual(['first', 'second'])
})

test('[OB2] a holder that is frozen does not keep the others from sending, and one that works keeps the lock', async () => {
  // Holds the lock and answers no knock, as a page does that the browser froze.
  const { promise: thawed, resolve: thaw } = Promise.withResolvers<undefined>()
  const asleep = navigator.locks.request('frozen', () => thawed).catch((error: unknown) => error)
  expect(await locks.hold('frozen', 'if-free', async () => 'sent by another tab')).toBe('sent by another tab')
  expect(await asleep).toMatchObject({ name: 'AbortError' })
  thaw(undefined)

  const { promise, resolve } = Promise.withResolvers<string>()
  const busy = locks.hold('busy', 'wait', () => promise)
  expect(await locks.hold('busy', 'if-free', async () => 'taken')).toBeNull()
  const patient = locks.hold('busy', 'wait', async () => 'after it')
  resolve('done')
  expect(await busy).toBe('done')
  expect(await patient).toBe('after it')
})

test('work that fails fails for who brought it, and the next one works', async () => {
  const broken = locks.hold('broken', 'wait', () => Promise.reject(new Error('no disk')))
  await expect(broken).rejects.toThrow('no disk')
  expect(await locks.hold('broken', 'if-free', async () => 'fine')).toBe('fine')
})
