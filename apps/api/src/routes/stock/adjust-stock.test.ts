import { routes } from '@cyclecount/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApp } from '../../app.ts'
import { openWorld, type World } from '../../testing/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const path = () => routes.adjustStock.path.replace(':facilityId', world.lisbon)

test('the same correction sent again is told to the auditor once', async () => {
  const auth = await world.as('manager')
  const body = await correction('one')
  const first = await world.request('POST', path(), { auth, body })
  expect(first.status).toBe(200)
  world.clock.now += 60_000
  const again = await Promise.all([1, 2].map(() => world.request('POST', path(), { auth, body })))
  expect(again.map((answer) => answer.body)).toEqual([first.body, first.body])
  expect(await told('one')).toHaveLength(1)
  await world.request('POST', path(), { auth, body: await correction('two') })
  expect(await told('two')).toHaveLength(1)
})

test('a repeat tells the auditor what a crash kept from being told', async () => {
  const auth = await world.as('manager')
  const body = await correction('three')
  const { engine } = world.ctx
  const write = () => Promise.reject(new Error('the process died'))
  const dying = createApp({ ...world.ctx, engine: { ...engine, db: { ...engine.db, write } } })
  const answer = await dying.request(path(), {
    method: 'POST',
    headers: { authorization: auth, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  expect(answer.status).toBe(500)
  expect(await told('three')).toEqual([])
  world.clock.now += 60_000
  expect((await world.request('POST', path(), { auth, body })).status).toBe(200)
  expect(await told('three')).toHaveLength(1)
})

async function correction(requestId: string) {
  const auth = await world.as('manager')
  const facility = await world.request('GET', `/api/facilities/${world.lisbon}`, { auth })
  const { areas } = facility.body as { areas: { locations: { locationId: string }[] }[] }
  const product = await world.ctx.engine.db.read
    .selectFrom('product as p')
    .innerJoin('facility as f', 'f.org_id', 'p.org_id')
    .select('p.product_id')
    .where('p.sku', '=', 'cola')
    .where('f.facility_id', '=', world.lisbon)
    .executeTakeFirstOrThrow()
  return {
    requestId,
    productId: product.product_id,
    locationId: areas[0]?.locations[0]?.locationId,
    lot: null,
    serial: null,
    deltaMilli: 1000,
    reason: 'found',
    comment: 'behind the shelf',
  }
}

async function told(requestId: string): Promise<readonly string[]> {
  const rows = await world.ctx.engine.db.read
    .selectFrom('reflexion_log')
    .select('after')
    .where('tag', '=', 'stock.adjusted-by-hand')
    .execute()
  return rows.flatMap(({ after }) => (after?.includes(`"requestId":"${requestId}"`) ? [after] : []))
}
