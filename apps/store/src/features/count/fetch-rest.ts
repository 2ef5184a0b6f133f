import type { OpenedSession } from '@cyclecount/device-db'
import type { History } from '@cyclecount/sync'
import type { Device } from '../../app/device.ts'
import type { CountController } from './count-controller.ts'

/** A scan does not wait for more than as many. */
const PRODUCTS_AT_ONCE = 100

/** What the screen of a count can do without for a moment, a little at a time: names of lines far down, and the log behind them. */
export async function fetchRest(
  device: Device,
  { session, unread }: OpenedSession,
  { learn }: CountController,
  { signal }: AbortController,
): Promise<void> {
  for (let at = 0; at < unread.length; at += PRODUCTS_AT_ONCE) {
    if (signal.aborted) return
    const part = unread.slice(at, at + PRODUCTS_AT_ONCE)
    learn(...(await device.store.products(session.facilityId, part)).values())
  }
  const { snapshot, sessionId } = session
  if (!signal.aborted && snapshot && snapshot.keptTo < snapshot.through) await historyOf(device, sessionId)
}

/** The scans of a count that are still on the server. */
export async function historyOf(
  device: Device,
  sessionId: OpenedSession['session']['sessionId'],
): Promise<History> {
  const areas = await import('../areas/resume.ts')
  return areas.historyOf(device, sessionId)
}
