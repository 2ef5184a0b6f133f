import type { AccuracyFigures, CoverageFigures } from '@cyclecount/contract'
import type { RunId } from '@cyclecount/domain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { askAs, countArea } from './testing/counter.ts'
import { openWorld, type World } from './testing/world.ts'

interface Sample {
  readonly population: number
  readonly products: readonly { readonly productId: string; readonly sku: string }[]
}

describe('AUD-3 a control group drawn by chance says how right the books are, and how sure that is', () => {
  let world: World
  beforeAll(async () => {
    world = await openWorld()
  })
  afterAll(() => world.close())

  const draw = (seed: string, margin = '5000', who = 'manager') =>
    askAs<Sample>(
      world,
      who,
      'GET',
      `/api/facilities/${world.lisbon}/control-group?marginMilli=${margin}&seed=${encodeURIComponent(seed)}`,
    )

  /** What lies in Lisbon is read by the first count that is compared. */
  async function plan(items: readonly string[]): Promise<RunId> {
    const { runId } = await askAs<{ runId: RunId }>(world, 'manager', 'POST', '/api/runs', {
      name: 'Control group 2026-05',
      facilityId: world.lisbon,
      countType: items.length === 0 ? 'HARD_COUNT' : 'DIRECTED_COUNT',
      blind: true,
      dueLocal: null,
      items,
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
      { sku: 'gum', bin: 'F-1', quantityMilli: 29_000 },
      { sku: 'yoghurt', bin: 'F-2', quantityMilli: 12_000, lot: 'Y1' },
    ])
    await askAs(world, 'manager', 'POST', `/api/runs/${runId}/reconcile`)
    return runId
  }

  test('the same seed draws the same products from those in stock, another margin more or fewer of them', async () => {
    await plan([])
    const first = await draw('2026-05')
    expect(first.population).toBeGreaterThanOrEqual(4)
    expect(await draw('2026-05')).toEqual(first)
    // Of four or five nearly all are needed; to within half, one is enough.
    const rough = await draw('2026-05', '90000')
    expect(rough.products.length).toBeLessThan(first.products.length)
    const seeds = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((seed) => draw(seed, '90000')))
    expect(new Set(seeds.map(({ products }) => products[0]?.sku)).size).toBeGreaterThan(1)
    const asAssociate = await world.request('GET', `/api/facilities/${world.lisbon}/control-group?seed=a`, {
      auth: await world.as('associate'),
    })
    expect(asAssociate.status).toBe(403)
  })

  test('a run of what was drawn tells its share of right records with an interval, and coverage tells ABC classes', async () => {
    const { products } = await draw('2026-05')
    const runId = await plan(products.map(({ productId }) => productId))
    const figures = await askAs<AccuracyFigures>(
      world,
      'manager',
      'GET',
      `/api/figures/accuracy?runId=${runId}`,
    )
    const { exact } = figures.total
    expect(exact.of).toBeGreaterThan(0)
    expect(exact.lowMilli ?? 0).toBeLessThan(exact.percentMilli ?? 0)
    expect(exact.highMilli ?? 0).toBeGreaterThan(exact.percentMilli ?? 0)
    const coverage = await askAs<CoverageFigures>(world, 'manager', 'GET', '/api/figures/coverage?by=class')
    expect(coverage.of).toBe('products')
    expect(coverage.rows.map(({ label }) => label)).toContain('A')
  })
})
