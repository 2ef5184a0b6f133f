import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWorld, startCounting, type Counting, type World } from './testing/world.ts'

interface Line {
  readonly sku: string
  readonly notAsked: boolean
  readonly countedState: string
}

describe('what a directed count did not ask for is marked, and found apart', () => {
  let world: World
  let counting: Counting
  beforeAll(async () => {
    world = await openWorld()
    counting = await startCounting(world, ['gum'])
    await counting.push(counting.events, 1)
    await world.request('POST', `/api/runs/${counting.runId}/reconcile`, { auth: await world.as('manager') })
  })
  afterAll(() => world.close())

  async function lines(query: string): Promise<readonly Line[]> {
    const auth = await world.as('manager')
    const { body } = await world.request('GET', `/api/runs/${counting.runId}/variances?${query}`, { auth })
    return (body as { lines: Line[] }).lines.toSorted((a, b) => (a.sku < b.sku ? -1 : 1))
  }

  test('of three colas that were counted when gum was asked for', async () => {
    expect(await lines('show=all')).toMatchObject([
      { sku: 'cola', notAsked: true, countedState: 'counted' },
      { sku: 'gum', notAsked: false, countedState: 'not-found' },
    ])
    expect((await lines('show=not-asked')).map(({ sku }) => sku)).toEqual(['cola'])
    // What the book has and nobody found has a filter of its own.
    expect((await lines('show=differing&state=not-found')).map(({ sku }) => sku)).toEqual(['gum'])
  })
})
