import type { ApiContext } from '../../context.ts'

/**
 * A table or archive of the type, sent while it is read. The first part is there before anything is sent, so that who may not have it is told so; what goes wrong
 * later breaks the connection off, so that nobody takes a part of a table for the whole.
 */
export async function sendTable(
  { log }: Pick<ApiContext, 'log'>,
  parts: AsyncIterable<string | Uint8Array>,
  type: string,
): Promise<Response> {
  const encoder = new TextEncoder()
  const iterator = parts[Symbol.asyncIterator]()
  let ahead: IteratorResult<string | Uint8Array> | null = await iterator.next()
  const stream = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      try {
        const next = ahead ?? (await iterator.next())
        ahead = null
        if (next.done === true) controller.close()
        else controller.enqueue(typeof next.value === 'string' ? encoder.encode(next.value) : next.value)
      } catch (error) {
        log.warn({ err: error }, 'a table ended early')
        controller.error(error)
      }
    },
    cancel: async () => {
      await iterator.return?.()
    },
  })
  return new Response(stream, {
    headers: { 'content-type': type, 'content-disposition': 'attachment', 'cache-control': 'no-store' },
  })
}
