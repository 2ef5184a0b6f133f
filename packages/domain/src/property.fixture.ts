import fc from 'fast-check'

export { fc }

/** Holds a property against arbitrary values; a failure throws with the seed and the shrunk values. */
export function forAll<Values extends [unknown, ...unknown[]]>(
  arbitraries: { [K in keyof Values]: fc.Arbitrary<Values[K]> },
  property: (...values: Values) => void,
): void {
  fc.assert(fc.property(...arbitraries, property), { numRuns: 300 })
}
