import { deliverOnce } from '@cyclecount/engine'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWorld, startCounting, type World } from './testing/world.ts'

interface Settings {
  readonly seen: string
  readonly backends: readonly { readonly backendId: string; readonly reasons: { readonly code: string }[] }[]
  readonly reasons: readonly {
    readonly reasonId: string | null
    readonly code: string
    readonly label: string
    readonly active: boolean
    readonly backendCodes: readonly { readonly backendId: string; readonly code: string }[]
  }[]
}

describe('REC-6 every variance ends with a reason and outcome; reasons are the company’s own, mapped per backend', () => {
  let world: World
  beforeAll(async () => {
    world = await openWorld()
  })
  afterAll(() => world.close())

  async function send(who: string, path: string, body?: unknown) {
    const auth = await world.as(who)
    return world.request(body === undefined ? 'GET' : 'POST', path, {
      auth,
      ...(body === undefined ? {} : { body }),
    })
  }
  const settings = async () => (await send('administrator', '/api/reasons/settings')).body as Settings

  async function save(change: (reasons: Settings['reasons']) => Settings['reasons']) {
    const { seen, reasons } = await settings()
    return send('administrator', '/api/reasons/settings', { seen, reasons: change(reasons) })
  }
  const pests = { reasonId: null, code: 'pests', label: 'Eaten by pests', active: true, backendCodes: [] }

  test('a reason that the ledger does not know is refused until it is mapped to one that it does', async () => {
    expect(await save((reasons) => [pests, ...reasons])).toMatchObject({
      status: 400,
      body: {
        message: 'Books does not know a reason by this code. Choose what “Eaten by pests” is called there.',
        details: [{ path: 'reasons.0.backendCodes' }],
      },
    })
    const [ledger] = (await settings()).backends
    expect(ledger?.reasons.map(({ code }) => code)).toContain('damaged')
    const backendCodes = [{ backendId: ledger?.backendId ?? '', code: 'damaged' }]
    const saved = await save((reasons) => [
      { ...pests, backendCodes },
      ...reasons.map((reason) => (reason.code === 'expired' ? { ...reason, active: false } : reason)),
    ])
    expect(saved.status).toBe(200)
    const offered = (await send('manager', '/api/reasons')).body as { reasons: { code: string }[] }
    expect(offered.reasons[0]?.code).toBe('pests')
    expect(offered.reasons.map(({ code }) => code)).not.toContain('expired')
  })

  test('a reason is never deleted', async () => {
    expect(await save((reasons) => reasons.filter(({ code }) => code !== 'damaged'))).toMatchObject({
      status: 400,
      body: { message: '“Damaged or broken” is missing. A reason is retired, never deleted.' },
    })
  })

  test('every line of a count has a reason and outcome, the one that agrees too; the ledger is told its own', async () => {
    const counting = await startCounting(world)
    const [start, one, two, three, submit] = counting.events
    const run = `/api/runs/${counting.runId}`
    // 28 of 30 colas, and all the gum there is.
    const products = (await send('manager', '/api/products?q=gum')).body as {
      products: { productId: string; sku: string }[]
    }
    const gum = products.products.find(({ sku }) => sku === 'gum')?.productId
    await counting.push(
      [
        start,
        { ...one, quantityMilli: 14_000 },
        { ...two, quantityMilli: 14_000 },
        { ...three, productId: gum, quantityMilli: 30_000 },
        submit,
      ],
      1,
    )
    const { areas } = (await send('manager', `/api/facilities/${world.lisbon}`)).body as {
      areas: { areaId: string; code: string }[]
    }
    expect(areas).toHaveLength(2)
    await send('manager', `${run}/reconcile`, {})
    const open = (await send('manager', `${run}/variances?status=open`)).body as {
      lines: { varianceId: string; version: number; productId: string; sku: string }[]
    }
    const offered = (await send('manager', '/api/reasons')).body as { reasons: { reasonId: string }[] }
    const decided = await send('manager', `${run}/decisions`, {
      lines: open.lines.map(({ varianceId, version }) => ({ varianceId, version })),
      outcome: 'approved',
      reasonId: offered.reasons[0]?.reasonId,
      note: '',
    })
    expect(decided.status).toBe(200)
    await deliverOnce(world.ctx.engine)
    const all = (await send('manager', `${run}/variances?status=all&show=all`)).body as {
      lines: { sku: string; decision: { outcome: string; reasonLabel: string } | null }[]
    }
    const told = new Map(
      all.lines.map(({ sku, decision }) => [sku, [decision?.outcome, decision?.reasonLabel]]),
    )
    expect(told.get('cola')).toEqual(['approved', 'Eaten by pests'])
    expect(told.get('gum')).toEqual(['no-variance', 'Counted as expected'])
    expect(all.lines.filter(({ decision }) => decision === null)).toEqual([])
    const cola = open.lines.find(({ sku }) => sku === 'cola')?.productId
    const card = await send('manager', `/api/facilities/${world.lisbon}/stock/${cola}`)
    expect(card.body).toMatchObject({
      events: expect.arrayContaining([
        expect.objectContaining({
          kind: 'count-adjustment',
          quantityMilli: -2000,
          reason: 'Damaged or broken',
        }),
      ]) as unknown,
    })
  })
})
