import type { CountSheets, ParetoFigures, ReasonFigures, Review, VarianceDetail } from '@cyclecount/contract'
import type { RunId } from '@cyclecount/domain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { askAs } from './testing/counter.ts'
import { openWorld, type World } from './testing/world.ts'

describe('AUD-4 a count on printed sheets is keyed, and its variance read as plots, tables and files down to a single entry', () => {
  let world: World
  let run: string
  let runId: RunId
  beforeAll(async () => {
    world = await openWorld()
    const planned = await ask<{ runId: RunId }>('POST', '/api/runs', {
      name: 'Devices failed',
      facilityId: world.lisbon,
      countType: 'HARD_COUNT',
      blind: true,
      dueLocal: null,
      items: [],
    })
    runId = planned.runId
    run = `/api/runs/${runId}`
    // On-hand is read, so that the sheets know what lies where.
    await ask('POST', `${run}/reconcile`)
    world.clock.now += 60 * 60_000
  })
  afterAll(() => world.close())

  const ask = <T>(method: string, path: string, body?: unknown, who = 'manager') =>
    askAs<T>(world, who, method, path, body)
  const sheets = () => ask<CountSheets>('GET', `${run}/count-sheets`)
  const countedLocal = () =>
    new Date(world.clock.now - 10 * 60_000)
      .toLocaleString('sv-SE', { timeZone: 'Europe/Lisbon' })
      .slice(0, 16)
      .replace(' ', 'T')

  test('each area has a sheet with a number, bins, items with barcodes, and no quantity', async () => {
    const { areas } = await sheets()
    expect(areas.map(({ number }) => number)).toEqual(
      areas.map(() => expect.stringMatching(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/) as unknown),
    )
    expect(new Set(areas.map(({ number }) => number)).size).toBe(areas.length)
    expect(JSON.stringify(areas)).not.toMatch(/quantity|onHand|milli/i)
    expect(await sheets()).toEqual({ areas })
  })

  test('what was written on one is keyed, with who counted and who keyed it; blank is not counted, zero is zero', async () => {
    const { areas } = await sheets()
    const floor = areas.find(({ locations }) => locations.some(({ code }) => code === 'F-1'))
    const body = {
      number: `SHEET:${floor?.number}`,
      countedBy: { name: 'Temp of the agency' },
      countedLocal: countedLocal(),
      lines: [
        { sku: 'cola', location: 'F-1', quantityMilli: 17_000 },
        { sku: 'gum', location: 'F-1', quantityMilli: 0 },
      ],
      others: [{ code: 'QQ-77', location: 'F-1', quantityMilli: 1000 }],
      emptyLocations: [],
      besides: false,
    }
    expect(await ask('POST', `${run}/count-sheets`, body)).toMatchObject({ rows: 3, unknownCodes: 1 })
    const again = await world.request('POST', `${run}/count-sheets`, {
      auth: await world.as('planner'),
      body,
    })
    expect(again).toMatchObject({ status: 409, body: { kind: 'already-decided' } })
    expect((await sheets()).areas.find(({ number }) => number === floor?.number)).toMatchObject({
      entered: { by: 'The manager' },
    })
    const { areas: live } = await ask<{ areas: { sessions: unknown[] }[] }>('GET', `${run}/progress`)
    expect(live.flatMap(({ sessions }) => sessions)).toMatchObject([
      {
        personName: 'Temp of the agency',
        state: 'submitted',
        upload: { kind: 'sheet', name: floor?.number, uploadedBy: 'The manager' },
      },
    ])
    await ask('POST', `${run}/reconcile`)
    const { lines } = await ask<Review>('GET', `${run}/variances?show=all&status=all`)
    const figuresOf = (sku: string) =>
      lines
        .filter((line) => line.sku === sku && line.locationCode === 'F-1')
        .map((line) => [line.countedState, line.countedMilli])
    expect(figuresOf('cola')).toEqual([['counted', 17_000]])
    expect(figuresOf('gum')).toEqual([['counted', 0]])
    // Of cheese nothing was written: nobody found it, which is no count of 0 and has to be decided.
    expect(
      lines.filter(({ sku }) => sku === 'cheese').map((line) => [line.countedState, line.countedAt]),
    ).toEqual([['not-found', null]])
  })

  test('a line leads down to the single entry that was keyed', async () => {
    const { lines } = await ask<Review>('GET', `${run}/variances?show=all&status=all`)
    const cola = lines.find((line) => line.sku === 'cola' && line.locationCode === 'F-1')
    const { timeline } = await ask<VarianceDetail>('GET', `/api/variances/${cola?.varianceId}`)
    expect(timeline.filter(({ what }) => what === 'scan')).toMatchObject([
      { kind: 'hand', quantityMilli: 17_000, person: 'Temp of the agency' },
    ])
  })

  test('the report has plots by reason and by item, and the tables as CSV and XLSX', async () => {
    const reasons = await ask<ReasonFigures>('GET', `/api/figures/reasons?runId=${runId}`)
    expect(reasons.rows).toMatchObject([{ key: 'open' }])
    const pareto = await ask<ParetoFigures>('GET', `/api/figures/pareto?runId=${runId}`)
    expect(pareto.rows.map(({ label }) => label)).toContain('Cola 33 cl')
    const auth = { authorization: await world.as('manager') }
    const files = [
      [`${run}/variances.csv`, `${run}/variances.xlsx`],
      [
        `/api/figures/table.csv?runId=${runId}&table=pareto`,
        `/api/figures/table.xlsx?runId=${runId}&table=pareto`,
      ],
    ] as const
    for (const [csv, xlsx] of files) {
      expect(await (await world.fetch(csv, { headers: auth })).text()).toContain('Cola 33 cl')
      const workbook = Buffer.from(await (await world.fetch(xlsx, { headers: auth })).arrayBuffer())
      expect(workbook.toString('latin1', 0, 2)).toBe('PK')
    }
  })
})
