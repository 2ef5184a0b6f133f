import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWorld, type World } from './testing/world.ts'

interface Run {
  readonly runId: string
  readonly facilityId: string
  readonly status: string
  readonly itemCount: number
  readonly countType: string
}

describe('plans over HTTP', () => {
  let world: World
  beforeAll(async () => {
    world = await openWorld()
  })
  afterAll(() => world.close())

  async function ask<T>(method: string, path: string, body?: unknown, who = 'planner'): Promise<T> {
    const auth = await world.as(who)
    const answer = await world.request(method, path, body === undefined ? { auth } : { auth, body })
    expect(answer.status, JSON.stringify(answer.body)).toBe(200)
    return answer.body as T
  }
  const skus = (...list: string[]) => ({ kind: 'any-of', parts: [{ kind: 'skus', skus: list }] })
  const plan = (changes: Record<string, unknown> = {}) => ({
    name: 'Winter count',
    purpose: 'annual',
    isTemplate: false,
    blind: true,
    itemSet: { kind: 'everything' },
    startLocal: null,
    dueLocal: null,
    facilities: [world.lisbon, world.azores].map((facilityId) => ({ facilityId, itemSet: null })),
    ...changes,
  })
  const runsOf = async (planId: string) =>
    (await ask<{ runs: Run[] }>('GET', `/api/runs?planId=${planId}`)).runs

  test('PLAN-1 a run of every purpose is drafted, edited, published at all its facilities, copied and cancelled', async () => {
    for (const purpose of ['annual', 'monthly', 'weekly', 'ad-hoc', 'directed']) {
      const itemSet = purpose === 'directed' ? skus('cola') : { kind: 'everything' }
      const made = await ask<{ planId: string }>('POST', '/api/plans', plan({ purpose, itemSet }))
      const { planId } = made
      await ask('PUT', `/api/plans/${planId}`, { ...plan({ purpose, itemSet, name: 'Edited' }), edits: 0 })
      await ask('POST', `/api/plans/${planId}/publish`, { edits: 1 })
      const runs = await runsOf(planId)
      expect(runs.map((run) => run.facilityId).toSorted(byText)).toEqual(
        [world.lisbon, world.azores].toSorted(byText),
      )
      await ask('POST', `/api/plans/${planId}/cancel`, { reason: 'snow', facilityIds: null })
      expect((await runsOf(planId)).map((run) => run.status)).toEqual(['cancelled', 'cancelled'])
      const copy = await ask('POST', `/api/plans/${planId}/copy`, { name: 'Again', isTemplate: true })
      expect(copy).toMatchObject({ name: 'Again', purpose, status: 'template', facilities: 2 })
    }
  })

  test('PLAN-1 a run that a store makes is counted when HQ approved it, where the rules want that', async () => {
    const layer = { blind: false, mayCount: null, hqApproves: true }
    await saveLayer('Stores ask HQ', { countType: 'HARD_COUNT', facilityId: null }, layer)
    const body = {
      name: 'Till count',
      facilityId: world.lisbon,
      countType: 'HARD_COUNT',
      blind: true,
      dueLocal: null,
      items: [],
    }
    const made = await ask<Run>('POST', '/api/runs', body, 'manager')
    expect(made.status).toBe('proposed')
    await ask('POST', '/api/runs/answers', { runIds: [made.runId], outcome: 'sent-back', note: 'Why now?' })
    const to = { name: 'Till count, auditors come', startLocal: null, dueLocal: null }
    expect(await ask('PUT', `/api/runs/${made.runId}`, to, 'manager')).toMatchObject({ status: 'proposed' })
    await ask('POST', '/api/runs/answers', { runIds: [made.runId], outcome: 'approved', note: '' })
    expect(await ask('GET', `/api/runs/${made.runId}`)).toMatchObject({ status: 'planned' })
  })

  test('PLAN-2 a file of facilities and SKUs becomes a plan, and tells everything wrong with it at once', async () => {
    const wrong = 'facility;sku\nLIS;cola\nXXX;cola\nLIS;\nLIS;nectar\nLIS;cola\n'
    const told = await ask<{ faults: unknown[] }>('POST', '/api/plans/file', { text: wrong })
    expect(told).toMatchObject({
      skus: [],
      facilities: [],
      faults: [
        { row: 3, column: 'facility', message: 'XXX is not a facility at which you plan' },
        { row: 4, column: 'sku', message: 'is empty' },
        { row: 5, column: 'sku', message: 'nectar is not a product in use' },
        { row: 6, column: 'sku', message: 'cola stands there twice' },
      ],
    })
    const right = await ask<{ facilities: { facilityId: string; skus: string[] }[] }>(
      'POST',
      '/api/plans/file',
      { text: 'facility,sku\nLIS,cola\nAZO,cola\nAZO,cheese\n' },
    )
    const facilities = right.facilities.map((place) => ({
      facilityId: place.facilityId,
      itemSet: skus(...place.skus),
    }))
    const itemSet = skus('cola')
    const { places } = await ask<{ places: { items: number }[] }>('POST', '/api/plans/preview', {
      itemSet,
      facilities,
    })
    expect(places.map((place) => place.items)).toEqual([1, 2])
    const { planId } = await ask<{ planId: string }>('POST', '/api/plans', plan({ itemSet, facilities }))
    await ask('POST', `/api/plans/${planId}/publish`, { edits: 0 })
    const details = await Promise.all(
      (await runsOf(planId)).map(({ runId }) => ask<Run>('GET', `/api/runs/${runId}`)),
    )
    expect(new Map(details.map((run) => [run.facilityId, run.itemCount]))).toEqual(
      new Map([
        [world.lisbon, 1],
        [world.azores, 2],
      ]),
    )
  })

  test('PLAN-2 a plan counts a saved set beside a category, as the books name them', async () => {
    await ask('POST', '/api/item-sets', {
      name: 'Fragile',
      itemSet: { kind: 'any-of', parts: [{ kind: 'skus', skus: ['cola'] }] },
    })
    const { itemSets } = await ask<{ itemSets: { itemSetId: string }[] }>('GET', '/api/item-sets')
    const choices = await ask<{ categories: string[] }>('GET', '/api/plan-choices')
    const itemSet = {
      kind: 'any-of',
      parts: [
        { kind: 'saved', itemSetId: itemSets[0]?.itemSetId },
        { kind: 'category', categories: choices.categories },
      ],
    }
    const { facilities } = plan()
    const { places } = await ask<{ places: { items: number }[] }>('POST', '/api/plans/preview', {
      itemSet,
      facilities,
    })
    const { products } = await ask<{ products: unknown[] }>('GET', '/api/products')
    expect(places.map((place) => place.items)).toEqual([products.length, products.length])
  })

  test('PLAN-3 parameters hold by company, type of count and facility, and say which layer they come from', async () => {
    const quiet = { blind: false, mayCount: null, hqApproves: false }
    await saveLayer(
      'Blind hard counts',
      { countType: 'HARD_COUNT', facilityId: null },
      { ...quiet, blind: true },
    )
    await saveLayer(
      'Lisbon counts with care',
      { countType: null, facilityId: world.lisbon },
      {
        ...quiet,
        mayCount: ['supervisor'],
      },
    )
    const path = (facilityId: string, countType: string) =>
      `/api/facilities/${facilityId}/parameters?countType=${countType}`
    expect(await ask('GET', path(world.lisbon, 'HARD_COUNT'), undefined, 'manager')).toMatchObject({
      blind: { value: true, from: [{ layer: 'Blind hard counts', level: 'count-type' }] },
      mayCount: {
        value: ['supervisor'],
        from: [{ layer: 'Lisbon counts with care', level: 'facility' }],
      },
    })
    expect(await ask('GET', path(world.azores, 'DIRECTED_COUNT'))).toMatchObject({
      blind: { value: false, from: [] },
      mayCount: { value: ['associate', 'supervisor', 'manager'], from: [] },
    })
    const { planId } = await ask<{ planId: string }>('POST', '/api/plans', plan({ blind: false }))
    await ask('POST', `/api/plans/${planId}/publish`, { edits: 0 })
    const lisbon = (await runsOf(planId)).find((run) => run.facilityId === world.lisbon)
    expect(await ask('GET', `/api/runs/${lisbon?.runId}`)).toMatchObject({
      blind: true,
      mayCount: ['supervisor'],
    })
    const { areas, counters } = await ask<{
      areas: { areaId: string }[]
      counters: { personId: string; roles: string[] }[]
    }>('GET', `/api/facilities/${world.lisbon}`)
    const give = async (role: string) => {
      const personId = counters.find(({ roles }) => roles.includes(role))?.personId
      const assignments = [{ areaId: areas[0]?.areaId, personId }]
      const auth = await world.as('planner')
      return world.request('POST', `/api/runs/${lisbon?.runId}/assignments`, { auth, body: { assignments } })
    }
    expect(await give('associate')).toMatchObject({ status: 400 })
    expect(await give('supervisor')).toMatchObject({ status: 200 })
  })

  async function saveLayer(
    name: string,
    scope: { readonly countType: string | null; readonly facilityId: string | null },
    counting: unknown,
  ): Promise<void> {
    const { versions } = await ask<{ versions: { version: number; rules: { layers: unknown[] } }[] }>(
      'GET',
      '/api/rules',
    )
    const [newest] = versions
    const nothing = {
      currency: null,
      automatic: null,
      recount: null,
      zeroBook: null,
      cap: null,
      approval: null,
    }
    const layer = { name, scope: { ...scope, category: null, abcClass: null }, ...nothing, counting }
    await ask('POST', '/api/rules', {
      basedOn: newest?.version,
      rules: { ...newest?.rules, layers: [...(newest?.rules.layers ?? []), layer] },
      reason: name,
    })
  }
})

function byText(a: string, b: string): number {
  return a < b ? -1 : 1
}
