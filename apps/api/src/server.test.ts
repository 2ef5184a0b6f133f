import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createApp } from './app.ts'
import { takePort, type Port } from './server.ts'
import { openWorld, startCounting, type World } from './testing/world.ts'

const PORT = 8937
const base = `http://127.0.0.1:${PORT}`

describe('the server on a port', () => {
  let world: World
  let port: Port
  beforeAll(async () => {
    world = await openWorld()
    port = await takePort({ host: '127.0.0.1', port: PORT })
  })
  afterAll(async () => {
    await port.close()
    await world.close()
  })

  test('asks for patience until it is ready, and says what to do about a taken port', async () => {
    const early = await fetch(`${base}/readyz`)
    expect([early.status, early.headers.get('retry-after')]).toEqual([503, '2'])
    await expect(takePort({ host: '127.0.0.1', port: PORT })).rejects.toThrow(
      `Port ${PORT} is taken by another program. Stop it, or choose another port: PORT=${PORT + 1} npm start`,
    )
    port.serve(world.ctx, createApp(world.ctx), [
      { pathPrefix: '/oidc', callback: (_, response) => void response.end('sign in') },
    ])
    expect((await fetch(`${base}/readyz`)).status).toBe(200)
    expect(await (await fetch(`${base}/oidc/auth`)).text()).toBe('sign in')
    expect((await fetch(`${base}/oidcx`)).status).toBe(404)
  })

  test('SEC-3 lives on after callers that speak no HTTP, cut off or send too much', async () => {
    expect(await spoken('nonsense\r\n\r\n')).toContain('400 Bad Request')
    expect(await spoken(`GET / HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`)).toMatch(
      / 4(00|31) /,
    )
    expect(
      await spoken(
        'POST /api/sync/push HTTP/1.1\r\nhost: a\r\nauthorization: Bearer x\r\ncontent-length: 99\r\n\r\n{"a',
        true,
      ),
    ).toMatch(/^$| 4\d\d /)
    expect((await fetch(`${base}/healthz`)).status).toBe(200)
  })

  test('looks no more for a reader of a stream who has left', async () => {
    const { runId } = await startCounting(world)
    let watching = 0
    const changes: World['ctx']['changes'] = {
      ...world.ctx.changes,
      listen: (facilityId, listener) => {
        watching += 1
        const stop = world.ctx.changes.listen(facilityId, listener)
        return () => {
          watching -= 1
          stop()
        }
      },
    }
    const ctx = { ...world.ctx, changes }
    port.serve(ctx, createApp(ctx), [])
    const leaving = new AbortController()
    const live = await fetch(`${base}/api/runs/${runId}/live`, {
      headers: { authorization: await world.as('manager') },
      signal: leaving.signal,
    })
    const reader = live.body?.getReader()
    await reader?.read()
    await vi.waitFor(() => expect(watching).toBe(1))
    leaving.abort()
    await vi.waitFor(() => expect(watching).toBe(0))
    port.serve(world.ctx, createApp(world.ctx), [])
  })

  test('SEC-1 a stream ends with the sign-in that opened it', async () => {
    const { runId } = await startCounting(world)
    const authorization = await world.as('manager', { expiresIn: -4 })
    const live = await fetch(`${base}/api/runs/${runId}/live`, { headers: { authorization } })
    expect(await live.text()).toContain(`"runId":"${runId}"`)
  })

  test('ends streams and lets go when it stops', async () => {
    const { runId } = await startCounting(world)
    const live = await fetch(`${base}/api/runs/${runId}/live`, {
      headers: { authorization: await world.as('manager') },
    })
    const reading = live.text()
    world.ctx.changes.close()
    await port.close()
    expect(await reading).toContain(`"runId":"${runId}"`)
    await expect(fetch(`${base}/healthz`)).rejects.toThrow('fetch failed')
  })
})

/** What the server answers to these bytes before it hangs up; with `andLeave` the caller hangs up first. */
function spoken(bytes: string, andLeave = false): Promise<string> {
  return new Promise((resolve) => {
    let heard = ''
    const socket = connect(PORT, '127.0.0.1', () => {
      socket.write(bytes)
      if (andLeave) socket.end()
    })
    socket.on('data', (chunk) => {
      heard += chunk.toString()
    })
    socket.on('error', () => resolve(heard))
    socket.on('close', () => resolve(heard))
  })
}
