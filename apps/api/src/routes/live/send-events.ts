import type { ApiContext } from '../../context.ts'

const HEARTBEAT_MS = 15_000

/**
 * Server-sent events, each a JSON reply. A comment now and then keeps proxies from hanging up; ends when the caller goes away or
 * the server stops. The first reply is there before anything is sent, so that who may not listen is told so; what goes wrong
 * later ends the stream: the caller connects again and is told then.
 */
export async function sendEvents(
  ctx: ApiContext,
  replies: AsyncIterable<unknown>,
  signal: AbortSignal,
): Promise<Response> {
  const encoder = new TextEncoder()
  const iterator = replies[Symbol.asyncIterator]()
  let ahead: IteratorResult<unknown> | null = await iterator.next()
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
        const next = ahead ?? (await iterator.next())
        ahead = null
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
