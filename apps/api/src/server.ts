import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'
import type { ApiEnv } from './api-env.ts'
import type { Config } from './config/config.ts'
import type { ApiContext } from './context.ts'

/** A part of the server that answers requests under its path by itself. */
export interface Mounted {
  readonly pathPrefix: string
  readonly callback: RequestListener
}

/** How long requests under way get to finish when the server stops. */
const GRACE_MS = 10_000

/** The port, taken before anything else is begun: two servers must not make the same data. */
export interface Port {
  /** Answers from now on; before, everybody was told to wait. */
  readonly serve: (ctx: ApiContext, app: Hono<ApiEnv>, mounted: readonly Mounted[]) => void
  /** Takes no more and lets requests finish. */
  readonly close: () => Promise<void>
}

/** Thrown when the port cannot be had; the message says what to do. */
export class CannotListen extends Error {
  override readonly name = 'CannotListen'
}

/** Takes the port. Slow or broken callers are cut off by the limits below, so that they cannot fill the server. */
export async function takePort(config: Pick<Config, 'host' | 'port'>): Promise<Port> {
  let answer: RequestListener = notYet
  const server = createServer(
    // A photo takes its time on a slow network, as long as a device has the patience to send it.
    { maxHeaderSize: 16_384, headersTimeout: 10_000, requestTimeout: 180_000, keepAliveTimeout: 65_000 },
    (request, response) => answer(request, response),
  )
  server.maxConnections = 2000
  server.on('clientError', (_, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n')
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new CannotListen(refusal(error, config))))
    server.listen(config.port, config.host, () => resolve())
  })
  return {
    serve: (ctx, app, mounted) => {
      answer = answerWith(ctx, app, mounted)
    },
    close: () => close(server),
  }
}

function notYet(_: IncomingMessage, response: ServerResponse): void {
  response.writeHead(503, { 'retry-after': '2', 'cache-control': 'no-store' }).end('Starting.\n')
}

function answerWith(ctx: ApiContext, app: Hono<ApiEnv>, mounted: readonly Mounted[]): RequestListener {
  const answer = getRequestListener(app.fetch, { overrideGlobalObjects: false })
  return (request, response) => {
    const path = request.url ?? '/'
    const owner = mounted.find(({ pathPrefix }) => path === pathPrefix || path.startsWith(`${pathPrefix}/`))
    if (owner) owner.callback(request, response)
    else
      answer(request, response).catch((error: unknown) =>
        ctx.log.error({ err: error }, 'a request could not be answered'),
      )
  }
}

function refusal(error: NodeJS.ErrnoException, { port, host }: Pick<Config, 'host' | 'port'>): string {
  const another = port === 65535 ? 8787 : port + 1
  if (error.code === 'EADDRINUSE')
    return `Port ${port} is taken by another program. Stop it, or choose another port: PORT=${another} npm start`
  if (error.code === 'EACCES')
    return `Port ${port} may not be used by you. Choose one above 1023: PORT=8787 npm start`
  if (error.code === 'EADDRNOTAVAIL')
    return `${host} is no address of this machine. Set HOST to one that is, or leave it away.`
  return `The server cannot listen on ${host}, port ${port}: ${error.message}`
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  // A connection that has just told its answer is kept open for the next request, which will not come.
  const tidy = setInterval(() => server.closeIdleConnections(), 100)
  const cut = setTimeout(() => server.closeAllConnections(), GRACE_MS)
  await closed
  clearInterval(tidy)
  clearTimeout(cut)
}
