import { PROTOCOL_VERSION, PushReply, syncRoutes, type PushBody } from '@cyclecount/contract'
import type { ScanEvent } from '@cyclecount/domain'
import { gzipSync } from 'node:zlib'
import { newId, type Counter } from './company.ts'
import { APP } from './scans.ts'

/** Events in a push. */
export const BATCH = 500
const PATIENCE_MS = 30_000

/** One push, ready to be sent. */
export interface EncodedBatch {
  readonly body: string | Uint8Array<ArrayBuffer>
  readonly gzip: boolean
  /** Its last place in the device's log. */
  readonly through: number
}

/** Cuts a device's log into pushes of 500. */
export function encodeLog(
  counter: Counter,
  log: readonly ScanEvent[],
  gzip: boolean,
): readonly EncodedBatch[] {
  return Array.from({ length: Math.ceil(log.length / BATCH) }, (_, at) =>
    encode(counter, log.slice(at * BATCH, (at + 1) * BATCH), gzip),
  )
}

function encode(counter: Counter, events: readonly ScanEvent[], gzip: boolean): EncodedBatch {
  const [first] = events
  const last = events.at(-1)
  if (!first || !last) throw new Error('a batch without events')
  const body: PushBody = {
    protocol: PROTOCOL_VERSION,
    batchId: newId(),
    deviceId: counter.deviceId,
    appVersion: APP,
    sessions: [{ sessionId: first.sessionId, fromSeq: first.deviceSeq, events: [...events] }],
  }
  const text = JSON.stringify(body)
  return { body: gzip ? gzipSync(text, { level: 1 }) : text, gzip, through: last.deviceSeq }
}

/**
 * Sends pushes one after the other, each when the one before was acknowledged in whole. Waits as it is told (429, 503).
 * `onAnswer` is told how long each push took, ms, waits included.
 */
export async function sendEncoded(
  origin: string,
  counter: Counter,
  batches: readonly EncodedBatch[],
  onAnswer: (ms: number) => void = () => undefined,
): Promise<void> {
  for (const batch of batches) {
    const since = performance.now()
    const reply = await post(origin, counter, batch)
    onAnswer(performance.now() - since)
    const [told] = reply.sessions
    if (!told || told.setAside.length > 0 || told.ackedThrough !== batch.through)
      throw new Error(`the server did not take a batch: ${JSON.stringify(reply).slice(0, 500)}`)
  }
}

async function post(origin: string, counter: Counter, { body, gzip }: EncodedBatch): Promise<PushReply> {
  for (;;) {
    const answer = await fetch(origin + syncRoutes.push.path, {
      method: syncRoutes.push.method,
      headers: {
        'content-type': 'application/json',
        authorization: `Device ${counter.token}`,
        ...(gzip ? { 'content-encoding': 'gzip' } : {}),
      },
      body,
      signal: AbortSignal.timeout(PATIENCE_MS),
    }).catch(unanswered)
    if (answer === null) continue
    if (answer.status === 200) return PushReply.parse(await answer.json())
    const said = await answer.text()
    if (answer.status !== 429 && answer.status !== 503)
      throw new Error(`${answer.status}: ${said.slice(0, 500)}`)
    await new Promise((resolve) => {
      setTimeout(resolve, Number(answer.headers.get('retry-after') ?? 1) * 1000)
    })
  }
}

/** What was not answered in time is sent again, as a device does. */
function unanswered(error: unknown): null {
  if (error instanceof DOMException && error.name === 'TimeoutError') return null
  throw error
}
