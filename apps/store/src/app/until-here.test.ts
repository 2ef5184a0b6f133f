import { expect, test } from 'vitest'
import { untilHere } from './until-here.ts'

test('EXEC-1 a part of the app that does not come is asked for again, and fails nobody meanwhile', async () => {
  let asked = 0
  let paused = 0
  const load = async (): Promise<string> => {
    asked += 1
    if (asked < 3) throw new TypeError('Failed to fetch dynamically imported module')
    return 'part'
  }
  const pause = async (): Promise<void> => {
    paused += 1
  }
  expect(await untilHere(load, pause)).toBe('part')
  expect({ asked, paused }).toEqual({ asked: 3, paused: 2 })
})
