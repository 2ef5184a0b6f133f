import { expect, test } from 'vitest'
import { percentile } from './figures.ts'
import { page } from './page.ts'
import type { Findings } from './report.ts'

test('a percentile is a value that was measured, by nearest rank', () => {
  const values = Array.from({ length: 100 }, (_, at) => 100 - at)
  expect([0.5, 0.95, 0.99, 1].map((share) => percentile(values, share))).toEqual([50, 95, 99, 100])
  expect(percentile([7], 0.99)).toBe(7)
})

test('the page says first, and again in its chapter, which goals are not met', () => {
  const found = (name: string, met: boolean): Findings => ({
    name,
    title: name,
    how: ['Somehow.'],
    tables: [{ caption: 'What', columns: ['', 'median'], rows: [['it', '1.00 ms']] }],
    goals: [{ goal: 'fast', measured: '1.00 ms', met }],
  })
  const missed = page([found('One', true), found('Two', false)], ['a machine'], new Date(0))
  expect(missed).toContain('Measured on 1970-01-01')
  expect(missed).toContain('1 of 2 goals are met. **Not met:**\n\n- Two: fast; measured 1.00 ms')
  expect(missed.match(/\*\*NOT met\*\*/g)).toHaveLength(1)
  expect(page([found('One', true)], [], new Date(0))).toContain('All 1 goals are met.')
})
