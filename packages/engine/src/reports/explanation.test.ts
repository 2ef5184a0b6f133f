import { fakeId, type VarianceId } from '@cyclecount/domain'
import { describe, expect, test } from 'vitest'
import type { Basis } from '../reconcile/basis.ts'
import { explain, type Explained } from './explanation.ts'

const noon = Date.UTC(2026, 6, 1, 12)
const minutes = 60_000

const basis: Basis = {
  asOfAt: noon,
  readAt: noon + 23 * minutes,
  readMilli: 12_000,
  movedSinceMilli: -2000,
  movements: 1,
  asOfCount: true,
  around: null,
  proposedMilli: 0,
  counters: [],
  items: [],
  positions: [],
  target: {
    locationId: null,
    lot: null,
    serial: null,
    owner: 'own',
    stockState: 'available',
    unit: 'each',
    isAssumed: false,
  },
  recount: null,
  conflict: false,
  countedIn: fakeId<VarianceId>('one'),
  reopened: null,
}
const line: Explained = {
  basis,
  countedState: 'counted',
  expectedMilli: 14_000,
  countedMilli: 13_000,
  timeZone: 'Europe/Lisbon',
  committedMilli: 0,
  movedSince: [{ kind: 'sale', quantityMilli: -2000 }],
}

describe('how expected was found', () => {
  test('says what was read, what moved after the count and what was expected, in the facility’s own time', () => {
    expect(explain(line)).toBe(
      'Read 12 at 13:23 in the books; 2 sold after it was counted at 13:00, so 14 were expected; 13 counted.',
    )
  })

  test('offers what is committed to orders as an explanation of what is missing, and of nothing else', () => {
    expect(explain({ ...line, committedMilli: 3000 })).toBe(
      'Read 12 at 13:23 in the books; 2 sold after it was counted at 13:00, so 14 were expected; 13 counted. 3 of it are committed to orders; picked already, that explains 1 of what is missing.',
    )
    expect(explain({ ...line, countedMilli: 15_000, committedMilli: 3000 })).not.toContain('committed')
  })

  test('adds up movements of a kind and names the kinds apart', () => {
    const movedSince = [
      { kind: 'sale', quantityMilli: -3000 },
      { kind: 'receipt', quantityMilli: 4500 },
      { kind: 'sale', quantityMilli: -3500 },
    ]
    expect(explain({ ...line, movedSince })).toContain(
      '6.5 sold and 4.5 received after it was counted at 13:00',
    )
  })

  test('gives the sum where the kinds do not account for it', () => {
    expect(explain({ ...line, movedSince: [] })).toContain('; −2 moved after it was counted at 13:00')
  })

  test('gives the dates where the read is of another day than the count', () => {
    const longAgo = { ...basis, asOfAt: noon - 24 * 60 * minutes }
    expect(explain({ ...line, basis: longAgo })).toContain('Read 12 at 2026-07-01 13:23')
  })

  test('says nothing of movements where there were none', () => {
    const still = { ...basis, movements: 0, movedSinceMilli: 0, readMilli: 1000 }
    expect(explain({ ...line, basis: still, expectedMilli: 1000, countedMilli: 0, movedSince: [] })).toBe(
      'Read 1 at 13:23 in the books, so 1 was expected; 0 counted.',
    )
  })

  test('says where an adjustment goes that could go to several places', () => {
    const several = { ...basis, target: { ...basis.target, isAssumed: true } }
    expect(explain({ ...line, basis: several })).toContain('shares an adjustment out among them')
    expect(explain({ ...line, basis: several, countedMilli: 14_000 })).not.toContain('among them')
  })

  test('says that nobody found it, or that its bin was found empty', () => {
    expect(explain({ ...line, countedState: 'not-found', countedMilli: 0 })).toContain(
      '2 sold after its area was counted at 13:00, so 14 were expected; nobody found it.',
    )
    expect(explain({ ...line, countedState: 'confirmed-empty', countedMilli: 0 })).toContain(
      '; the bin was found empty.',
    )
  })
})
