import { serverIncarnation } from '@cyclecount/engine'
import { listFacilities } from '@cyclecount/ledger'
import type { Hono } from 'hono'
import type { ApiEnv } from '../../api-env.ts'
import type { ApiContext } from '../../context.ts'

/** `/healthz`: the process answers. `/readyz`: it can do its work, both databases read. */
export function mountHealth(app: Hono<ApiEnv>, ctx: ApiContext): void {
  app.get('/healthz', (c) => {
    c.header('cache-control', 'no-store')
    return c.json({ status: 'ok' })
  })
  app.get('/readyz', async (c) => {
    c.header('cache-control', 'no-store')
    const stopping = ctx.changes.closed.aborted
    const failed = await Promise.allSettled([
      serverIncarnation(ctx.engine),
      listFacilities(ctx.ledger, { after: null, limit: 1 }),
    ])
    const ready = !stopping && failed.every((outcome) => outcome.status === 'fulfilled')
    return c.json({ status: ready ? 'ready' : 'not-ready' }, ready ? 200 : 503)
  })
}
