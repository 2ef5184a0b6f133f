import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkDigit } from './check-digit.ts'
import { formatElements, parseBracketed, parseElementString } from './element-string.ts'
import { isValidGtin } from './gtin.ts'
import { parseCode } from './parse-code.ts'

const GS = '\u001d'
const digits = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'.split('')), minLength: length, maxLength: length })

/** Pieces that codes are made of, put together in ways no printer would. */
const piece = fc.oneof(
  fc.constantFrom(
    ']C1',
    ']d2',
    ']D2',
    ']E0',
    ']E3',
    ']E4',
    ']c1',
    ']',
    GS,
    '^]',
    '<gs>',
    '(',
    ')',
    '\\(',
    '(01)',
    '(10)',
    '(8010)',
  ),
  fc.constantFrom(
    '01',
    '02',
    '10',
    '17',
    '21',
    '3103',
    '37',
    '00',
    'LOC:',
    'loc:',
    'https://a/01/',
    'HtTp://a/10/',
    '?17=',
    '|]e0',
  ),
  fc.constantFrom(
    '09521234543213',
    '4006381333931',
    '01234565',
    '123456789012345675',
    '03456721',
    '5901234123457',
  ),
  fc.constantFrom(' ', '\r\n', '\t', '\u0000', '\u00a0', 'ı', 'ß', 'İ', '%41', '%', '&', '#', '\ud800', '😀'),
  fc.string({ maxLength: 6 }),
  fc.string({ unit: 'binary', maxLength: 4 }),
  digits(13).map((body) => body + checkDigit(body)),
)
const anything = fc.oneof(
  fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')),
  fc.string({ unit: 'binary', maxLength: 60 }),
)

describe('parseCode', () => {
  it('has a meaning for every text, keeps it untouched and finds every key again by itself', () => {
    fc.assert(
      fc.property(anything, (raw) => {
        const code = parseCode(raw)
        const again = parseCode(code.key)
        expect(code.raw).toBe(raw)
        expect(again.key).toBe(code.key)
      }),
      { numRuns: 20_000 },
    )
  })

  it('looks up by the GTIN wherever there is one', () => {
    fc.assert(
      fc.property(anything, (raw) => {
        const code = parseCode(raw)
        const gtin = 'gtin' in code ? code.gtin : undefined
        expect(gtin === undefined || (code.key === gtin && isValidGtin(gtin))).toBe(true)
      }),
      { numRuns: 5000 },
    )
  })

  it('knows every GTIN in every standard length, behind any prefix and space', () => {
    const around = fc.constantFrom('', ' ', ']E0', ']C0', ']A0', '\r\n')
    fc.assert(
      fc.property(
        fc.constantFrom(7, 11, 12, 13).chain(digits),
        around,
        fc.constantFrom('', '\r', ' \t'),
        (body, before, after) => {
          fc.pre(/[1-9]/.test(body) && !(before === ']E0' && body.length === 7))
          const gtin = (body + checkDigit(body)).padStart(14, '0')
          expect(parseCode(before + body + checkDigit(body) + after)).toMatchObject({ kind: 'gtin', gtin })
        },
      ),
    )
  })

  it.each([
    ['AIM prefixes', ']C1'.repeat(200_000)],
    ['spaces inside', `1${' '.repeat(300_000)}1`],
    ['AIs', '11260101'.repeat(50_000)],
    ['brackets', '(10)a'.repeat(50_000)],
    ['path segments', `https://a${'/01'.repeat(100_000)}`],
  ])(
    'is not slowed by endless %s',
    (_, raw) => {
      expect(parseCode(raw).raw).toBe(raw)
    },
    1000,
  )
})

describe('element strings', () => {
  const x = fc.string({
    unit: fc.constantFrom(...'ABCxyz019!"%&\'()*+,-./:;<=>?_'.split('')),
    minLength: 1,
    maxLength: 20,
  })
  const gtin = digits(13).map((body) => body + checkDigit(body))
  const element = fc.oneof(
    gtin.map((value) => ({ ai: '01', value })),
    x.map((value) => ({ ai: '10', value })),
    x.map((value) => ({ ai: '21', value })),
    digits(6).map((value) => ({ ai: '3102', value })),
    fc.nat(99_999_999).map((value) => ({ ai: '30', value: String(value) })),
  )
  const elements = fc.uniqueArray(element, { minLength: 1, maxLength: 5, selector: ({ ai }) => ai })

  it('come back whole from both written forms', () => {
    fc.assert(
      fc.property(elements, (written) => {
        fc.pre(written.every(({ value }) => !value.includes('<GS>')))
        const unbracketed = written.map(({ ai, value }) => ai + value + GS).join('')
        expect(parseElementString(unbracketed)).toEqual(written)
        expect(parseBracketed(formatElements(written))).toEqual(written)
      }),
    )
  })
})
