import { fakeId, type FacilityId, type RunId, type Sentence } from '@cyclecount/domain'
import { describe, expect, test } from 'vitest'
import { createClient, urlOf, type HttpCall } from './client.ts'
import { problem, type Problem } from './problem.ts'
import { routes } from './routes.ts'

const facilityId = fakeId<FacilityId>('oslo')

function answering(
  status: number,
  body: unknown,
): { readonly http: HttpCall; readonly seen: Parameters<HttpCall>[] } {
  const seen: Parameters<HttpCall>[] = []
  const http: HttpCall = (...call) => {
    seen.push(call)
    return Promise.resolve({ status, headers: { get: () => null }, json: () => Promise.resolve(body) })
  }
  return { http, seen }
}

describe('the typed client', () => {
  test('fills path and query and signs the request', async () => {
    const { http, seen } = answering(200, { runs: [] })
    const call = createClient({ baseUrl: '', http, authorization: () => Promise.resolve('Bearer t') })
    await call(routes.listRuns, { query: { facilityId } })
    expect(seen).toEqual([
      [
        `/api/runs?facilityId=${facilityId}`,
        { method: 'GET', headers: { accept: 'application/json', authorization: 'Bearer t' } },
      ],
    ])
  })

  test('escapes what it puts into a path', () => {
    expect(urlOf(routes.run, { params: { runId: 'a/b' as RunId } })).toBe('/api/runs/a%2Fb')
  })

  test('does not sign a public request', async () => {
    const { http, seen } = answering(500, null)
    const call = createClient({ baseUrl: '', http, authorization: () => Promise.resolve('Bearer t') })
    await expect(call(routes.config, {})).rejects.toThrow('The server answered 500.')
    expect(seen[0]?.[1].headers).toEqual({ accept: 'application/json' })
  })

  test('SEC-3 rejects with the problem that the server told', async () => {
    const told: Problem = problem('area-taken', 'Ana counts this area.' as Sentence)
    const call = createClient({
      baseUrl: '',
      http: answering(409, told).http,
      authorization: () => Promise.resolve(null),
    })
    await expect(call(routes.me, {})).rejects.toMatchObject({ problem: told })
  })

  test('does not take a sign-in page of the network for an answer', async () => {
    const call = createClient({
      baseUrl: '',
      http: answering(200, '<html>').http,
      authorization: () => Promise.resolve(null),
    })
    await expect(call(routes.me, {})).rejects.toMatchObject({
      problem: { kind: 'internal', retryable: true },
    })
  })
})

describe('the route table', () => {
  test('has no two routes for one method and path', () => {
    const keys = Object.values(routes).map((route) => `${route.method} ${route.path.replace(/:\w+/g, ':')}`)
    expect(new Set(keys).size).toBe(keys.length)
  })

  test('SEC-1 names exactly one route that anybody may call', () => {
    const open = Object.entries(routes).filter(([, route]) => route.access.by === 'public')
    expect(open.map(([name]) => name)).toEqual(['config'])
  })
})
