import type { RunId } from '@cyclecount/domain'
import { deliverOnce } from '@cyclecount/engine'
import type { RetailerData } from '@cyclecount/ledger'
import { cornerStores, NINE } from '@cyclecount/ledger/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { askAs, countArea } from './testing/counter.ts'
import { openWorld, startCounting, type Counting, type World } from './testing/world.ts'

interface Offer {
  readonly from: { readonly varianceId: string; readonly version: number; readonly productId: string }
  readonly to: { readonly varianceId: string; readonly version: number }
}

describe('ADJ-9 offsetting variances are offered as one move', () => {
  let world: World
  let counting: Counting
  let run: string
  beforeAll(async () => {
    world = await openWorld()
    counting = await startCounting(world)
    run = `/api/runs/${counting.runId}`
    const { areas } = (await send('GET', `/api/facilities/${world.lisbon}`)).body as {
      areas: { code: string; locations: { locationId: string; code: string }[] }[]
    }
    const bins = areas.find(({ code }) => code === 'FLOOR')?.locations ?? []
    const at = (name: string) => bins.find(({ code }) => code === name)?.locationId
    // Of the 30 colas that the book has on one shelf, two lie on the other.
    const [start, one, two, three, submit] = counting.events
    const counted = [
      start,
      { ...one, locationId: at('F-1'), quantityMilli: 28_000 },
      { ...two, locationId: at('F-2'), quantityMilli: 1000 },
      { ...three, locationId: at('F-2'), quantityMilli: 1000 },
      submit,
    ]
    await counting.push(counted, 1)
    await send('POST', `${run}/reconcile`, {})
  })
  afterAll(() => world.close())

  async function send(method: 'GET' | 'POST', path: string, body?: unknown) {
    const auth = await world.as('manager')
    return world.request(method, path, { auth, ...(body === undefined ? {} : { body }) })
  }

  async function offers(): Promise<readonly Offer[]> {
    const { body } = await send('GET', `${run}/offsets`)
    return (body as { offers: Offer[] }).offers
  }

  test('two short on one shelf and two over on the next are one offer', async () => {
    expect(await offers()).toMatchObject([
      {
        kind: 'place',
        quantityMilli: 2000,
        from: { sku: 'cola', locationCode: 'F-1', varianceMilli: -2000 },
        to: { sku: 'cola', locationCode: 'F-2', varianceMilli: 2000 },
      },
    ])
  })

  test('accepted by one decision, both halves are booked and the ledger holds what was counted', async () => {
    const [offer] = await offers()
    const { reasons } = (await send('GET', '/api/reasons')).body as {
      reasons: { reasonId: string; code: string }[]
    }
    const line = ({ varianceId, version }: Offer['to']) => ({ varianceId, version })
    if (!offer) throw new Error('nothing is offered')
    const body = {
      from: line(offer.from),
      to: line(offer.to),
      reasonId: reasons.find(({ code }) => code === 'misplaced')?.reasonId,
      note: '',
    }
    expect(await send('POST', `${run}/offsets/accept`, body)).toMatchObject({
      status: 200,
      body: { decided: 2, proposals: 2 },
    })
    await deliverOnce(world.ctx.engine)
    expect((await send('GET', '/api/proposals')).body).toMatchObject({
      counts: { accepted: 2 },
      proposals: [{ otherHalf: 'accepted' }, { otherHalf: 'accepted' }],
    })
    const card = await send('GET', `/api/facilities/${world.lisbon}/stock/${offer.from.productId}`)
    expect(card.body).toMatchObject({
      positions: expect.arrayContaining([
        expect.objectContaining({ bin: 'F-1', onHandMilli: 28_000 }),
        expect.objectContaining({ bin: 'F-2', onHandMilli: 2000 }),
      ]) as unknown,
    })
    expect(await offers()).toEqual([])
  })
})

/** Beside what the corner stores have, five each of two sizes that share no code, and two lots. */
const withSizes: RetailerData = {
  ...cornerStores,
  products: [
    ...cornerStores.products,
    ...['S', 'M'].map((size) => ({
      sku: `tee-${size}`,
      title: `T-shirt, ${size}`,
      category: 'Clothing',
      style: 'tee',
      unit: 'each',
      decimals: false,
      tracking: 'none' as const,
      unitCostMicros: 4_000_000n,
      priceMicros: null,
    })),
  ],
  lots: [...cornerStores.lots, { sku: 'yoghurt', lot: 'Y2', expiry: '2026-07-01' }],
  opening: [
    ...cornerStores.opening,
    ...[
      { sku: 'tee-S', lot: null },
      { sku: 'tee-M', lot: null },
      { sku: 'yoghurt', lot: 'Y2' },
    ].map((what) => ({
      ...what,
      facility: 'LIS',
      bin: 'F-2',
      quantityMilli: 5000,
      serial: null,
      unitCostMicros: null,
      at: NINE - 30 * 86_400_000,
    })),
  ],
}

test('ADJ-9 swapped sizes that share no code, and swapped lots, are each offered as one move', async () => {
  const world = await openWorld(undefined, withSizes)
  try {
    const { runId } = await askAs<{ runId: RunId }>(world, 'manager', 'POST', '/api/runs', {
      name: 'Swapped',
      facilityId: world.lisbon,
      countType: 'HARD_COUNT',
      blind: true,
      dueLocal: null,
      items: [],
    })
    const { areas } = await askAs<{ areas: { areaId: string; code: string }[] }>(
      world,
      'manager',
      'GET',
      `/api/facilities/${world.lisbon}`,
    )
    const { personId } = await askAs<{ personId: string }>(world, 'associate', 'GET', '/api/me')
    const areaId = areas.find(({ code }) => code === 'FLOOR')?.areaId
    await askAs(world, 'manager', 'POST', `/api/runs/${runId}/assignments`, {
      assignments: [{ areaId, personId }],
    })
    await countArea(world, 'associate', runId, [
      { sku: 'tee-S', bin: 'F-2', quantityMilli: 4000 },
      { sku: 'tee-M', bin: 'F-2', quantityMilli: 6000 },
      { sku: 'yoghurt', bin: 'F-2', quantityMilli: 10_000, lot: 'Y1' },
      { sku: 'yoghurt', bin: 'F-2', quantityMilli: 7000, lot: 'Y2' },
    ])
    await askAs(world, 'manager', 'POST', `/api/runs/${runId}/reconcile`)
    const told = await askAs<{ offers: (Offer & { kind: string })[] }>(
      world,
      'manager',
      'GET',
      `/api/runs/${runId}/offsets`,
    )
    expect(told.offers).toMatchObject([
      { kind: 'lot', quantityMilli: 2000, from: { lot: 'Y1' }, to: { lot: 'Y2' } },
      { kind: 'variant', quantityMilli: 1000, from: { sku: 'tee-S' }, to: { sku: 'tee-M' } },
    ])
    const { reasons } = await askAs<{ reasons: { reasonId: string }[] }>(
      world,
      'manager',
      'GET',
      '/api/reasons',
    )
    for (const { from, to } of told.offers)
      await askAs(world, 'manager', 'POST', `/api/runs/${runId}/offsets/accept`, {
        from: { varianceId: from.varianceId, version: from.version },
        to: { varianceId: to.varianceId, version: to.version },
        reasonId: reasons[0]?.reasonId,
        note: '',
      })
    await deliverOnce(world.ctx.engine)
    const size = await askAs<{ positions: unknown[] }>(
      world,
      'manager',
      'GET',
      `/api/facilities/${world.lisbon}/stock/${told.offers[1]?.from.productId}`,
    )
    expect(size.positions).toMatchObject([{ bin: 'F-2', onHandMilli: 4000 }])
    expect(await askAs(world, 'manager', 'GET', `/api/proposals?runId=${runId}`)).toMatchObject({
      counts: { accepted: 4 },
    })
  } finally {
    await world.close()
  }
})
