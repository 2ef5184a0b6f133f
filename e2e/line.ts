import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { once } from 'node:events'

/** What happens to one request on its way. `pass` sends it on and answers what the server answered. */
export type Fault = (asked: IncomingMessage, answer: ServerResponse, pass: () => void) => void

/**
 * The only way by which a browser reaches the server: a proxy that can be cut. Unlike a browser's own “offline” it also holds for
 * a service worker that starts again by itself, and what is under way is torn.
 */
export interface Line {
  /** For Chromium's command line. */
  readonly args: readonly string[]
  readonly cut: () => void
  readonly mend: () => void
  /** Every request goes through `fault` from now on; null: none does. */
  readonly disturb: (fault: Fault | null) => void
  readonly close: () => Promise<void>
}

export async function openLine(): Promise<Line> {
  const open = new Set<Socket>()
  let up = true
  let fault: Fault | null = null
  const proxy = createServer((asked, answer) => {
    const pass = (): void => passOn(asked, answer)
    if (fault) fault(asked, answer, pass)
    else pass()
  })
  proxy.on('connection', (socket) => {
    if (!up) return socket.destroy()
    open.add(socket)
    return socket.on('close', () => open.delete(socket))
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  // Listening on a port: the address is not a path.
  const { port } = proxy.address() as AddressInfo
  const tear = (): void => open.forEach((socket) => socket.destroy())
  return {
    // Without the second, addresses of this machine would go past the proxy.
    args: [`--proxy-server=http://127.0.0.1:${port}`, '--proxy-bypass-list=<-loopback>'],
    cut: () => {
      up = false
      tear()
    },
    mend: () => {
      up = true
    },
    disturb: (next) => {
      fault = next
    },
    close: async () => {
      tear()
      await new Promise((resolve) => proxy.close(resolve))
    },
  }
}

function passOn(asked: IncomingMessage, answer: ServerResponse): void {
  const onward = request(
    asked.url ?? '',
    { method: asked.method, headers: asked.headers, agent: false },
    (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.headers)
      reply.pipe(answer)
      reply.on('error', () => answer.destroy())
    },
  )
  onward.on('error', () => answer.destroy())
  answer.on('close', () => onward.destroy())
  asked.pipe(onward)
}
