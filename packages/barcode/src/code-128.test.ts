import fc from 'fast-check'
import { expect, test } from 'vitest'
import { code128 } from './code-128.ts'

const widthsOf = (text: string) => (code128(text) ?? []).join('')

test('a text with letters is written in set B, with its check character', () => {
  // Start B, P, J, J, 1, 2, 3, C; check (104 + 1·48 + 2·42 + 3·42 + 4·17 + 5·18 + 6·19 + 7·35) mod 103 = 55; stop.
  expect(widthsOf('PJJ123C')).toBe(
    [
      '211214',
      '313121',
      '112133',
      '112133',
      '123221',
      '223211',
      '221132',
      '131321',
      '311321',
      '2331112',
    ].join(''),
  )
})

test('digits go in pairs, and an odd one by itself', () => {
  // Start C, 12, 34; check (105 + 12 + 2·34) mod 103 = 82; stop.
  expect(widthsOf('1234')).toBe(['211232', '112232', '131123', '121241', '2331112'].join(''))
  // Start C, 12, 34, then set B for the 5.
  expect(widthsOf('12345').slice(0, 30)).toBe(['211232', '112232', '131123', '114131', '213212'].join(''))
})

test('every character is eleven modules wide, six bars and spaces of which the bars are even; the stop is thirteen', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[ -~]{1,30}$/), (text) => {
      const widths = code128(text) ?? []
      expect(widths.length % 6).toBe(1)
      for (let at = 0; at + 7 < widths.length; at += 6) {
        const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = widths.slice(at, at + 6)
        expect(a + b + c + d + e + f).toBe(11)
        expect((a + c + e) % 2).toBe(0)
      }
      expect(widths.slice(-7)).toEqual([2, 3, 3, 1, 1, 1, 2])
    }),
  )
})

test('no two characters look alike', () => {
  const pairs = Array.from({ length: 100 }, (_, value) =>
    widthsOf(String(value).padStart(2, '0').repeat(2)).slice(6, 12),
  )
  expect(new Set(pairs).size).toBe(100)
})

test('what it cannot say is not said', () => {
  expect([code128(''), code128('naïve'), code128('a\tb')]).toEqual([null, null, null])
})
