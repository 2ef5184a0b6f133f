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

test('of what has parts only the part that changed is said', () => {
  const rules = (percentMilli: number | null) =>
    JSON.stringify({ layers: [{ name: 'Jackets', automatic: { short: { percentMilli } } }] })
  expect(changesBetween(rules(5000), rules(2000))).toEqual([
    { name: 'layers 1 automatic short percentMilli', before: '5000', after: '2000' },
  ])
  expect(changesBetween(null, rules(null))).toEqual([
    { name: 'layers 1 name', before: null, after: 'Jackets' },
  ])
})

test('text that is no object is shown as it is', () => {
  expect(changesBetween('open', '[1]')).toEqual([{ name: '', before: 'open', after: '[1]' }])
})

test('names are read as words', () => {
  expect(['readAt', 'lines', 'deltaMilli'].map(wordsOf)).toEqual(['read at', 'lines', 'delta'])
})
