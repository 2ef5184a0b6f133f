import type { CountFileCheck, CountUploadReply, Review, RunProgress } from '@cyclecount/contract'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { askAs } from './testing/counter.ts'
import { openWorld, type World } from './testing/world.ts'

/** What comes of a file of a count made elsewhere, alike on both databases. */
export function countFilesContract(name: string, freshUrl: () => Promise<string | undefined>): void {
  describe(`EXEC-16 a count made elsewhere, as a file, on ${name}`, () => {
    let world: World
    beforeEach(async () => {
      world = await openWorld(await freshUrl())
    })
    afterEach(() => world.close())

    const given = (text: string, more: Readonly<Record<string, unknown>> = {}) => ({
      fileName: 'stocktake.csv',
      text,
      into: { runName: 'Counted by Acme' },
      countedBy: { name: 'Acme Stocktakers' },
      countedLocal: '2026-05-04T09:30',
      ...more,
    })
    const path = (ending = '') => `/api/facilities/${world.lisbon}/count-files${ending}`
    const check = (text: string, more = {}) =>
      askAs<CountFileCheck>(world, 'manager', 'POST', path('/check'), given(text, more))
    const take = (text: string, more = {}) =>
      askAs<CountUploadReply>(world, 'manager', 'POST', path(), given(text, more))
    const refused = async (text: string, more = {}) =>
      world.request('POST', path(), { auth: await world.as('manager'), body: given(text, more) })
    const runs = async () => (await askAs<{ runs: unknown[] }>(world, 'manager', 'GET', '/api/runs')).runs

    const good = [
      'sku,code,quantity,location,lot',
      'cola,,27,F-1,',
      ',19521234543210,1,F-2,',
      'yoghurt,,12,F-2,Y1',
      'cheese,,2.25,F-2,',
      ',4006381333931,3,F-1,',
    ].join('\n')

    test('is shown before it is taken in: rows by area, codes nobody knows, the time; and nothing is changed', async () => {
      expect(await check(good)).toMatchObject({
        rows: 5,
        areas: [{ code: 'FLOOR', rows: 5, emptyLocations: 0 }],
        unknownCodes: 1,
        firstAt: Date.parse('2026-05-04T08:30:00Z'),
        faults: [],
        before: null,
      })
      expect(await runs()).toEqual([])
    })

    test('comes in as sessions of who counted, with who took it in and when, and is reviewed like any other', async () => {
      const { runId, sessions } = await take(good)
      expect(sessions).toMatchObject([{ area: 'FLOOR', state: 'submitted', rows: 5 }])
      const progress = await askAs<RunProgress>(world, 'manager', 'GET', `/api/runs/${runId}/progress`)
      expect(progress.areas.flatMap((area) => area.sessions)).toMatchObject([
        {
          personName: 'Acme Stocktakers',
          state: 'submitted',
          unknownCodes: 1,
          upload: {
            kind: 'file',
            name: 'stocktake.csv',
            uploadedBy: 'The manager',
            uploadedAt: world.clock.now,
          },
        },
      ])
      await askAs(world, 'manager', 'POST', `/api/runs/${runId}/reconcile`)
      const { lines } = await askAs<Review>(
        world,
        'manager',
        'GET',
        `/api/runs/${runId}/variances?show=all&status=all`,
      )
      const line = (sku: string, bin: string) =>
        lines.find((found) => found.sku === sku && found.locationCode === bin)
      expect(line('cola', 'F-1')).toMatchObject({ varianceMilli: -3000, counters: ['Acme Stocktakers'] })
      expect(line('cola', 'F-2')).toMatchObject({ varianceMilli: 24_000 })
      expect(line('yoghurt', 'F-2')).toMatchObject({ varianceMilli: 0, lot: 'Y1' })
      expect(line('cheese', 'F-2')).toMatchObject({ varianceMilli: -250 })
      const { rows } = await askAs<{ rows: { tag: string; actor: string | null; after: string }[] }>(
        world,
        'auditor',
        'GET',
        `/api/audit?facilityId=${world.lisbon}`,
      )
      expect(rows.find(({ tag }) => tag === 'count.uploaded')).toMatchObject({
        actor: 'The manager',
        after: expect.stringContaining('stocktake.csv') as string,
      })
    })

    test('all that is wrong is told at once, by row and column, and nothing of it is taken in', async () => {
      const wrong = [
        'sku,code,quantity,location,counted_at,lot,expiry',
        'cola,,27,F-1,,,',
        'cola,,,F-1,,,',
        'nothing,,1,F-1,,,',
        'cola,9521234543213,1,F-1,,,',
        'cola,,1.5,F-9,,,',
        'cola,,1,F-1,yesterday,,',
        'cola,,1,F-1,,L1,31.12.2026',
        'cola,,1,F-1',
      ].join('\r\n')
      const told = (await check(wrong)).faults.map(({ row, column }) => [row, column])
      expect(told).toEqual([
        [3, 'quantity'],
        [4, 'sku'],
        [5, 'code'],
        [6, 'location'],
        [6, 'quantity'],
        [7, 'counted_at'],
        [8, 'expiry'],
        [9, null],
      ])
      const answer = await refused(wrong)
      expect(answer).toMatchObject({ status: 422, body: { kind: 'unprocessable' } })
      expect((answer.body as { details: unknown[] }).details).toHaveLength(told.length)
      expect(await runs()).toEqual([])
      expect((await check('sku,quantity,location,lot\ncola,1,F-1,L1')).faults).toMatchObject([
        { row: 2, column: 'lot' },
      ])
    })

    test.each([
      ['what is no table', 'sku,quantity,location\n"cola,1,F-1', 'not CSV'],
      ['a head that names nothing known', 'Artikel;Menge\ncola;1', 'which is not known here'],
      ['a file without rows', 'sku,quantity,location\n', 'holds no rows'],
    ])('%s is said of the whole file', async (_what, text, words) => {
      expect((await check(text)).faults.map(({ message }) => message).join(' ')).toContain(words)
      expect((await refused(text)).status).toBe(422)
    })

    test('semicolons and decimal commas, a bin that is empty, and times of the facility or with an offset', async () => {
      const text = [
        'sku;quantity;location;counted_at',
        'cheese;2,25;F-2;2026-05-04 09:45',
        'cola;30;F-1;2026-05-04T08:50:00Z',
        ';0;B-1;',
      ].join('\n')
      expect(await check(text, { countedLocal: null })).toMatchObject({
        rows: 3,
        faults: [],
        firstAt: Date.parse('2026-05-04T08:45:00Z'),
        lastAt: Date.parse('2026-05-04T08:50:00Z'),
      })
      expect(
        (await check(text.replace('09:45', '').replace('2026-05-04 ;', ';'), { countedLocal: null })).faults,
      ).toHaveLength(1)
    })

    test('the same file twice counts once, also sent twice at the same time, and says who was first', async () => {
      const answers = await Promise.all([refused(good), refused(good)])
      expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409])
      expect(await refused(good, { fileName: 'again.csv' })).toMatchObject({
        status: 409,
        body: { kind: 'already-decided', message: expect.stringContaining('The manager') as string },
      })
      expect((await check(good)).before).toMatchObject({
        fileName: 'stocktake.csv',
        uploadedBy: 'The manager',
        runName: 'Counted by Acme',
      })
      const found = (await runs()) as { runId: string }[]
      expect(found).toHaveLength(1)
      await askAs(world, 'manager', 'POST', `/api/runs/${found[0]?.runId}/cancel`, { reason: 'wrong store' })
      expect((await refused(good)).status).toBe(200)
    })

    test('counted by somebody of the company, it is that person’s own count', async () => {
      const { personId } = await askAs<{ personId: string }>(world, 'manager', 'GET', '/api/me')
      const { runId } = await take(good, { countedBy: { personId } })
      await askAs(world, 'planner', 'POST', `/api/runs/${runId}/reconcile`)
      const { lines } = await askAs<Review>(world, 'manager', 'GET', `/api/runs/${runId}/variances?q=cola`)
      expect(lines.every(({ ownCount }) => ownCount)).toBe(true)
      const auditor = await askAs<{ personId: string }>(world, 'auditor', 'GET', '/api/me')
      expect((await refused(`${good}\n`, { countedBy: auditor })).status).toBe(404)
    })

    test('it goes into a planned run of the facility, and nowhere else', async () => {
      const { runId } = await askAs<{ runId: string }>(world, 'manager', 'POST', '/api/runs', {
        name: 'Full count',
        facilityId: world.lisbon,
        countType: 'HARD_COUNT',
        blind: true,
        dueLocal: null,
        items: [],
      })
      const later = { countedLocal: '2026-05-04T10:00' }
      expect(await take(good, { into: { runId }, ...later })).toMatchObject({ runId })
      expect(await refused('sku,quantity,location\ncola,1,F-1', { into: { runId } })).toMatchObject({
        status: 422,
        body: { details: [{ path: 'body.text.2.counted_at' }] },
      })
      const elsewhere = await world.request('POST', `/api/facilities/${world.azores}/count-files`, {
        auth: await world.as('manager-azores'),
        body: given('sku,quantity,location\ncola,1,F-1', { into: { runId }, ...later }),
      })
      expect([404, 422]).toContain(elsewhere.status)
      const associate = await world.request('POST', path(), {
        auth: await world.as('associate'),
        body: given(good),
      })
      expect(associate.status).toBe(403)
    })
  })
}
