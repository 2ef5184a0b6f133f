import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openWorld, type World } from './testing/world.ts'

const HOUR = 3_600_000

interface Listed {
  readonly computedAt: number | null
  readonly counts: Readonly<Record<string, number>>
  readonly fits: { readonly ids: readonly string[]; readonly seconds: number }
  readonly suggestions: readonly {
    readonly suggestionId: string
    readonly productId: string
    readonly sku: string
    readonly causes: readonly { readonly kind: string }[]
    readonly wrongMilli: number
    readonly worthMicros: string | null
    readonly seconds: number
    readonly closedBecause: string | null
    readonly note: string
    readonly decidedBy: string | null
  }[]
}

/** What a manager and an order system see of suggestions, alike on both databases. */
export function suggestionsContract(name: string, freshUrl: () => Promise<string | undefined>): void {
  describe(`suggestions on ${name}`, () => {
    let world: World
    beforeEach(async () => {
      world = await openWorld(await freshUrl())
    })
    afterEach(() => world.close())

    async function orders(): Promise<string> {
      const made = await world.request('POST', '/api/machines', {
        auth: await world.as('administrator'),
        body: {
          name: 'Orders',
          scopes: ['send-signals'],
          facilityIds: [world.lisbon],
          expiresInDays: 30,
        },
      })
      return `Bearer ${(made.body as { token: string }).token}`
    }

    const at = (path: string): string => `/api/facilities/${world.lisbon}/suggestions${path}`

    async function refreshed(query = '', who = 'manager'): Promise<Listed> {
      const auth = await world.as('manager')
      expect((await world.request('POST', at('/refresh'), { auth })).status).toBe(200)
      return listed(query, who)
    }

    async function listed(query = '', who = 'manager'): Promise<Listed> {
      const { status, body } = await world.request('GET', at(query), { auth: await world.as(who) })
      expect(status).toBe(200)
      return body as Listed
    }

    async function answer(path: string, body: unknown, who = 'manager') {
      return world.request('POST', at(path), { auth: await world.as(who), body })
    }

    function refused(sku: string, reference: string, hoursAgo: number) {
      return {
        kind: 'order-rejected',
        sku,
        reference,
        occurredAt: world.clock.now - hoursAgo * HOUR,
        quantityMilli: 2000,
      }
    }

    async function send(auth: string, key: string, signals: readonly unknown[]) {
      return world.request('POST', '/api/inventory/signals', {
        auth,
        body: { facility: 'LIS', signals },
        headers: { 'idempotency-key': key },
      })
    }

    /** Every cola of Lisbon is counted elsewhere, as many as the book has, and handed to HQ. */
    async function countedColas(): Promise<void> {
      const made = await world.request('POST', '/api/machines', {
        auth: await world.as('administrator'),
        body: { name: 'Robot', scopes: ['send-counts'], facilityIds: [world.lisbon], expiresInDays: 2 },
      })
      const row = { sku: 'cola', location: 'F-1', quantityMilli: 30_000, countedAt: world.clock.now - 1000 }
      const sent = await world.request('POST', '/api/inventory/count', {
        auth: `Bearer ${(made.body as { token: string }).token}`,
        body: { facility: 'LIS', runName: 'Colas', rows: [row] },
        headers: { 'idempotency-key': 'colas' },
      })
      const { runId } = sent.body as { runId: string }
      const auth = await world.as('manager')
      const { body: facility } = await world.request('GET', `/api/facilities/${world.lisbon}`, { auth })
      const { areas } = facility as { areas: { areaId: string; code: string }[] }
      const explained = areas
        .filter(({ code }) => code !== 'FLOOR')
        .map(({ areaId }) => [`areas/${areaId}/explanation`, { reason: 'Locked' }] as const)
      for (const [path, body] of [
        ['reconcile', undefined],
        ...explained,
        ['submit', { note: '' }],
      ] as const) {
        const done = await world.request('POST', `/api/runs/${runId}/${path}`, {
          auth,
          ...(body ? { body } : {}),
        })
        expect([path, done.status, done.body]).toMatchObject([path, 200, {}])
      }
    }

    test('PLAN-5 refused orders are taken in once, and the suggestion says how many since when', async () => {
      const auth = await orders()
      const both = [refused('cola', 'order 1', 30), refused('cola', 'order 2', 2)]
      expect((await send(auth, 'one', both)).body).toEqual({ taken: 2, before: 0 })
      expect((await send(auth, 'one', both)).body).toEqual({ taken: 2, before: 0 })
      expect((await send(auth, 'two', both)).body).toEqual({ taken: 0, before: 2 })
      const { suggestions } = await refreshed()
      const cola = suggestions.find(({ sku }) => sku === 'cola')
      expect(cola?.causes[0]).toEqual({
        kind: 'order-rejected',
        times: 2,
        since: world.clock.now - 30 * HOUR,
        lastAt: world.clock.now - 2 * HOUR,
        quantityMilli: 4000,
      })
    })

    test('PLAN-5 the same comes as events, each once by its source and id', async () => {
      const auth = await orders()
      const event = {
        specversion: '1.0',
        id: '17',
        source: 'urn:orders',
        type: 'pick.short',
        time: new Date(world.clock.now - HOUR).toISOString(),
        data: { facility: 'LIS', sku: 'cola' },
      }
      const sendEvents = (body: unknown) =>
        world.request('POST', '/api/inventory/signal-events', { auth, body })
      expect((await sendEvents([event])).body).toEqual({ taken: 1, before: 0 })
      expect((await sendEvents([event])).body).toEqual({ taken: 0, before: 1 })
      const { suggestions } = await refreshed()
      expect(suggestions.find(({ sku }) => sku === 'cola')?.causes.map(({ kind }) => kind)).toContain(
        'short-pick',
      )
      const elsewhere = await sendEvents([{ ...event, id: '18', data: { facility: 'AZO', sku: 'cola' } }])
      expect(elsewhere.status).toBe(400)
    })

    test('a signal of an unknown product refuses all of them and names the fault', async () => {
      const auth = await orders()
      const { status, body } = await send(auth, 'one', [refused('cola', 'a', 1), refused('cloa', 'b', 1)])
      expect([status, (body as { details: unknown[] }).details]).toMatchObject([
        400,
        [{ path: 'body.signals.1.sku' }],
      ])
      expect((await send(auth, 'two', [refused('cola', 'a', 1)])).body).toEqual({ taken: 1, before: 0 })
    })

    test('PLAN-5 PLAN-10 what fits into the time there is joins the next walk, and the auditor is told', async () => {
      await send(await orders(), 'one', [refused('cola', 'order 1', 30)])
      const all = await refreshed('?minutes=1000000')
      expect(all.fits.ids).toHaveLength(all.suggestions.length)
      const [first] = all.suggestions
      if (!first) throw new Error('nothing is suggested')
      const minutes = Math.ceil(first.seconds / 60)
      const fits = (await listed(`?minutes=${minutes}`)).fits
      expect(fits.ids[0]).toBe(first.suggestionId)
      expect(fits.seconds).toBeLessThanOrEqual(minutes * 60)
      const accepted = await answer('/accept', { suggestionIds: fits.ids })
      expect(accepted.body).toMatchObject({ isNew: true, accepted: fits.ids.length })
      const { runId } = accepted.body as { runId: string }
      const run = await world.request('GET', `/api/runs/${runId}`, { auth: await world.as('manager') })
      expect(run.body).toMatchObject({ countType: 'DIRECTED_COUNT', itemCount: fits.ids.length })
      const again = await answer('/accept', { suggestionIds: fits.ids })
      expect(again.status).toBe(409)
      const audit = await world.request(
        'GET',
        `/api/audit?facilityId=${world.lisbon}&subjectId=${first.suggestionId}`,
        { auth: await world.as('auditor') },
      )
      expect(audit.body).toMatchObject({ rows: [{ tag: 'suggestion.accepted', actor: 'The manager' }] })
    })

    test('PLAN-5 what is snoozed sleeps until its day, what is dismissed keeps its reason', async () => {
      const { suggestions } = await refreshed()
      const [first, second] = suggestions
      if (!first || !second) throw new Error('too little is suggested')
      const day = new Date(world.clock.now + 48 * HOUR).toISOString().slice(0, 10)
      expect((await answer('/snooze', { suggestionIds: [first.suggestionId], until: day })).status).toBe(200)
      expect(
        (await answer('/snooze', { suggestionIds: [second.suggestionId], until: '2020-01-01' })).status,
      ).toBe(400)
      const reason = 'The supplier counts it'
      expect((await answer('/dismiss', { suggestionIds: [second.suggestionId], reason })).status).toBe(200)
      const { counts } = await refreshed()
      expect(counts).toMatchObject({ snoozed: 1, dismissed: 1, open: suggestions.length - 2 })
      expect((await listed('?state=dismissed')).suggestions).toMatchObject([
        { suggestionId: second.suggestionId, note: reason, decidedBy: 'The manager' },
      ])
    })

    test('PLAN-6 ABC classes are data: previewed, saved by HQ, and what is overdue by them is told', async () => {
      await refreshed()
      const [planner, manager] = [await world.as('planner'), await world.as('manager')]
      const settings = await world.request('GET', '/api/abc', { auth: planner })
      const { seen, classes } = settings.body as { seen: string; classes: { name: string }[] }
      expect(classes.map(({ name: letter }) => letter)).toEqual(['A', 'B', 'C'])
      const two = [
        { name: 'A', throughMilli: 50_000, everyDays: 30 },
        { name: 'B', throughMilli: 100_000, everyDays: 90 },
      ]
      const preview = await world.request('POST', '/api/abc/preview', {
        auth: manager,
        body: { classes: two },
      })
      const { rows, products } = preview.body as {
        rows: { name: string; products: number }[]
        products: number
      }
      expect(rows.reduce((total, row) => total + row.products, 0)).toBe(products)
      expect(products).toBeGreaterThan(0)
      const save = (auth: string) => world.request('POST', '/api/abc', { auth, body: { seen, classes: two } })
      expect((await save(manager)).status).toBe(403)
      expect((await save(planner)).body).toMatchObject({ classes: two })
      expect((await save(planner)).status).toBe(409)
      const overdue = async () => {
        const { body } = await world.request(
          'GET',
          `/api/figures/overdue?facilityId=${world.lisbon}&by=facility`,
          { auth: await world.as('manager') },
        )
        return (body as { rows: { of: number; overdue: number; never: number }[] }).rows[0]
      }
      expect(await overdue()).toMatchObject({ of: products, overdue: products, never: products })
      await countedColas()
      expect(await overdue()).toMatchObject({ of: products, overdue: products - 1, never: products - 1 })
      world.clock.now += 91 * 24 * HOUR
      expect(await overdue()).toMatchObject({ of: products, overdue: products, never: products - 1 })
    })

    test('nobody beyond the facility and nobody who does not plan sees or answers suggestions', async () => {
      await refreshed()
      for (const who of ['associate', 'supervisor', 'auditor', 'administrator'])
        expect((await world.request('GET', at(''), { auth: await world.as(who) })).status).toBe(403)
      for (const who of ['manager-azores', 'other-planner'])
        expect((await world.request('GET', at(''), { auth: await world.as(who) })).status).toBe(404)
    })
  })
}
