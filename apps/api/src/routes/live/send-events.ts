import type { ApiContext } from '../../context.ts'

const HEARTBEAT_MS = 15_000

/**
 * Server-sent events, each a JSON reply. A comment now and then keeps proxies from hanging up; ends when the caller goes away or
 * the server stops. What goes wrong in the middle ends the stream: the caller connects again and is told properly.
 */
export function sendEvents(ctx: ApiContext, replies: AsyncIterable<unknown>, signal: AbortSignal): Response {
  const encoder = new TextEncoder()
  const iterator = replies[Symbol.asyncIterator]()
  let heartbeat: NodeJS.Timeout | undefined
  const end = () => {
    clearInterval(heartbeat)
    void iterator.return?.()
  }
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => {
      controller.enqueue(encoder.encode('retry: 2000\n\n'))
      heartbeat = setInterval(() => controller.enqueue(encoder.encode(': still here\n\n')), HEARTBEAT_MS)
      signal.addEventListener('abort', end, { once: true })
    },
    pull: async (controller) => {
      try {
        const next = await iterator.next()
        if (next.done !== true) {
          controller.enqueue(encoder.encode(`data: ${JSON.stringify(next.value)}\n\n`))
          return
        }
      } catch (error) {
        ctx.log.warn({ err: error }, 'a stream ended early')
      }
      end()
      controller.close()
    },
    cancel: end,
  })
  return new Response(stream, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    },
  })
}
