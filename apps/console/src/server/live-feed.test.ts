import { fakeId, type RunId } from '@cyclecount/domain'
import { RunProgress } from '@cyclecount/contract'
import { describe, expect, test } from 'vitest'
import { follow, retryDelay, type FeedState, type LiveFeedDeps } from './live-feed.ts'

const runId = fakeId<RunId>('autumn count')
const progressAt = (at: number): RunProgress => ({
  runId,
  at,
  status: 'counting',
  reconciledAt: null,
  areas: [],
})
const eventOf = (at: number): string => `data: ${JSON.stringify(progressAt(at))}\n\n`

function streamOf(...pieces: readonly string[]): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece))
      controller.close()
    },
  })
}

/** Follows through the given openings and stops at the first wait after the last of them. */
async function followThrough(
  openings: readonly (() => Promise<ReadableStream<Uint8Array<ArrayBuffer>>>)[],
  poll: LiveFeedDeps<RunProgress>['poll'],
) {
  const stop = new AbortController()
  const states: FeedState[] = []
  const seen: number[] = []
  const waits: number[] = []
  let opened = 0
  await follow(
    {
      open: () => openings[opened++]?.() ?? Promise.reject(new Error('no more')),
      poll,
      wait: (ms, signal) => {
        if (ms === 45_000)
          return new Promise((_, no) => signal.addEventListener('abort', () => no(new Error('stopped'))))
        waits.push(ms)
        if (opened >= openings.length) stop.abort()
        return Promise.resolve()
      },
      random: () => 1,
      read: (data) => RunProgress.safeParse(data).data ?? null,
      onReply: (progress) => seen.push(progress.at),
      onState: (state) => states.push(state),
    },
    stop.signal,
  )
  return { states, seen, waits }
}

describe('following a run', () => {
  test('what the stream sends is shown as live, and a stream that ends is followed by a look-up', async () => {
    const { states, seen } = await followThrough(
      [() => Promise.resolve(streamOf(': beat\n\n', eventOf(1), eventOf(2)))],
      () => Promise.resolve(progressAt(3)),
    )
    expect(seen).toEqual([1, 2, 3])
    expect(states).toEqual(['connecting', 'live', 'live', 'polling'])
  })

  test('where neither stream nor look-up answers it says lost, and waits longer each time', async () => {
    const refused = () => Promise.reject(new Error('refused'))
    const { states, waits } = await followThrough([refused, refused, refused], refused)
    expect(states.at(-1)).toBe('lost')
    expect(waits).toEqual([2_000, 4_000, 8_000])
  })

  test('a stream after failures is live at once and the waiting starts from the beginning', async () => {
    const refused = () => Promise.reject(new Error('refused'))
    const { waits, states } = await followThrough(
      [refused, refused, () => Promise.resolve(streamOf(eventOf(9)))],
      () => Promise.resolve(progressAt(8)),
    )
    expect(states).toContain('live')
    expect(waits).toEqual([2_000, 4_000, 1_000])
  })

  test('what is not a progress message is passed over', async () => {
    const { seen } = await followThrough(
      [() => Promise.resolve(streamOf('data: not json\n\n', 'data: {"runId":"x"}\n\n', eventOf(5)))],
      () => Promise.reject(new Error('none')),
    )
    expect(seen).toEqual([5])
  })
})

test('the wait between two attempts never exceeds half a minute and is never less than half its step', () => {
  expect(retryDelay(0, 0)).toBe(500)
  expect(retryDelay(0, 1)).toBe(1_000)
  expect(retryDelay(40, 1)).toBe(30_000)
  expect(retryDelay(40, 0)).toBe(15_000)
})
