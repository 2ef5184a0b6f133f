import { expect, test } from 'vitest'
import { changesBetween, wordsOf } from './changes.ts'

test('what stayed as it was is left out, what came and went is said', () => {
  expect(
    changesBetween(
      '{"state":"counting","n":1,"gone":true}',
      '{"state":"submitted","n":1,"device":"Zebra 3"}',
    ),
  ).toEqual([
    { name: 'state', before: 'counting', after: 'submitted' },
    { name: 'gone', before: 'true', after: null },
    { name: 'device', before: null, after: 'Zebra 3' },
  ])
})

test('what is made has no before', () => {
  expect(changesBetween(null, '{"lines":3}')).toEqual([{ name: 'lines', before: null, after: '3' }])
  expect(changesBetween(null, null)).toEqual([])
})

test('text that is no object is shown as it is', () => {
  expect(changesBetween('open', '[1]')).toEqual([{ name: '', before: 'open', after: '[1]' }])
})

test('names are read as words', () => {
  expect(['readAt', 'lines', 'deltaMilli'].map(wordsOf)).toEqual(['read at', 'lines', 'delta'])
})
