import { randomUUID } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import type { ApiEnv } from '../../api-env.ts'

/** Names every request; a caller's own name for it is taken where it is one that can stand in a log. */
export const requestId: MiddlewareHandler<ApiEnv> = async (c, next) => {
  const given = c.req.header('x-request-id') ?? ''
  const id = /^[\w-]{8,64}$/.test(given) ? given : randomUUID()
  c.set('requestId', id)
  await next()
  c.header('x-request-id', id)
}
