import { expect, test } from 'vitest'
import { waterfallSteps } from './waterfall-steps.ts'

const row = (key: string, netMicros: string | null) => ({
  key,
  label: key.toUpperCase(),
  records: 1,
  shortMicros: null,
  overMicros: null,
  netMicros,
  withoutCost: 0,
})

test('each step begins where the one before it ended, and the sum is where the last one ends', () => {
  const rows = [row('theft', '-5000000'), row('found', '2000000'), row('unknown', null), row('even', '0')]
  const steps = waterfallSteps(rows, ({ label }) => label, 'Sum')
  expect(steps.map(({ label, from, to }) => [label, from, to])).toEqual([
    ['THEFT', 0n, -5_000_000n],
    ['FOUND', -5_000_000n, -3_000_000n],
    ['Sum', 0n, -3_000_000n],
  ])
})
