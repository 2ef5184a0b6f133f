import { describe, expect, it } from 'vitest'
import { findAi } from '../src/application-identifiers.ts'
import { dictionaryLines, vectorsAreHere } from './vectors.ts'

interface DictionaryAi {
  readonly ai: string
  readonly predefined: boolean
  readonly inQuery: boolean
  readonly longest: number
  readonly digitsOnly: boolean
}

function spelledOut(line: string): DictionaryAi[] {
  const [range = '', ...rest] = line.split('#')[0]?.trim().split(/\s+/) ?? []
  const [first = '', last = first] = range.split('-')
  const components = rest
    .filter((word) => /^\[?[NXYZ](\.\.)?\d/.test(word))
    .map((word) => word.split(',')[0] ?? '')
  const marks = /^[*?]/.test(rest[0] ?? '') ? (rest[0] ?? '') : ''
  return Array.from({ length: Number(last) - Number(first) + 1 }, (_, step) => ({
    ai: String(Number(first) + step).padStart(first.length, '0'),
    predefined: marks.includes('*'),
    inQuery: marks.includes('?'),
    longest: components.reduce((sum, word) => sum + Number(word.replace(/\D/g, '')), 0),
    digitsOnly: components.every((word) => word.includes('N')),
  }))
}

function marksOf(ai: string) {
  return { predefined: typeof findAi(ai)?.length === 'number', inQuery: findAi(ai)?.inQuery }
}

describe.skipIf(!vectorsAreHere)('the table of application identifiers', () => {
  const dictionary = dictionaryLines().flatMap(spelledOut)
  const known = dictionary.filter(({ ai }) => findAi(ai))

  it('has 526 of GS1’s 541, all but patients, bank accounts and coupons', () => {
    expect([known.length, dictionary.length]).toEqual([526, 541])
    const missing = dictionary.filter(({ ai }) => !findAi(ai)).map(({ ai }) => ai)
    expect(missing.filter((ai) => !/^(72(4[1-9]|5\d)|8007|811[02])$/.test(ai))).toEqual([])
  })

  it('has the lengths and marks of GS1’s dictionary', () => {
    expect(known.map(({ ai }) => ({ ai, ...marksOf(ai) }))).toEqual(
      known.map(({ ai, predefined, inQuery }) => ({ ai, predefined, inQuery })),
    )
    const lengths = known.filter(({ predefined }) => predefined).map(({ ai, longest }) => [ai, longest])
    expect(lengths.map(([ai]) => [ai, findAi(String(ai))?.length])).toEqual(lengths)
  })

  it('takes no value longer than the dictionary allows, and no letter where digits are laid down', () => {
    const tooLong = known.filter(({ ai, longest }) => findAi(ai)?.accepts('1'.repeat(longest + 1)))
    const lettered = known.filter(
      ({ ai, longest, digitsOnly }) => digitsOnly && findAi(ai)?.accepts('A'.repeat(longest)),
    )
    expect([tooLong, lettered]).toEqual([[], []])
  })
})
