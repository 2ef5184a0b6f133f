import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { routes, type CloudEvent } from '@cyclecount/contract'
import type { FacilityId } from '@cyclecount/domain'
import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { countAndApprove } from './counted-elsewhere.ts'
import { findNats, startNats } from './nats-server.ts'
import { freePort, startProduct, type Product } from './product.ts'
import { signedIn } from './signed-in.ts'

/**
 * Publishes the event ledger to a real NATS server: nothing waits for it while it is not there, everything arrives when it is, and once, though the
 * product is killed in between: ADJ-6. `npm run nats`; ends with 1 and says why where there is no NATS server to be had.
 */
const nats = findNats()
if ('missing' in nats) {
  // Nothing was proven: that is no success.
  console.log(`Not run: ${nats.missing}.`)
  process.exitCode = 1
} else await prove(nats.path)

async function prove(path: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'cyclecount-nats-'))
  const port = await freePort()
  const url = `nats://127.0.0.1:${port}`
  const product = await startProduct({ DEMO_SALES: 'off', NATS_URL: url })
  let stopNats = () => Promise.resolve()
  try {
    const { call, facilities } = await signedIn(product.origin, 'maya')
    const facilityId = facilities[0]?.facilityId
    if (facilityId === undefined) throw new Error('there is no facility')
    const plan = (name: string) => planRun(call, facilityId, name)
    await plan('While there is no stream')
    stopNats = await startNats(path, { port, folder })
    const ledger = await ledgerOf(product)
    await expectPublished(url, await ledger(), 'what happened before the stream was there')
    for (let n = 0; n < 20; n += 1) await plan(`Before the kill ${n}`)
    await product.kill()
    await product.start()
    await plan('After the kill')
    await countAndApprove(product, { products: 'boots', note: 'For the stream' })
    const adjusted = await untilAdjusted(ledger)
    await expectPublished(url, await ledger(), 'what happened around a kill, and an approved adjustment')
    console.log(`${adjusted} approved adjustments are among them.`)
    console.log(`${(await ledger()).length} events are in the stream, each once and in order.`)
  } finally {
    await product.dispose()
    await stopNats()
    await rm(folder, { recursive: true, force: true })
  }
}

type SignedIn = Awaited<ReturnType<typeof signedIn>>

async function planRun(call: SignedIn['call'], facilityId: FacilityId, name: string): Promise<void> {
  const body = { name, facilityId, countType: 'HARD_COUNT' as const, blind: true, dueLocal: null, items: [] }
  await call(routes.createRun, { body })
}

/** Reads the company's ledger as a machine of its administrator. */
async function ledgerOf(product: Product): Promise<() => Promise<readonly CloudEvent[]>> {
  const { call, facilities } = await signedIn(product.origin, 'olga')
  const { token } = await call(routes.createMachine, {
    body: {
      name: 'Reader',
      scopes: ['read-events'],
      facilityIds: facilities.map(({ facilityId }) => facilityId),
      expiresInDays: 1,
    },
  })
  return async () => {
    const answer = await fetch(`${product.origin}/api/events?limit=1000`, {
      headers: { authorization: `Bearer ${token}` },
    })
    return routes.eventFeed.reply.parse(await answer.json()).events
  }
}

/** What HQ approved reaches the book behind the answer. */
async function untilAdjusted(ledger: () => Promise<readonly CloudEvent[]>): Promise<number> {
  for (const deadline = Date.now() + 60_000; ;) {
    const adjusted = (await ledger()).filter(({ type }) => type === 'inventory.adjusted')
    if (adjusted.length > 0) return adjusted.length
    if (Date.now() > deadline) throw new Error('what was approved never became an event')
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

async function expectPublished(url: string, ledger: readonly CloudEvent[], what: string): Promise<void> {
  const connection = await connect({ servers: url })
  try {
    const held = await untilHeld(connection, ledger.length)
    const said = held.map(({ subject, event }) => `${subject} ${event.sequence} ${event.id}`)
    const wanted = ledger.map(({ type, sequence, id }) => `cyclecount.${type} ${sequence} ${id}`)
    if (said.join() !== wanted.join())
      throw new Error(`${what}: the stream holds\n${said.join('\n')}\nand not\n${wanted.join('\n')}`)
  } finally {
    await connection.close()
  }
}

async function untilHeld(
  connection: Awaited<ReturnType<typeof connect>>,
  howMany: number,
): Promise<readonly { readonly subject: string; readonly event: CloudEvent }[]> {
  const manager = await jetstreamManager(connection)
  const deadline = Date.now() + 60_000
  for (;;) {
    const info = await manager.streams.info('CYCLECOUNT').catch(() => null)
    if ((info?.state.messages ?? 0) >= howMany) break
    if (Date.now() > deadline) throw new Error(`the stream holds ${info?.state.messages ?? 'nothing'}`)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  const consumer = await jetstream(connection).consumers.get('CYCLECOUNT')
  const messages = await consumer.fetch({ max_messages: howMany + 10, expires: 2000 })
  const held: { subject: string; event: CloudEvent }[] = []
  for await (const message of messages)
    held.push({ subject: message.subject, event: message.json<CloudEvent>() })
  return held
}
