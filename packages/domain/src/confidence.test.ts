import { describe, expect, test } from 'vitest'
import { proportion, sampleSize } from './confidence.ts'
import { fc, forAll } from './property.fixture.ts'

describe('a share and its interval', () => {
  test('is Wilson’s: 81 of 263 are 30.8 %, between 25.53 and 36.62 %', () => {
    // Newcombe, “Two-sided confidence intervals for the single proportion”, Statistics in Medicine 17, 1998, table I.
    expect(proportion(81, 263)).toEqual({
      hits: 81,
      of: 263,
      percentMilli: 30_798,
      lowMilli: 25_528,
      highMilli: 36_621,
    })
  })

  test('holds where there is no hit, where all are, and where there is nothing', () => {
    expect(proportion(0, 20)).toMatchObject({ percentMilli: 0, lowMilli: 0, highMilli: 16_113 })
    expect(proportion(20, 20)).toMatchObject({ percentMilli: 100_000, lowMilli: 83_887, highMilli: 100_000 })
    expect(proportion(0, 0)).toMatchObject({ percentMilli: null, lowMilli: null, highMilli: null })
  })

  test('is narrower of a sample that is much of its population, and none of all of it', () => {
    const free = proportion(90, 100)
    const half = proportion(90, 100, 200)
    expect((half.highMilli ?? 0) - (half.lowMilli ?? 0)).toBeLessThan(
      (free.highMilli ?? 0) - (free.lowMilli ?? 0),
    )
    expect(proportion(90, 100, 100)).toMatchObject({ lowMilli: 90_000, highMilli: 90_000 })
  })

  test('lies around the share, within 0 and 100 %', () =>
    forAll([fc.integer({ min: 1, max: 60_000 }), fc.double({ min: 0, max: 1, noNaN: true })], (of, share) => {
      const found = proportion(Math.floor(of * share), of)
      expect(found.lowMilli).toBeGreaterThanOrEqual(0)
      expect(found.lowMilli).toBeLessThanOrEqual(found.percentMilli ?? -1)
      expect(found.highMilli).toBeGreaterThanOrEqual(found.percentMilli ?? Infinity)
      expect(found.highMilli).toBeLessThanOrEqual(100_000)
    }))
})

describe('the size of a sample', () => {
  test('of 10,000 records 370 say a share to 5 %, 965 to 3 %', () => {
    expect([sampleSize(10_000, 5000), sampleSize(10_000, 3000)]).toEqual([370, 965])
  })

  test('is never more than there are, and nothing of nothing', () => {
    expect([sampleSize(12, 5000), sampleSize(1, 1000), sampleSize(0, 5000)]).toEqual([12, 1, 0])
  })
})
