import { expect, test } from 'vitest'
import { drawSample } from './control-group.ts'
import { fc, forAll } from './property.fixture.ts'

const ids = fc.uniqueArray(fc.uuid(), { maxLength: 60 })

test('a sample depends on the seed and the ids, not on their order', () =>
  forAll([ids, fc.nat(80), fc.string(), fc.nat(59)], (all, size, seed, turn) => {
    const turned = [...all.slice(turn), ...all.slice(0, turn)]
    const sample = drawSample(all, size, seed)
    expect(drawSample(turned, size, seed)).toEqual(sample)
    expect(sample).toHaveLength(Math.min(size, all.length))
    expect(new Set(sample).size).toBe(sample.length)
    expect(all).toEqual(expect.arrayContaining([...sample]))
  }))

test('every id is as likely as any other: none of 40 is drawn far more or less often over 4,000 seeds', () => {
  const all = Array.from({ length: 40 }, (_, index) => `id-${String(index).padStart(2, '0')}`)
  const drawn = new Map(all.map((id) => [id, 0]))
  for (let seed = 0; seed < 4000; seed += 1) {
    for (const id of drawSample(all, 10, `week ${seed}`)) drawn.set(id, (drawn.get(id) ?? 0) + 1)
  }
  // Expected 1,000 each; five standard deviations are 137.
  for (const times of drawn.values()) expect(Math.abs(times - 1000)).toBeLessThan(137)
})
