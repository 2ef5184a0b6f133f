import { problem } from '@cyclecount/contract'
import { Hono } from 'hono'
import { compress } from 'hono/compress'
import type { ApiEnv } from './api-env.ts'
import type { ApiContext } from './context.ts'
import { answerProblem } from './middleware/problems/answer-problem.ts'
import { requestId } from './middleware/request-id/request-id.ts'
import { requestLog } from './middleware/request-log/request-log.ts'
import { securityHeaders } from './middleware/security-headers/security-headers.ts'
import { mountHealth } from './routes/health/health.ts'
import { mountRoutes } from './routes/mount.ts'
import { mountApiViewer } from './openapi/viewer.ts'
import { mountWebApps } from './static/web-apps.ts'
import { say } from './words/say.ts'

/** The whole server as a function of a request: the API, its description, both web apps, health. */
export function createApp(ctx: ApiContext): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>()
  app.use(requestId, securityHeaders(ctx.config))
  app.onError((error, c) => answerProblem(ctx.log, error, c))
  mountHealth(app, ctx)
  app.use('/api/*', requestLog(ctx.log))
  app.use('/api/openapi.json', compress())
  mountApiViewer(app, ctx.config)
  mountRoutes(app, ctx)
  app.all('/api/*', (c) => {
    c.header('cache-control', 'no-store')
    const told = problem('not-found', say('route.none'))
    return c.json({ ...told, requestId: c.get('requestId') }, 404)
  })
  mountWebApps(app, ctx.config.webApps)
  app.notFound((c) => c.text('There is nothing here. Start at /\n', 404))
  return app
}
