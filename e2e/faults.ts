import { request, type IncomingMessage, type ServerResponse } from 'node:http'
import { gunzipSync } from 'node:zlib'
import type { Fault } from './line.ts'

/** One push that came by: when, how many scans it carried, and what the server answered; null where it was not let through. */
export interface Push {
  readonly at: number
  readonly events: number
  readonly status: number | null
}

/** A fault that meets pushes alone. Everything else goes through; `seen` is every push since. */
export interface PushFault {
  readonly fault: Fault
  readonly seen: readonly Push[]
}

/** What becomes of a push: it may be sent on, and the answer given back or not. */
type Fate = (push: {
  readonly asked: IncomingMessage
  readonly body: Buffer
  readonly answer: ServerResponse
  readonly send: () => Promise<Response>
}) => Promise<Response | null> | Response | null

function meetingPushes(fate: Fate): PushFault {
  const seen: Push[] = []
  const fault: Fault = (asked, answer, pass) => {
    if (!asked.url?.endsWith('/api/sync/push')) return pass()
    const at = Date.now()
    const meet = async (): Promise<void> => {
      const body = await bodyOf(asked)
      const reply = await fate({ asked, body, answer, send: () => sendOn(asked, body) })
      seen.push({ at, events: eventsIn(asked, body), status: reply?.status ?? null })
      if (reply === null) return void answer.destroy()
      answer.writeHead(reply.status, Object.fromEntries(reply.headers))
      answer.end(Buffer.from(await reply.arrayBuffer()))
    }
    // The phone gave up meanwhile, or the server is gone: a torn line, either way.
    return void meet().catch(() => answer.destroy())
  }
  return { fault, seen }
}

/** The server takes the push in and answers; the answer never arrives. */
export function losingReplies(): PushFault {
  return meetingPushes(async ({ send }) => {
    await (await send()).arrayBuffer()
    return null
  })
}

/** The server answers when it likes, and the phone hears of it when `release` is called. */
export function holdingReplies(): PushFault & { readonly release: () => void; readonly held: () => number } {
  let held = 0
  const gate = Promise.withResolvers<void>()
  const met = meetingPushes(async ({ send }) => {
    const reply = await send()
    held += 1
    await gate.promise
    return reply
  })
  return { ...met, release: () => gate.resolve(), held: () => held }
}

/** Half of the body leaves, then the line is torn on both sides. */
export function cuttingRequests(): PushFault {
  return meetingPushes(({ asked, body }) => {
    const onward = request(asked.url ?? '', { method: 'POST', headers: asked.headers, agent: false })
    onward.on('error', () => undefined)
    return new Promise((resolve) => {
      onward.write(body.subarray(0, Math.floor(body.length / 2)), () => {
        onward.destroy()
        resolve(null)
      })
    })
  })
}

/** Something answers in the server's place: at first `answers`, one by one, then the server again. */
export function answering(answers: readonly (() => Response)[]): PushFault {
  let given = 0
  return meetingPushes(({ send }) => {
    const next = answers[given]
    given += 1
    return next ? next() : send()
  })
}

/** Everything goes through and is looked at. */
export function watching(): PushFault {
  return meetingPushes(({ send }) => send())
}

async function bodyOf(asked: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of asked) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

async function sendOn(asked: IncomingMessage, body: Buffer): Promise<Response> {
  const headers = new Headers()
  for (const name of ['content-type', 'content-encoding', 'authorization', 'accept']) {
    const value = asked.headers[name]
    if (typeof value === 'string') headers.set(name, value)
  }
  const reply = await fetch(asked.url ?? '', { method: 'POST', headers, body: new Uint8Array(body) })
  const kept = new Headers(reply.headers)
  // The body is given on as it was unpacked here.
  for (const name of ['content-encoding', 'content-length', 'transfer-encoding', 'connection'])
    kept.delete(name)
  return new Response(await reply.arrayBuffer(), { status: reply.status, headers: kept })
}

function eventsIn(asked: IncomingMessage, body: Buffer): number {
  const text = asked.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body
  const { sessions } = JSON.parse(text.toString()) as { sessions: readonly { events: readonly unknown[] }[] }
  return sessions.reduce((sum, { events }) => sum + events.length, 0)
}
