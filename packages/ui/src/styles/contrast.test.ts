import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { contrast, readPalette, type Theme } from './contrast.ts'

const css = readFileSync(new URL('tokens.css', import.meta.url), 'utf8')
const [normal = '', more = ''] = css.split('@media (prefers-contrast: more)')
const themes: readonly Theme[] = ['light', 'dark']
const papers = ['paper', 'surface', 'raised', 'sunken']
const meanings = ['ok', 'warn', 'unknown', 'bad', 'neutral']

/** What stands on what on the scan screen: the card of every result, its head, the buttons, the keypad, the field, the chip. */
const scanPath: readonly (readonly [string, string])[] = [
  ...papers.map((paper) => ['ink', paper] as const),
  ['ink-2', 'paper'],
  ['ink-2', 'surface'],
  ['ink-2', 'raised'],
  ['ink-2', 'sunken'],
  ['on-accent', 'accent-solid'],
  ['accent', 'accent-wash'],
  ['ok', 'surface'],
  ['warn', 'surface'],
  ...meanings.flatMap((meaning) => [
    ['ink', `${meaning}-wash`] as const,
    ['ink-2', `${meaning}-wash`] as const,
    [meaning, `${meaning}-wash`] as const,
    [`on-${meaning}`, `${meaning}-solid`] as const,
  ]),
]

const elsewhere: readonly (readonly [string, string])[] = [
  ...papers.flatMap((paper) => [
    ['ink-3', paper] as const,
    ['accent', paper] as const,
    ['accent-strong', paper] as const,
    ['ok', paper] as const,
    ['warn', paper] as const,
    ['unknown', paper] as const,
    ['bad', paper] as const,
  ]),
  ['ink', 'accent-wash'],
  ['ink-2', 'accent-wash'],
  ['accent-strong', 'accent-wash'],
  ['on-accent', 'accent-solid-hover'],
  ['paper', 'ink'],
]

/** Lines and marks that must be seen to know a control, a state or a reading. */
const signs: readonly (readonly [string, string])[] = papers.flatMap((paper) => [
  ['rule', paper] as const,
  ['focus', paper] as const,
  ['accent-edge', paper] as const,
])

function tooFaint(
  palette: ReadonlyMap<string, string>,
  pairs: readonly (readonly [string, string])[],
  least: number,
): string[] {
  return pairs.flatMap(([fore, back]) => {
    const ratio = contrast(palette.get(`--cc-${fore}`) ?? '#000000', palette.get(`--cc-${back}`) ?? '#000000')
    return ratio < least ? [`${fore} on ${back}: ${ratio.toFixed(2)} < ${least}`] : []
  })
}

test('black on white is 21 to 1 and a colour on itself 1 to 1', () => {
  expect(contrast('#000000', '#ffffff')).toBe(21)
  expect(contrast('#2038a8', '#2038a8')).toBe(1)
})

for (const theme of themes) {
  const palette = readPalette(normal, theme)

  test(`UX-1 every pair of the scan path reaches 7 to 1 in the ${theme} theme`, () => {
    expect(tooFaint(palette, scanPath, 7)).toEqual([])
  })

  test(`UX-1 every other pair of text and ground reaches 4.5 to 1 in the ${theme} theme`, () => {
    expect(tooFaint(palette, elsewhere, 4.5)).toEqual([])
  })

  test(`UX-1 every line that bounds a control reaches 3 to 1 in the ${theme} theme`, () => {
    expect(tooFaint(palette, signs, 3)).toEqual([])
  })

  test(`more contrast, where it is asked for, is more in the ${theme} theme`, () => {
    const strong = new Map([...palette, ...readPalette(more, theme)])
    expect(tooFaint(strong, scanPath, 7)).toEqual([])
    expect(
      tooFaint(
        strong,
        papers.map((paper) => ['ink-3', paper] as const),
        7,
      ),
    ).toEqual([])
    expect(
      tooFaint(
        strong,
        papers.map((paper) => ['hairline', paper] as const),
        3,
      ),
    ).toEqual([])
  })
}
