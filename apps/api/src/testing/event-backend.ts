import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import type { TestServer } from './server.ts'

/** What is asked of the system by an event. */
export interface Wanted {
  readonly type: string
  readonly data: Readonly<Record<string, unknown>> & {
    readonly idempotencyKey: string
    readonly sku: string
    readonly deltaMilli: number
    readonly answerTo: string
  }
}

/** What it says to a request. */
export interface Say {
  readonly type: string
  readonly data: Readonly<Record<string, unknown>>
}

/** An inventory system on ports of its own that works by events: a webhook tells it what is asked, and it answers with a signed event. */
export interface EventBackend {
  readonly url: string
  /** What came, in order. */
  readonly asked: readonly Wanted[]
  /** What it booked: each key once. */
  readonly booked: ReadonlyMap<string, number>
  /** What it does with the next requests: books and answers; keeps silent; refuses; has never heard of it. */
  behave: (manner: 'book' | 'book-silently' | 'ignore' | 'refuse' | 'deny') => void
  /** Signs answers with this secret. */
  secret: string
  /** Sends any message to the product; `more` replaces headers. */
  readonly send: (
    message: unknown,
    more?: { readonly id?: string; readonly at?: number; readonly secret?: string },
  ) => Promise<{ readonly status: number; readonly body: unknown }>
  /** What the product said to the answers it sent by itself. */
  readonly replies: () => Promise<readonly { readonly status: number; readonly body: unknown }[]>
  readonly close: () => Promise<void>
}

/** `server`: the product, which gets a port of its own; time is its clock's. */
export async function openEventBackend(server: TestServer): Promise<EventBackend> {
  const product = createAdaptorServer({
    fetch: async (request: Request) => {
      const { pathname } = new URL(request.url)
      return server.fetch(pathname, {
        method: request.method,
        headers: request.headers,
        body: await request.text(),
      })
    },
  })
  product.listen(0, '127.0.0.1')
  await once(product, 'listening')
  const asked: Wanted[] = []
  const booked = new Map<string, number>()
  const underWay: Promise<{ status: number; body: unknown }>[] = []
  let manner: Parameters<EventBackend['behave']>[0] = 'book'
  let messages = 0

  const answerTo = (request: Wanted): Say | null => {
    const { idempotencyKey, deltaMilli } = request.data
    if (request.type === 'adjustment.inquired' && !booked.has(idempotencyKey))
      return manner === 'ignore' ? null : { type: 'adjustment.unknown', data: { idempotencyKey } }
    switch (manner) {
      case 'ignore':
        return null
      case 'refuse':
        return { type: 'adjustment.rejected', data: { idempotencyKey, message: 'The month is closed.' } }
      case 'deny':
        return { type: 'adjustment.unknown', data: { idempotencyKey } }
      case 'book':
      case 'book-silently': {
        if (!booked.has(idempotencyKey)) booked.set(idempotencyKey, deltaMilli)
        const documentId = `IA-${[...booked.keys()].indexOf(idempotencyKey) + 1}`
        const said = { type: 'adjustment.accepted', data: { idempotencyKey, deltaMilli, documentId } }
        return manner === 'book' ? said : null
      }
    }
  }
  const send: EventBackend['send'] = async (message, more = {}) => {
    const id = more.id ?? `message-${(messages += 1)}`
    const text = JSON.stringify(message)
    const timestamp = String(Math.floor((more.at ?? server.clock.now) / 1000))
    const key = Buffer.from((more.secret ?? backend.secret).replace('whsec_', ''), 'base64')
    const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${text}`).digest('base64')
    const { port } = product.address() as AddressInfo
    const answer = await fetch(`http://127.0.0.1:${port}${to}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/cloudevents+json',
        'webhook-id': id,
        'webhook-timestamp': timestamp,
        'webhook-signature': `v1,${signature}`,
      },
      body: text,
    })
    return { status: answer.status, body: await answer.json() }
  }
  let to = ''
  const hook = createServer((request, response) => {
    void readJson(request).then((event) => {
      response.writeHead(204).end()
      const wanted = event as Wanted
      if (!wanted.type.startsWith('adjustment.')) return
      asked.push(wanted)
      to = wanted.data.answerTo
      const said = answerTo(wanted)
      if (said !== null) underWay.push(send(cloudEvent(said)))
    })
  })
  hook.listen(0, '127.0.0.1')
  await once(hook, 'listening')
  const backend: EventBackend = {
    url: `http://127.0.0.1:${(hook.address() as AddressInfo).port}/events`,
    asked,
    booked,
    behave: (next) => {
      manner = next
    },
    secret: '',
    send,
    replies: () => Promise.all(underWay),
    close: async () => {
      await Promise.allSettled(underWay)
      for (const one of [hook, product]) {
        if ('closeAllConnections' in one) one.closeAllConnections()
        await new Promise((resolve) => one.close(resolve))
      }
    },
  }
  return backend
}

/** The answer as the system sends it. */
export function cloudEvent({ type, data }: Say): unknown {
  return { specversion: '1.0', id: 'answer', source: '/erp', type, data }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  return JSON.parse(Buffer.concat(pieces).toString()) as unknown
}
