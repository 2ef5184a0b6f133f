import { createEventStreamParser } from './event-stream.ts'

/** How what is on the screen comes in: streamed, asked for now and then, or not at all. */
export type FeedState = 'connecting' | 'live' | 'polling' | 'lost'

export interface LiveFeedDeps<Reply> {
  readonly open: (signal: AbortSignal) => Promise<ReadableStream<Uint8Array<ArrayBuffer>>>
  /** One look-up, for the time in which no stream can be had. */
  readonly poll: () => Promise<Reply>
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
  /** 0 to 1. */
  readonly random: () => number
  /** An event of the stream as what it says; null for what cannot be understood. */
  readonly read: (data: unknown) => Reply | null
  readonly onReply: (reply: Reply) => void
  readonly onState: (state: FeedState) => void
}

/** A stream that is silent for longer than this (the server beats every few seconds) is dead, whatever TCP believes. */
export const SILENCE_MS = 45_000
const FIRST_RETRY_MS = 1_000
const LONGEST_RETRY_MS = 30_000

/** 1 s, 2 s, 4 s … 30 s, each between half of it and all of it, so that a restarted server is not met by everyone at once. */
export function retryDelay(failures: number, random: number): number {
  const full = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(failures, 10))
  return Math.round(full / 2 + (full / 2) * random)
}

/** Follows what a stream tells until `signal` says stop. Never rejects: what goes wrong becomes a state, and is tried again. */
export async function follow<Reply>(deps: LiveFeedDeps<Reply>, signal: AbortSignal): Promise<void> {
  let failures = 0
  while (!signal.aborted) {
    deps.onState(failures === 0 ? 'connecting' : 'polling')
    const heard = await readStream(deps, signal)
    if (signal.aborted) return
    failures = heard ? 0 : failures + 1
    await pollOnce(deps, signal)
    await deps.wait(retryDelay(failures, deps.random()), signal).catch(() => undefined)
  }
}

async function pollOnce<Reply>(deps: LiveFeedDeps<Reply>, signal: AbortSignal): Promise<void> {
  try {
    const reply = await deps.poll()
    if (signal.aborted) return
    deps.onReply(reply)
    deps.onState('polling')
  } catch {
    if (!signal.aborted) deps.onState('lost')
  }
}

/** True where at least one event came. */
async function readStream<Reply>(deps: LiveFeedDeps<Reply>, signal: AbortSignal): Promise<boolean> {
  const attempt = new AbortController()
  const stop = (): void => attempt.abort()
  signal.addEventListener('abort', stop)
  let heard = false
  let silence = new AbortController()
  const listenOn = (): void => {
    silence.abort()
    silence = new AbortController()
    void deps.wait(SILENCE_MS, silence.signal).then(stop, () => undefined)
  }
  const parse = createEventStreamParser((part) => {
    if (part.kind === 'comment') return
    const reply = deps.read(parsedJson(part.data))
    if (reply === null) return
    heard = true
    deps.onState('live')
    deps.onReply(reply)
  })
  try {
    listenOn()
    const reader = (await deps.open(attempt.signal)).pipeThrough(new TextDecoderStream()).getReader()
    attempt.signal.addEventListener('abort', () => void reader.cancel().catch(() => undefined))
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      listenOn()
      parse(value)
    }
  } catch {
    // The caller polls, says so, and opens the next one.
  } finally {
    silence.abort()
    signal.removeEventListener('abort', stop)
  }
  return heard
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Resolves after `ms`; rejects when `signal` says stop. */
export function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(new DOMException('stopped', 'AbortError'))
    })
  })
}
