import type { DeviceStore } from '@cyclecount/device-db'
import { expect, test } from 'vitest'
import { createStored } from './stored.ts'

const store = {} as DeviceStore
const soon = () => new Promise((resolve) => setTimeout(resolve))

test('what is shown is read once, again after a write, and drawn only where it changed', async () => {
  const stored = createStored(store)
  let disk = { waiting: 1 }
  let reads = 0
  let draws = 0
  const read = async () => {
    reads += 1
    return { ...disk }
  }
  const stop = stored.subscribe('status', read, () => (draws += 1))
  expect(stored.value('status')).toBeUndefined()
  await soon()
  expect(stored.value('status')).toEqual({ waiting: 1 })
  stored.lookAgain()
  await soon()
  expect([reads, draws]).toEqual([2, 1])
  disk = { waiting: 0 }
  stored.lookAgain()
  stored.lookAgain()
  await soon()
  expect([stored.value('status'), draws]).toEqual([{ waiting: 0 }, 2])
  stop()
  stored.lookAgain()
  await soon()
  expect(reads).toBeLessThanOrEqual(4)
})

test('a read that fails leaves what was shown', async () => {
  const stored = createStored(store)
  let broken = false
  stored.subscribe(
    'x',
    () => (broken ? Promise.reject(new Error('gone')) : Promise.resolve(7)),
    () => {},
  )
  await soon()
  broken = true
  stored.lookAgain()
  await soon()
  expect(stored.value('x')).toBe(7)
})
