import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a receiver of webhooks does with one request. */
export type Manner = 'take' | 'fail' | 'reset' | 'hang' | 'redirect' | 'gone' | 'later'

interface Received {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A receiver of webhooks on a port of its own, as well or badly behaved as a test wants. */
export interface Receiver {
  readonly url: string
  readonly received: readonly Received[]
  /** From the next request on. */
  behave: (manner: Manner) => void
  /** Resolves when so many requests have come, of all. */
  readonly until: (requests: number) => Promise<void>
  readonly close: () => Promise<void>
}

export async function openReceiver(): Promise<Receiver> {
  const received: Received[] = []
  const waiting = new Set<() => void>()
  let manner: Manner = 'take'
  const server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      received.push({
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(pieces).toString(),
      })
      for (const look of waiting) look()
      switch (manner) {
        case 'take':
          return void response.writeHead(204).end()
        case 'fail':
          return void response.writeHead(500).end('no')
        case 'reset':
          return void request.socket.destroy()
        case 'hang':
          return
        case 'redirect':
          return void response.writeHead(302, { location: '/elsewhere' }).end()
        case 'gone':
          return void response.writeHead(410).end()
        case 'later':
          return void response.writeHead(503, { 'retry-after': '3600' }).end()
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    behave: (next) => {
      manner = next
    },
    until: async (requests) => {
      await new Promise<void>((resolve) => {
        const look = () => {
          if (received.length < requests) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      })
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
