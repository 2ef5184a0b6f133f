import { gzipSync } from 'node:zlib'
import { routes, type Problem } from '@cyclecount/contract'
import { NO_CHAIN } from '@cyclecount/domain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWorld, startCounting, type World } from './testing/world.ts'

describe('the server', () => {
  let world: World
  beforeAll(async () => {
    world = await openWorld()
  })
  afterAll(() => world.close())

  test('SYNC-1 SYNC-2 takes a push once, and holds across a restart what it acknowledged', async () => {
    const counting = await startCounting(world)
    const half = await counting.push(counting.events.slice(0, 3), 1)
    expect(half).toMatchObject({ status: 200, body: { sessions: [{ ackedThrough: 3, state: 'counting' }] } })
    expect((await counting.push(counting.events.slice(0, 3), 1)).body).toEqual(half.body)
    await world.restart()
    const rest = await counting.push(counting.events, 1)
    expect(rest.body).toMatchObject({ sessions: [{ ackedThrough: 5, state: 'submitted', setAside: [] }] })
    const auth = await world.as('associate')
    const log = await world.request('GET', `/api/sync/sessions/${counting.sessionId}/log`, { auth })
    expect(log.body).toMatchObject({ events: counting.events })
    const manager = await world.as('manager')
    const progress = await world.request('GET', `/api/runs/${counting.runId}/progress`, { auth: manager })
    expect(JSON.stringify(progress.body)).toContain('"scans":3')
  })

  test('takes a gzipped push', async () => {
    const counting = await startCounting(world)
    const body = {
      protocol: 1,
      batchId: 'b',
      deviceId: counting.deviceId,
      appVersion: '1',
      sessions: [{ sessionId: counting.sessionId, fromSeq: 1, events: counting.events }],
    }
    const response = await world.fetch('/api/sync/push', {
      method: 'POST',
      headers: {
        authorization: counting.deviceAuth,
        'content-type': 'application/json',
        'content-encoding': 'gzip',
      },
      body: gzipSync(JSON.stringify(body)),
    })
    expect(await response.json()).toMatchObject({ sessions: [{ ackedThrough: 5 }] })
  })

  test('[OB9] says what it holds of a session, also where nothing is sent', async () => {
    const counting = await startCounting(world)
    const { body: told } = await counting.push(counting.events, 1)
    const { body: asked } = await counting.push([], counting.events.length + 1)
    expect(asked).toEqual(told)
    expect(asked).toMatchObject({ sessions: [{ ackedThrough: 5, state: 'submitted', setAside: [] }] })
    const none = await world.request('POST', '/api/sync/push', {
      auth: counting.deviceAuth,
      body: {
        protocol: 1,
        batchId: 'b',
        deviceId: counting.deviceId,
        appVersion: '1',
        sessions: [{ sessionId: world.newId(), fromSeq: 9, events: [] }],
      },
    })
    expect(none.body).toMatchObject({ sessions: [{ ackedThrough: 0, chain: NO_CHAIN, state: null }] })
  })

  test('takes one push of a device at a time, lets one wait and tells others when to come again', async () => {
    const counting = await startCounting(world)
    const slow = new TransformStream<Uint8Array, Uint8Array>()
    const first = world.fetch('/api/sync/push', {
      method: 'POST',
      headers: { authorization: counting.deviceAuth },
      body: slow.readable,
      duplex: 'half',
    })
    const others = [1, 2, 3].map(() => counting.push(counting.events, 1))
    // One of them waits for the first, which has not come to its end.
    const refused = await Promise.all([Promise.any(others), Promise.any(others.toReversed())])
    for (const { status, body, headers } of refused) {
      expect(status).toBe(429)
      expect(body).toMatchObject({ kind: 'too-many', retryable: true })
      expect(headers.get('retry-after')).toBe('1')
    }
    await slow.writable.close()
    expect((await first).status).toBe(400)
    const statuses = (await Promise.all(others)).map(({ status }) => status)
    expect(statuses.toSorted((one, other) => one - other)).toEqual([200, 429, 429])
    expect((await counting.push(counting.events, 1)).status).toBe(200)
  })

  test('SEC-3 names every fault of a request by its path', async () => {
    const answer = await world.request('POST', '/api/runs', {
      auth: await world.as('manager'),
      body: { name: '', facilityId: 'here', countType: 'ALL', blind: 'yes', dueLocal: 'soon', items: [1] },
    })
    const told = answer.body as Problem
    expect(answer.status).toBe(400)
    expect(told).toMatchObject({ kind: 'bad-request', retryable: false })
    expect(told.requestId).toBe(answer.headers.get('x-request-id'))
    expect(new Set(told.details?.map((detail) => detail.path))).toEqual(
      new Set(
        ['name', 'facilityId', 'countType', 'blind', 'dueLocal', 'items.0'].map((name) => `body.${name}`),
      ),
    )
  })

  test('SEC-3 refuses what is no JSON, a spoilt path and a spoilt query', async () => {
    const auth = await world.as('manager')
    const broken = await world.fetch('/api/runs', {
      method: 'POST',
      headers: { authorization: auth },
      body: '{"a":',
    })
    expect(broken.status).toBe(400)
    expect(await broken.json()).toMatchObject({ details: [{ path: 'body', message: 'is not JSON' }] })
    expect(await world.request('GET', '/api/runs/seven', { auth })).toMatchObject({
      status: 400,
      body: { details: [{ path: 'path.runId' }] },
    })
    expect(await world.request('GET', '/api/runs?status=lost', { auth })).toMatchObject({
      status: 400,
      body: { details: [{ path: 'query.status' }] },
    })
  })

  test('SEC-3 reads no more than a route takes, packed or not', async () => {
    const auth = await world.as('manager')
    const large = 'x'.repeat(70_000)
    expect(await world.request('POST', '/api/runs/seven/cancel', { auth, body: {} })).toMatchObject({
      status: 400,
    })
    const counting = await startCounting(world)
    const cancel = `/api/runs/${counting.runId}/cancel`
    expect(await world.request('POST', cancel, { auth, body: { reason: large } })).toMatchObject({
      status: 413,
      body: { kind: 'too-large' },
    })
    const bomb = await world.fetch('/api/sync/push', {
      method: 'POST',
      headers: { authorization: counting.deviceAuth, 'content-encoding': 'gzip' },
      body: gzipSync(' '.repeat(20_000_000)),
    })
    expect(bomb.status).toBe(413)
    const spoilt = await world.fetch('/api/sync/push', {
      method: 'POST',
      headers: { authorization: counting.deviceAuth, 'content-encoding': 'gzip' },
      body: 'no gzip at all',
    })
    expect(spoilt.status).toBe(400)
  })

  test('answers an unknown route as data, and other methods not at all', async () => {
    expect(await world.request('GET', '/api/nothing')).toMatchObject({
      status: 404,
      body: { kind: 'not-found' },
    })
    expect(await world.request('DELETE', '/api/runs')).toMatchObject({ status: 404 })
  })

  test('sends security headers with every answer, and lets no cache keep data', async () => {
    for (const path of ['/', '/api/config', '/api/me', '/healthz', '/nowhere', '/api/docs']) {
      const { headers } = await world.fetch(path)
      const policy = headers.get('content-security-policy') ?? ''
      expect(policy).toContain("script-src 'self';")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).toContain("connect-src 'self' https://sign-in.example;")
      expect(policy).not.toContain('unsafe')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('x-request-id')).toMatch(/^[\w-]{8,64}$/)
    }
    expect((await world.fetch('/api/config')).headers.get('cache-control')).toBe('no-store')
    expect((await world.fetch('/api/me')).headers.get('cache-control')).toBe('no-store')
    const named = await world.fetch('/healthz', { headers: { 'x-request-id': 'till-42-request' } })
    expect(named.headers.get('x-request-id')).toBe('till-42-request')
    const nasty = await world.fetch('/healthz', { headers: { 'x-request-id': 'a b"c' } })
    expect(nasty.headers.get('x-request-id')).not.toBe('a b"c')
  })

  test('says whether it lives and whether it can work', async () => {
    expect(await world.request('GET', '/healthz')).toMatchObject({ status: 200 })
    expect(await world.request('GET', '/readyz')).toMatchObject({ status: 200, body: { status: 'ready' } })
  })

  test('describes exactly its routes as OpenAPI 3.1, with every reference resolved', async () => {
    const { body, headers } = await world.request('GET', '/api/openapi.json')
    const document = body as {
      openapi: string
      paths: Record<
        string,
        Record<string, { operationId: string; parameters: { in: string; name: string }[] }>
      >
      components: { schemas: Record<string, unknown> }
    }
    expect(headers.get('content-type')).toContain('application/json')
    expect(document.openapi).toBe('3.1.0')
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })),
    )
    expect(
      described.map((operation) => operation.operationId).toSorted((a, b) => a.localeCompare(b)),
    ).toEqual(Object.keys(routes).toSorted((a, b) => a.localeCompare(b)))
    for (const { path, parameters } of described) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1])
      expect(parameters.filter((one) => one.in === 'path').map((one) => one.name)).toEqual(named)
    }
    for (const [, reference] of JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)) {
      expect(
        Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`),
      ).toContain(reference)
    }
  })

  test('shows the description with scripts and styles of its own only', async () => {
    const page = await (await world.fetch('/api/docs')).text()
    expect(page).not.toMatch(/<script>|https?:\/\/|<style/)
    for (const [, path = ''] of page.matchAll(/(?:src|href)="([^"]+)"/g)) {
      expect((await world.fetch(path)).status).toBe(200)
    }
  })

  test('leads from the root to both apps, which hold no script inline', async () => {
    const page = await (await world.fetch('/')).text()
    expect(page).toContain('href="/store/"')
    expect(page).toContain('href="/console/"')
    expect(page).not.toMatch(/<script|<style|style="/)
    expect((await world.fetch('/store')).headers.get('location')).toBe('/store/')
    for (const path of [
      '/store/../../etc/passwd',
      '/store/%2e%2e/%2e%2e/package.json',
      '/console/%00',
      '/store/%E0%A4%A',
    ]) {
      expect([404, 200, 503]).toContain((await world.fetch(path)).status)
      expect(await (await world.fetch(path)).text()).not.toMatch(/root:|"private"/)
    }
  })

  test('streams progress at once and again when something changes, a comparison with the book too, and ends with the server', async () => {
    const counting = await startCounting(world)
    const response = await world.fetch(`/api/runs/${counting.runId}/live`, {
      headers: { authorization: await world.as('manager') },
    })
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    const told: string[] = []
    const reading = (async () => {
      const stream: ReadableStream<Uint8Array> | null = response.body
      if (stream === null) return
      for await (const chunk of stream) {
        told.push(new TextDecoder().decode(chunk))
        if (/"reconciledAt":\d/.test(told.join(''))) break
      }
    })()
    await counting.push(counting.events.slice(0, 3), 1)
    await expect.poll(() => told.join('')).toContain('"scans":2')
    // Nothing that was counted changes by it; what was compared does.
    const compared = await world.fetch(`/api/runs/${counting.runId}/reconcile`, {
      method: 'POST',
      headers: { authorization: await world.as('manager') },
    })
    expect(compared.status).toBe(200)
    await reading
    expect(told.join('')).toContain('"sessions":[]')
    expect(told.join('')).toContain('"reconciledAt":null')
  })
})
