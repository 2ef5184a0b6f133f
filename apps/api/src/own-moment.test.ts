import type { RunId } from '@cyclecount/domain'
import { findBin, findFacility, findProduct, moveStock, recordMovement } from '@cyclecount/ledger'
import { NINE } from '@cyclecount/ledger/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { askAs, countArea, type Finding } from './testing/counter.ts'
import { openWorld, startCounting, type World } from './testing/world.ts'

const MINUTE = 60_000

interface Line {
  readonly varianceId: string
  readonly sku: string
  readonly expectedMilli: number
  readonly countedMilli: number
  readonly movedSinceMilli: number
}

describe('REC-3 each bin is compared with its own moment', () => {
  let world: World
  let runId: RunId
  beforeEach(async () => {
    world = await openWorld()
    runId = (await startCounting(world)).runId
  })
  afterEach(() => world.close())

  async function placeOf(sku: string, bin: string) {
    const { ledger } = world.ctx
    const facilityId = (await findFacility(ledger, 'LIS')) ?? expect.fail()
    return {
      facilityId,
      productId: (await findProduct(ledger, sku)) ?? expect.fail(),
      binId: (await findBin(ledger, facilityId, bin)) ?? expect.fail(),
      lot: null,
      serial: null,
      owner: 'own',
      stockState: 'available' as const,
      actor: 'till',
      comment: '',
      sourceRef: 'receipt 7',
      occurredAt: world.clock.now,
      idempotencyKey: null,
    }
  }

  async function sell(sku: string, bin: string, quantityMilli: number): Promise<void> {
    const sale = { ...(await placeOf(sku, bin)), kind: 'sale' as const, reason: 'sale', unitCost: null }
    const { kind } = await recordMovement(world.ctx.ledger, { ...sale, quantityMilli })
    expect(kind).toBe('booked')
  }

  async function compared(findings: readonly Finding[]): Promise<ReadonlyMap<string, Line>> {
    await countArea(world, 'associate', runId, findings)
    world.clock.now += 30 * MINUTE
    await askAs(world, 'manager', 'POST', `/api/runs/${runId}/reconcile`, {})
    const { lines } = await askAs<{ lines: Line[] }>(
      world,
      'manager',
      'GET',
      `/api/runs/${runId}/variances?status=all&show=all`,
    )
    return new Map(lines.map((line) => [line.sku, line]))
  }

  async function explained(line: Line | undefined): Promise<string> {
    const { explanation } = await askAs<{ explanation: string }>(
      world,
      'manager',
      'GET',
      `/api/variances/${line?.varianceId}`,
    )
    return explanation
  }

  test('counted at 10:02 before a sale and at 10:40 after one, in one session: neither line is accused', async () => {
    world.clock.now = NINE + 20 * MINUTE
    await sell('gum', 'F-1', -3000)
    await sell('cheese', 'F-2', -500)
    world.clock.now = NINE + 45 * MINUTE
    const lines = await compared([
      { sku: 'gum', bin: 'F-1', quantityMilli: 30_000, at: NINE + 2 * MINUTE },
      { sku: 'cheese', bin: 'F-2', quantityMilli: 2000, unit: 'kg', at: NINE + 40 * MINUTE },
    ])
    expect(lines.get('gum')).toMatchObject({
      expectedMilli: 30_000,
      countedMilli: 30_000,
      movedSinceMilli: -3000,
    })
    expect(lines.get('cheese')).toMatchObject({ expectedMilli: 2000, countedMilli: 2000, movedSinceMilli: 0 })
    expect(await explained(lines.get('gum'))).toContain('3 sold after it was counted at 10:02')
    expect(await explained(lines.get('cheese'))).not.toContain('sold after')
  })

  test('what is committed to orders and not there is offered as an explanation, from the book to the screen', async () => {
    const place = await placeOf('gum', 'F-1')
    const { kind } = await moveStock(world.ctx.ledger, {
      ...place,
      reason: 'transfer',
      quantityMilli: 4000,
      to: { binId: place.binId, stockState: 'reserved' },
    })
    expect(kind).toBe('booked')
    const lines = await compared([{ sku: 'gum', bin: 'F-1', quantityMilli: 27_000 }])
    expect(lines.get('gum')).toMatchObject({ expectedMilli: 30_000, countedMilli: 27_000 })
    expect(await explained(lines.get('gum'))).toContain(
      '4 of it are committed to orders; picked already, that explains 3 of what is missing.',
    )
  })
})
