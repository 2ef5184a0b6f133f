import type { MiddlewareHandler } from 'hono'
import type { ApiEnv } from '../../api-env.ts'
import type { Log } from '../../log.ts'

/** One line per request of the API: what, how it ended, how long it took. The pattern, not the path, and nothing of the body. */
export function requestLog(log: Log): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const since = performance.now()
    await next()
    log.info(
      {
        requestId: c.get('requestId'),
        method: c.req.method,
        route: c.get('route') ?? 'none',
        status: c.res.status,
        ms: Math.round(performance.now() - since),
      },
      'request',
    )
  }
}
