import { expect, test } from 'vitest'
import { estimateArea } from './workload.ts'

const HOUR_MS = 3_600_000
const work = { bins: 4, lines: 600, before: null }

test('earlier counts of the area say it best: their average', () => {
  const before = { activeMs: 3 * HOUR_MS, counts: 2 }
  expect(estimateArea({ ...work, before }, { facility: 1_000_000, company: null })).toEqual({
    minutes: 90,
    basis: 'area',
  })
})

test('else the stock at the scans per hour of the facility, of the company, or the usual 400', () => {
  expect(estimateArea(work, { facility: 600_000, company: 1_200_000 })).toEqual({
    minutes: 60,
    basis: 'facility',
  })
  expect(estimateArea(work, { facility: null, company: 1_200_000 })).toEqual({
    minutes: 30,
    basis: 'company',
  })
  expect(estimateArea(work, { facility: null, company: null })).toEqual({ minutes: 90, basis: 'usual' })
})

test('where nothing is known of its stock, two minutes a bin; never nothing', () => {
  expect(estimateArea({ ...work, lines: 0 }, { facility: 600_000, company: null })).toEqual({
    minutes: 8,
    basis: 'bins',
  })
  expect(estimateArea({ bins: 0, lines: 0, before: null }, { facility: null, company: null }).minutes).toBe(1)
})
