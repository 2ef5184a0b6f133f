import { iowaIsAbsent, iowaLastDay } from '@cyclecount/ledger/iowa-fixture'
import { describe, expect, test } from 'vitest'
import { countIowaStore } from './testing/iowa-count.ts'

/** The store of `npm test`; `npm run iowa` counts all five and writes docs/iowa.md. */
const STORE = '2507'

describe.skipIf(iowaIsAbsent !== null)('a real retailer that sells while it is counted', () => {
  const lines = iowaIsAbsent === null ? iowaLastDay() : []

  test('what lay there, what came and what was sold make what lies there, in every line of the five stores', () => {
    expect(lines).toHaveLength(3515)
    expect(lines.filter((line) => line.morning + line.received - line.sold !== line.close)).toEqual([])
  })

  test('REC-3 every planted error is found, and no line is accused because of a sale, booked in time or late', async () => {
    const store = lines.filter((line) => line.store === STORE)
    const proof = await countIowaStore(store, 1)
    expect(proof).toMatchObject({ missed: [], accused: [] })
    expect(proof.found).toBe(proof.planted)
    // It is not found by planting nothing, nor is nobody accused by selling nothing.
    expect(Math.min(proof.shrunk, proof.misplaced)).toBeGreaterThan(3)
    expect(proof.soldDuring).toBeGreaterThan(200)
    expect(proof.bookedLate).toBeGreaterThan(20)
    expect(proof.accusedBeforeBooked).toBeGreaterThan(0)
    expect(proof.accusedBySnapshot).toBeGreaterThan(50)
  }, 60_000)
})
