import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gs1Date } from './gs1-date.ts'

describe('a GS1 date', () => {
  it.each([
    ['260615', '2026-06-15'],
    ['260200', '2026-02-28'],
    ['280200', '2028-02-29'],
    ['761231', '2076-12-31'],
    ['770101', '1977-01-01'],
    ['990131', '1999-01-31'],
    ['000229', '2000-02-29'],
  ])('%s is %s', (written, iso) => {
    expect(gs1Date(written, true)).toBe(iso)
  })

  it.each(['260230', '261301', '260001', '260431', '270229', '26061', '2606150', '26061a'])(
    '%s is no day',
    (written) => {
      expect(gs1Date(written, true)).toBeNull()
    },
  )

  it.each([
    ['26', 2076, '2126'],
    ['27', 2076, '2027'],
    ['50', 2000, '2050'],
    ['51', 2000, '1951'],
  ])('of year %s, read in %i, is in %s', (twoDigits, year, expected) => {
    expect(gs1Date(`${twoDigits}0115`, true, year)).toBe(`${expected}-01-15`)
  })

  it('has no day 00 where a day is asked for', () => {
    expect(gs1Date('260600', false)).toBeNull()
  })

  it('lies within 49 years before and 50 after the year it is read from', () => {
    fc.assert(
      fc.property(fc.nat(99), fc.integer({ min: 1951, max: 2150 }), (twoDigits, year) => {
        const read = Number(gs1Date(`${String(twoDigits).padStart(2, '0')}0115`, true, year)?.slice(0, 4))
        expect([read % 100, read - year >= -49, read - year <= 50]).toEqual([twoDigits, true, true])
      }),
    )
  })
})
