import { describe, expect, it } from 'vitest'
import { iowaIsAbsent, iowaMovements } from './iowa-movements.ts'
import { plantErrors, type Level, type PlantedStores } from './planted-errors.ts'

describe.skipIf(iowaIsAbsent !== null)('errors planted into real movements', () => {
  const lines = iowaIsAbsent === null ? iowaMovements() : []

  it.each([
    ['published', 0.37],
    ['retail', 0.65],
    ['warehouse', 0.29],
  ] as const)('at the level %s leave %d of the records wrong', (level, share) => {
    expect(Math.abs(wrongShare(lines, level) - share)).toBeLessThan(0.04)
  })

  it('make books say too much about as often as too little', () => {
    const errors = errorsOf(plantErrors(lines, 'published', 1))
    const over = errors.filter((error) => error > 0).length
    const under = errors.filter((error) => error < 0).length
    expect(over / (over + under)).toBeGreaterThan(0.4)
    expect(over / (over + under)).toBeLessThan(0.6)
  })

  it('are the same for the same seed and others for another', () => {
    const some = lines.slice(0, 400)
    const first = plantErrors(some, 'published', 1)
    expect(plantErrors(some, 'published', 1)).toEqual(first)
    expect(errorsOf(plantErrors(some, 'published', 2))).not.toEqual(errorsOf(first))
  })

  it('never leave less than nothing on a shelf, and some books below nothing', () => {
    const { known, physical } = plantErrors(lines, 'published', 3)
    expect(physical.every((units) => units >= 0)).toBe(true)
    expect(known.some(({ book }) => book < 0)).toBe(true)
  })

  it('have orders refused also where the record is right', () => {
    const planted = plantErrors(lines, 'published', 4)
    const errors = errorsOf(planted)
    const refused = planted.known.flatMap(({ rejections }, at) => (rejections > 0 ? [errors[at] ?? 0] : []))
    expect(refused.filter((error) => error === 0).length / refused.length).toBeGreaterThan(0.25)
  })
})

function errorsOf({ known, physical }: PlantedStores): readonly number[] {
  return known.map(({ book }, at) => (physical[at] ?? 0) - book)
}

function wrongShare(lines: ReturnType<typeof iowaMovements>, level: Level): number {
  const errors = errorsOf(plantErrors(lines, level, 1))
  return errors.filter((error) => error !== 0).length / errors.length
}
