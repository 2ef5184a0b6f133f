import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { allShownToggled, coverage, extended, nothingSelected, toggled, type Selection } from './selection.ts'

const shown = ['a', 'b', 'c', 'd', 'e']
const chosen = (selection: Selection<string>): string => [...selection.ids].toSorted().join('')

describe('choosing rows', () => {
  test('a range reaches from the row last switched, in either direction', () => {
    const fromD = toggled(nothingSelected<string>(), 'd')
    expect(chosen(extended(fromD, shown, 'b'))).toBe('bcd')
    expect(chosen(extended(fromD, shown, 'e'))).toBe('de')
  })

  test('a range without a start is its end alone, and the next range starts there', () => {
    const first = extended(nothingSelected<string>(), shown, 'b')
    expect(chosen(first)).toBe('b')
    expect(chosen(extended(first, shown, 'd'))).toBe('bcd')
  })

  test('a start that is no longer shown is none', () => {
    expect(chosen(extended(toggled(nothingSelected<string>(), 'x'), shown, 'c'))).toBe('cx')
  })

  test('all shown leaves what was chosen elsewhere', () => {
    const elsewhere = toggled(nothingSelected<string>(), 'x')
    const all = allShownToggled(elsewhere, shown)
    expect(chosen(all)).toBe('abcdex')
    expect(chosen(allShownToggled(all, shown))).toBe('x')
  })

  test('the box in the head says none, some or all', () => {
    const one = toggled(nothingSelected<string>(), 'c')
    expect(coverage(one, shown)).toBe('some')
    expect(coverage(allShownToggled(one, shown), shown)).toBe('all')
    expect(coverage(nothingSelected<string>(), [])).toBe('none')
  })

  test('switching a row twice changes nothing', () => {
    const rows = fc.constantFrom(...shown)
    fc.assert(
      fc.property(fc.array(rows), rows, (before, row) => {
        const start: Selection<string> = { ids: new Set(before), anchor: null }
        expect(chosen(toggled(toggled(start, row), row))).toBe(chosen(start))
      }),
    )
  })
})
