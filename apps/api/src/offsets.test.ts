import { deliverOnce } from '@cyclecount/engine'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWorld, startCounting, type Counting, type World } from './testing/world.ts'

interface Offer {
  readonly from: { readonly varianceId: string; readonly version: number; readonly productId: string }
  readonly to: { readonly varianceId: string; readonly version: number }
}

describe('offsetting variances are offered as one move', () => {
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
