import { expect, test } from 'vitest'
import type { Failure } from './checks/witness.ts'
import { generate } from './history/generate.ts'
import type { History } from './history/history.ts'
import { shrink } from './shrink.ts'

const failure: Failure = { check: 'no two voids', message: '' }

/** Breaks where the history holds two voids, whatever else it holds. */
async function trial(history: History): Promise<Failure | null> {
  const voids = history.actions.filter((action) => action.do === 'void')
  return voids.length >= 2 ? failure : null
}

test('a failing history is shrunk to what its failure needs', async () => {
  const all = Array.from({ length: 500 }, (_, seed) => generate(seed))
  const failing = all.find(({ actions }) => actions.filter((action) => action.do === 'void').length >= 4)
  if (!failing) throw new Error('no history with four voids')
  const small = await shrink(failing, failure, trial)
  expect(small.actions.map((action) => action.do)).toEqual(['void', 'void'])
  expect(small.devices.flatMap(({ fates, photoFates = [] }) => [...fates, ...photoFates])).toEqual([])
  expect(small.devices.map(({ clockMs }) => clockMs)).toEqual(failing.devices.map(() => 0))
})

test('a history comes out of its seed, word for word', () => {
  expect(generate(77)).toEqual(generate(77))
  expect(generate(77)).not.toEqual(generate(78))
})
