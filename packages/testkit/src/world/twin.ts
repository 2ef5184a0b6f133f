import { PROTOCOL_VERSION, type PushBody } from '@cyclecount/contract'
import type { ScanEvent, ScanId } from '@cyclecount/domain'
import type { SimulatedDevice } from './device.ts'

/**
 * A phone to which the device's profile was copied, as it is now: it scans once more in the newest count that goes on here, in the place
 * that is the device's next, and sends all that waits.
 */
export async function sendOfTwin(
  device: SimulatedDevice,
  push: (text: string) => Promise<unknown>,
): Promise<void> {
  const { memory, deviceId } = device
  const held = [...(await memory.waiting()), ...(await memory.settled())].toSorted((one, other) =>
    one.sessionId < other.sessionId ? 1 : -1,
  )
  for (const { sessionId, from, last } of held) {
    const own = (await memory.log(sessionId)).filter((event) => event.deviceId === deviceId)
    const scanned = own.findLast((event) => event.kind === 'scan' && !device.refusable.has(event.scanId))
    if (!scanned || own.some(({ kind }) => kind === 'submit')) continue
    const next: ScanEvent = { ...scanned, scanId: device.newId<ScanId>(), deviceSeq: last + 1 }
    device.twins.set(next.scanId, next)
    const events = [...(await memory.read(sessionId, from.seq + 1, last - from.seq)), next]
    const body: PushBody = {
      protocol: PROTOCOL_VERSION,
      batchId: device.newId(),
      deviceId,
      appVersion: '1.0.0',
      sessions: [{ sessionId, fromSeq: from.seq + 1, chainBefore: from.chain, events }],
    }
    // Whether anybody answers is all one to it.
    await push(JSON.stringify(body)).catch(() => null)
    return
  }
}
