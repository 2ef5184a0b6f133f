import { fetchHistory, type History, type ResumeDeps } from '@cyclecount/sync'
import type { SessionId } from '@cyclecount/domain'
import type { Device } from '../../app/device.ts'

/** What taking a session over needs, on this device: no scan waits for it. */
export function resumeOn({ store, call }: Pick<Device, 'store' | 'call'>): ResumeDeps {
  return { store, call, pause: () => new Promise((resolve) => setTimeout(resolve, 0)) }
}

/** The scans of a count that are still on the server. */
export function historyOf(device: Device, sessionId: SessionId): Promise<History> {
  return fetchHistory(resumeOn(device), sessionId)
}
