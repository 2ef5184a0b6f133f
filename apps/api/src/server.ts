import { createServer, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'
import type { ApiEnv } from './api-env.ts'
import type { ApiContext } from './context.ts'

/** A part of the server that answers requests under its path by itself. */
export interface Mounted {
  readonly pathPrefix: string
  readonly callback: Parameters<typeof createServer>[1] & {}
}

/** How long requests under way get to finish when the server stops. */
const GRACE_MS = 10_000

export interface Listening {
  /** Takes no more, ends streams, lets requests finish. */
  readonly stop: () => Promise<void>
}

/** Thrown when the port cannot be had; the message says what to do. */
export class CannotListen extends Error {
  override readonly name = 'CannotListen'
}

/** Listens. Slow or broken callers are cut off by the limits below, so that they cannot fill the server. */
export async function listen(
  ctx: ApiContext,
  app: Hono<ApiEnv>,
  mounted: readonly Mounted[],
): Promise<Listening> {
  const answer = getRequestListener(app.fetch, { overrideGlobalObjects: false })
  const server = createServer(
    { maxHeaderSize: 16_384, headersTimeout: 10_000, requestTimeout: 60_000, keepAliveTimeout: 65_000 },
    (request, response) => {
      const path = request.url ?? '/'
      const owner = mounted.find(({ pathPrefix }) => path === pathPrefix || path.startsWith(`${pathPrefix}/`))
      if (owner) owner.callback(request, response)
      else
        answer(request, response).catch((error: unknown) =>
          ctx.log.error({ err: error }, 'a request could not be answered'),
        )
    },
  )
  server.maxConnections = 2000
  server.on('clientError', (_, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n')
  })
  await opened(server, ctx.config)
  return { stop: () => stop(ctx, server) }
}

function opened(server: Server, config: ApiContext['config']): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new CannotListen(refusal(error, config))))
    server.listen(config.port, config.host, () => resolve())
  })
}

function refusal(error: NodeJS.ErrnoException, { port, host }: ApiContext['config']): string {
  const another = port === 65535 ? 8787 : port + 1
  if (error.code === 'EADDRINUSE')
    return `Port ${port} is taken by another program. Stop it, or choose another port: PORT=${another} npm start`
  if (error.code === 'EACCES')
    return `Port ${port} may not be used by you. Choose one above 1023: PORT=8787 npm start`
  if (error.code === 'EADDRNOTAVAIL')
    return `${host} is no address of this machine. Set HOST to one that is, or leave it away.`
  return `The server cannot listen on ${host}, port ${port}: ${error.message}`
}

async function stop(ctx: ApiContext, server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  ctx.changes.close()
  server.closeIdleConnections()
  const cut = setTimeout(() => server.closeAllConnections(), GRACE_MS)
  await closed
  clearTimeout(cut)
}
