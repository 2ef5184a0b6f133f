import type { DeviceId, ScanId, SessionId } from '@cyclecount/domain'
import type { DeviceDatabase } from '../database.ts'
import { parseSetting, readSetting, writeSetting, type Setting, type SettingName } from '../settings.ts'
import type { JournalContents } from './contents.ts'
import { restoreSession, wanting, type MissingRange } from './restore-session.ts'
import type { Sentinel } from './sentinel.ts'

/** What stands beside the database when it is opened. */
export interface SecondCopy {
  readonly journal: JournalContents
  /** Null where nothing was noted. */
  readonly sentinel: Sentinel | null
  /** UTC ms. */
  readonly now: number
  readonly appVersion: string
  readonly newScanId: () => ScanId
}

/**
 * Puts back into the database what only the second copy knows: who this device is, its sessions, and its events, each once by
 * scan id and place. What nobody holds any more is named. One transaction; where nothing lacks, nothing is written.
 * Rules JN6 to JN9.
 */
export async function restore(
  database: DeviceDatabase,
  copy: SecondCopy,
): Promise<Setting<'restored'> | null> {
  const { log, remote, items, bases, meanings, sessions, settings } = database
  return database.transaction('rw', [log, remote, items, bases, meanings, sessions, settings], async () => {
    const isIdentityBack = await restoreIdentity(database, copy.journal)
    const device = await readSetting(database, 'device')
    const missing: MissingRange[] = [...formerly(copy, device?.deviceId ?? null)]
    let events = 0
    for (const sessionId of sessionsOf(copy)) {
      if (!device) break
      const done = await restoreSession(database, copy, device.deviceId, sessionId)
      events += done.events
      missing.push(...done.missing)
    }
    if (!isIdentityBack && events === 0 && missing.length === 0) return null
    const before = await readSetting(database, 'restored')
    const restored = {
      at: copy.now,
      events: events + (before?.events ?? 0),
      missing: [...(before?.missing ?? []), ...missing],
    }
    await writeSetting(database, 'restored', restored)
    return restored
  })
}

function sessionsOf({ journal, sentinel }: SecondCopy): ReadonlySet<SessionId> {
  const known = journal.sessions.map(({ sessionId }) => sessionId)
  return new Set([...known, ...journal.events.keys(), ...(sentinel?.sessions.keys() ?? [])])
}

/** What this device held when it was another one, and lost with its name. */
function formerly({ sentinel }: SecondCopy, deviceId: DeviceId | null): readonly MissingRange[] {
  if (!sentinel || sentinel.deviceId === deviceId) return []
  return [...sentinel.sessions].flatMap(([sessionId, reach]) => wanting(sessionId, reach))
}

/** Who counts here and who may: only together with the device itself, or somebody who signed out would be back. */
const WITH_THE_DEVICE = ['person', 'people'] as const

/** A device without a token and without a log is nobody yet: it becomes again who it was. */
async function restoreIdentity(database: DeviceDatabase, journal: JournalContents): Promise<boolean> {
  const held = await readSetting(database, 'device')
  const kept = settingIn(journal, 'device')
  if (!kept || (held && (held.token !== null || kept.token === null))) return false
  if (held && held.deviceId !== kept.deviceId && (await database.log.count()) > 0) return false
  await writeSetting(database, 'device', kept)
  for (const name of WITH_THE_DEVICE) {
    const value = settingIn(journal, name)
    if (value && (await readSetting(database, name)) === null) await writeSetting(database, name, value)
  }
  // What was last said of the connection was said to a device that was nobody.
  await writeSetting(database, 'sync', null)
  return true
}

function settingIn<Name extends SettingName>(journal: JournalContents, name: Name): Setting<Name> | null {
  return parseSetting(name, journal.settings.find((setting) => setting.name === name)?.value)
}
