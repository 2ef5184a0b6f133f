import fc from 'fast-check'
import { expect, test } from 'vitest'
import { searchFromText, searchToText } from '../../app/search-text.ts'
import { reviewSearch } from '../../app/searches.ts'
import { countedStates, filterOf, isFiltered, searchWith } from './review-filter.ts'

test('an address that says nothing asks for open lines that differ, dearest first', () => {
  expect(filterOf({})).toEqual({ status: 'open', show: 'differing', sort: 'value' })
  expect(isFiltered({})).toBe(false)
})

test('going back to the usual takes it out of the address', () => {
  const all = searchWith({}, { status: 'all', q: 'cola' })
  expect(searchToText(all)).toBe('?status=all&q=cola')
  expect(searchToText(searchWith(all, { status: 'open', q: '' }))).toBe('')
})

test('a change of filter keeps the open line and the view', () => {
  const line = '00000000-0000-7000-8000-000000000001'
  expect(searchWith({ line, view: 'sku' }, { show: 'all' })).toMatchObject({ line, view: 'sku', show: 'all' })
})

test('every filter survives the address', () => {
  const filter = fc.record({
    status: fc.constantFrom('open' as const, 'waiting' as const, 'decided' as const, 'all' as const),
    show: fc.constantFrom('differing' as const, 'all' as const, 'not-asked' as const),
    sort: fc.constantFrom('value' as const, 'quantity' as const, 'title' as const, 'location' as const),
    state: fc.constantFrom(undefined, ...countedStates),
    q: fc.stringMatching(/^[a-z0-9 &%+=é]{0,20}$/),
  })
  fc.assert(
    fc.property(filter, (asked) => {
      const address = searchToText(searchWith({}, asked))
      const back = filterOf(reviewSearch.parse(searchFromText(address)))
      const q = asked.q.trim()
      expect(back).toEqual({
        status: asked.status,
        show: asked.show,
        sort: asked.sort,
        ...(asked.state === undefined ? {} : { state: asked.state }),
        ...(q === '' ? {} : { q }),
      })
    }),
  )
})

test('what an address says wrongly is as if it were not said', () => {
  expect(filterOf(reviewSearch.parse({ status: 'nonsense', line: '../..', q: 'x'.repeat(200) }))).toEqual({
    status: 'open',
    show: 'differing',
    sort: 'value',
  })
})
