import { describe, expect, it } from 'vitest'
import { parseBracketed, parseCode, parseDigitalLink, parseElementString } from '../src/index.ts'
import type { Gs1Element } from '../src/index.ts'
import { officialVectors, vectorsAreHere } from './vectors.ts'
import type { OfficialVector } from './vectors.ts'

/** Where this product differs from GS1's engine on purpose, and how often among the vectors. */
const differences: readonly {
  readonly why: string
  readonly count: number
  readonly covers: (vector: OfficialVector) => boolean
}[] = [
  {
    why: 'which AIs must or must not stand together is not policed: a scan is kept as far as it can be read',
    count: 25,
    covers: ({ kind, fn, ok }) => kind === 'assoc' && fn !== 'validateAIrepeats' && !ok,
  },
  {
    why: 'AI 89 does not exist; the engine lets it through in a mode of its own',
    count: 2,
    covers: ({ input, ok }) => /\(89\)|&89=/.test(input) && ok,
  },
  {
    why: 'country lists and alphanumeric check pairs are not checked: they neither identify nor measure stock',
    count: 4,
    covers: ({ kind, input }) => kind === 'bracketed-lint' && /^\((8013|426|7030|4307)\)/.test(input),
  },
  {
    why: 'a GTIN of 8 or 12 digits in a Digital Link is always padded; the engine does so by option',
    count: 4,
    covers: ({ kind, input, zeroSuppressed, ok }) =>
      kind === 'dluri' &&
      zeroSuppressed === false &&
      !ok &&
      /01[/=](416000336108|2112345678900|02345673)$/.test(input),
  },
  {
    why: 'words in place of AIs (/gtin/) left the Digital Link standard',
    count: 3,
    covers: ({ kind, alphas, ok }) => kind === 'dluri' && alphas === true && ok,
  },
  {
    why: 'scanners say ]E0 of 12 UPC-A digits as well',
    count: 1,
    covers: ({ input }) => input === ']E0123456789012',
  },
]

function elementsOf(vector: OfficialVector): readonly Gs1Element[] | null {
  const { kind, input } = vector
  if (kind === 'dluri') return parseDigitalLink(input)
  if (kind === 'unbracketed')
    return input.startsWith('^') ? parseElementString(input.replaceAll('^', '\u001d')) : null
  if (kind !== 'scandata') return parseBracketed(input)
  const code = parseCode(input)
  return code.kind === 'gs1' ? code.elements : null
}

/** Composite scans add the linear symbol's own GTIN, which the engine reports elsewhere. */
function agrees(vector: OfficialVector): boolean {
  const { kind, input, ok, ais } = vector
  const code = parseCode(input)
  if (kind === 'scandata' && !/\|/.test(input) && !ais)
    return ok ? code.kind !== 'gs1' : code.kind === 'other'
  const elements = elementsOf(vector)
  if (!ok || !elements) return ok === (elements !== null)
  const pairs = elements.map(({ ai, value }) => [ai, value])
  const own = input.includes('|') ? pairs.slice(1) : pairs
  return !ais || JSON.stringify(own) === JSON.stringify(ais)
}

describe.skipIf(!vectorsAreHere)('the vectors of GS1’s own engine', () => {
  const vectors = officialVectors()
  const failed = vectors.filter((vector) => !agrees(vector))

  it('agree in 345 of 384', () => {
    expect([vectors.length - failed.length, vectors.length]).toEqual([345, 384])
  })

  it('differ only where this product means to', () => {
    const unexplained = failed.filter((vector) => !differences.some(({ covers }) => covers(vector)))
    expect(unexplained).toEqual([])
  })

  it.each(differences)('differ $count times: $why', ({ covers, count }) => {
    expect(failed.filter(covers).length).toBe(count)
  })
})
