import { syncRoutes, type SessionLogPage } from '@cyclecount/contract'
import { chainStep, itemKey, type DeviceId } from '@cyclecount/domain'
import { sessionSnapshot, type Actor, type EngineContext } from '@cyclecount/engine'
import type { LocalStore } from '@cyclecount/sync'
import { createMemoryStore } from '@cyclecount/sync/memory-store'

/** Somebody who continues a session on a device that holds nothing of it. */
export interface Newcomer {
  readonly ctx: EngineContext
  readonly owner: Actor
  readonly deviceId: DeviceId
}

/** A fresh device that began with what the session comes to; null where the server cannot say that without the log. */
export async function beginWithSnapshot(
  { ctx, owner, deviceId }: Newcomer,
  { sessionId }: SessionLogPage,
): Promise<LocalStore | null> {
  const wire: unknown = JSON.parse(JSON.stringify(await sessionSnapshot(ctx, owner, sessionId)))
  const { snapshot } = syncRoutes.sessionSnapshot.reply.parse(wire)
  if (!snapshot) return null
  const store = createMemoryStore({ deviceId })
  await store.adoptSnapshot({
    ...snapshot,
    items: snapshot.lines.map((line) => ({ key: itemKey(line), ...line })),
    meanings: new Map(snapshot.meanings.map((meaning) => [meaning.codeKey, meaning])),
  })
  return store
}

/** Brings the log behind the snapshot to the device. */
export async function bringHistory(store: LocalStore, { sessionId, events }: SessionLogPage): Promise<void> {
  const lacking = await store.lacking(sessionId)
  if (!lacking) return
  const part = events.slice(lacking.from.seq, lacking.through)
  const chain = part.reduce((before, { scanId }) => chainStep(before, scanId), lacking.from.chain)
  await store.keepHistory(sessionId, lacking.from, part, { seq: lacking.through, chain })
}
