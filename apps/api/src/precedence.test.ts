import { deliverOnce } from '@cyclecount/engine'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { areaGiven, askAs, countArea } from './testing/counter.ts'
import { openWorld, startCounting, type Counting, type World } from './testing/world.ts'

interface Line {
  readonly varianceId: string
  readonly version: number
  readonly sku: string
  readonly productId: string
}

const MINUTE = 60_000

describe('REC-8 where stock moved during the count a person chooses what wins', () => {
  let world: World
  let counting: Counting
  beforeEach(async () => {
    world = await openWorld()
    counting = await startCounting(world)
  })
  afterEach(() => world.close())

  async function send(path: string, body?: unknown) {
    const auth = await world.as('manager')
    const answer = await world.request(body === undefined ? 'GET' : 'POST', path, {
      auth,
      ...(body === undefined ? {} : { body }),
    })
    expect(answer).toMatchObject({ status: 200 })
    return answer.body
  }

  /** Three colas are counted where the book has thirty; half an hour later two are taken out of the book, and then all is compared. */
  async function countedThenMoved(): Promise<Line> {
    await counting.push(counting.events, 1)
    world.clock.now += 30 * MINUTE
    const productId = counting.events[1]?.['productId']
    await send(`/api/facilities/${world.lisbon}/stock/adjustments`, {
      requestId: 'one',
      productId,
      locationId: counting.events[1]?.['locationId'],
      lot: null,
      serial: null,
      deltaMilli: -2000,
      reason: 'lost',
      comment: 'fell behind the till',
    })
    world.clock.now += 30 * MINUTE
    await send(`/api/runs/${counting.runId}/reconcile`, {})
    const { lines } = (await send(`/api/runs/${counting.runId}/variances?status=open&q=cola`)) as {
      lines: Line[]
    }
    return lines[0] ?? expect.fail('cola is not among the lines')
  }

  async function approve({ varianceId, version, productId }: Line, precedence?: string) {
    const { reasons } = (await send('/api/reasons')) as { reasons: { reasonId: string }[] }
    await send(`/api/runs/${counting.runId}/decisions`, {
      lines: [{ varianceId, version }],
      outcome: 'approved',
      reasonId: reasons[0]?.reasonId,
      note: '',
      ...(precedence === undefined ? {} : { precedence }),
    })
    await deliverOnce(world.ctx.engine)
    const card = (await send(`/api/facilities/${world.lisbon}/stock/${productId}`)) as {
      positions: { bin: string; onHandMilli: number }[]
    }
    return card.positions.find(({ bin }) => bin === 'F-1')?.onHandMilli
  }

  test('the line explains what was assumed: what was read, what moved since, what was expected', async () => {
    const { varianceId } = await countedThenMoved()
    expect(await send(`/api/variances/${varianceId}`)).toMatchObject({
      explanation:
        'Read 28 at 11:00 in the books; −2 booked after it was counted at 10:00, so 30 were expected; 3 counted.',
      line: { asOfCount: true, movedSinceMilli: -2000, expectedMilli: 30_000, varianceMilli: -27_000 },
    })
  })

  test('the difference wins where nothing is said: what moved after the count stays', async () => {
    expect(await approve(await countedThenMoved())).toBe(1000)
  })

  test('where the count wins, the book becomes what was counted', async () => {
    const line = await countedThenMoved()
    expect(await approve(line, 'count-wins')).toBe(3000)
    expect(await send(`/api/variances/${line.varianceId}`)).toMatchObject({
      line: { decision: { precedence: 'count-wins' } },
    })
  })

  test('or it is counted again: a new session of the count before it, blind, and what it finds settles what was assumed', async () => {
    const { varianceId, version } = await countedThenMoved()
    const { personId } = await askAs<{ personId: string }>(world, 'second', 'GET', '/api/me')
    await send(`/api/runs/${counting.runId}/recounts`, {
      lines: [{ varianceId, version }],
      personId,
      note: 'Two went while it was counted',
    })
    const { area, told } = await areaGiven(world, 'second', counting.runId)
    expect(area).toMatchObject({ round: 2, blind: true })
    expect(JSON.stringify(told)).not.toMatch(/uantity|xpected|counted/)
    const again = await countArea(world, 'second', counting.runId, [
      { sku: 'cola', bin: 'F-1', quantityMilli: 28_000 },
    ])
    expect(
      await world.ctx.engine.db.read
        .selectFrom('inventory_count_import')
        .select('parent_count_id')
        .where('inventory_count_import_id', '=', again)
        .executeTakeFirst(),
    ).toEqual({ parent_count_id: counting.sessionId })
    await send(`/api/runs/${counting.runId}/reconcile`, {})
    // Compared with the book as of its own time, in which the two are gone already.
    const { lines } = await askAs<{ lines: unknown[] }>(
      world,
      'manager',
      'GET',
      `/api/runs/${counting.runId}/variances?status=all&show=all&q=cola`,
    )
    expect(lines[0]).toMatchObject({
      recount: { counts: [{ expectedMilli: 30_000 }, { expectedMilli: 28_000, countedMilli: 28_000 }] },
    })
  })
})
