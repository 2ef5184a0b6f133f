import type { DeviceId, SessionId } from '@cyclecount/domain'

/**
 * One entry of the journal. Only what places it is read by the journal itself; the rest is kept as it was written, so that it
 * can be put back, or sent, whatever this version makes of it. `at` (UTC ms) tells the newer of two where slots differ.
 */
export type JournalRecord = SettingRecord | SessionRecord | EventRecord

/** A row of the settings; a null value where it is gone. */
export interface SettingRecord {
  readonly kind: 'setting'
  readonly name: string
  readonly at: number
  readonly value: unknown
}

/** A session's row. Events up to its `acked` are the server's and no longer kept here. */
export interface SessionRecord {
  readonly kind: 'session'
  readonly sessionId: SessionId
  /** Whose log it is. */
  readonly deviceId: DeviceId
  readonly acked: number
  readonly at: number
  readonly row: unknown
}

export interface EventRecord {
  readonly kind: 'event'
  readonly sessionId: SessionId
  readonly deviceId: DeviceId
  readonly deviceSeq: number
  readonly scanId: string
  readonly event: unknown
}

type Fields = Readonly<Record<string, unknown>>

/** A record out of a file, or null where it is none that this version knows. */
export function readRecord(stored: unknown): JournalRecord | null {
  if (typeof stored !== 'object' || stored === null) return null
  const { kind, name, at, sessionId, acked, deviceId, deviceSeq, scanId } = stored as Fields
  switch (kind) {
    case 'setting':
      return isText(name) && isWhole(at) ? (stored as SettingRecord) : null
    case 'session':
      return isText(sessionId) && isText(deviceId) && isWhole(acked) && isWhole(at)
        ? (stored as SessionRecord)
        : null
    case 'event':
      return isText(sessionId) && isText(deviceId) && isText(scanId) && isWhole(deviceSeq)
        ? (stored as EventRecord)
        : null
    default:
      return null
  }
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}

function isWhole(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
