import { readFile } from 'node:fs/promises'
import type { EventStream } from '@cyclecount/engine'
import type { Config } from '../config/config.ts'

type NatsConfig = NonNullable<Config['nats']>

/** A stream of NATS JetStream, and the way to let it go. */
export interface NatsStream extends EventStream {
  readonly close: () => Promise<void>
}

/**
 * Publishes to NATS JetStream through its own client, which is loaded only here. Each event goes to `<subject>.<type>`, its id is the message's, by
 * which the server drops what comes twice. The stream is made where there is none. Connects when it is first needed and again after it was lost.
 */
export function openNatsStream(config: NatsConfig): NatsStream {
  let opened: ReturnType<typeof connectTo> | null = null
  return {
    name: `nats:${config.stream}`,
    showsCost: config.showsCost,
    publish: async (events) => {
      opened ??= connectTo(config)
      try {
        const { stream } = await opened
        const acks = events.map((event) =>
          stream.publish(`${config.subject}.${event.type}`, JSON.stringify(event), { msgID: event.id }),
        )
        await Promise.all(acks)
      } catch (error) {
        const lost = opened
        opened = null
        await lost.then(({ connection }) => connection.close()).catch(() => undefined)
        throw error
      }
    },
    close: async () => {
      await opened?.then(({ connection }) => connection.drain()).catch(() => undefined)
    },
  }
}

async function connectTo({ url, credentials, stream: name, subject }: NatsConfig) {
  const { connect, credsAuthenticator } = await import('@nats-io/transport-node')
  const { jetstream, jetstreamManager, DiscardPolicy } = await import('@nats-io/jetstream')
  const connection = await connect({
    servers: url,
    name: 'cyclecount',
    ...(credentials === null ? {} : { authenticator: credsAuthenticator(await readFile(credentials)) }),
  })
  const manager = await jetstreamManager(connection)
  const known = await manager.streams.info(name).catch(() => null)
  if (known === null)
    await manager.streams.add({ name, subjects: [`${subject}.>`], discard: DiscardPolicy.Old })
  return { connection, stream: jetstream(connection) }
}
