import type { SessionId } from '@cyclecount/domain'
import { readFrames } from './frames.ts'
import { hold, holdNothing } from './held.ts'
import {
  readRecord,
  type EventRecord,
  type JournalRecord,
  type SessionRecord,
  type SettingRecord,
} from './record.ts'

/** What the journal of this device holds, over all its files. Values and rows are unchecked. */
export interface JournalContents {
  readonly settings: readonly SettingRecord[]
  readonly sessions: readonly SessionRecord[]
  /** Not acknowledged when they were last heard of; by session, in sequence. */
  readonly events: ReadonlyMap<SessionId, readonly EventRecord[]>
  /** A file of a newer version of the app is there: it may hold more. */
  readonly newer: boolean
}

export const emptyJournal: JournalContents = { settings: [], sessions: [], events: new Map(), newer: false }

/** Puts the files of all slots together, in any order; what several hold counts once. */
export function readJournal(files: readonly Uint8Array<ArrayBuffer>[]): JournalContents {
  const held = holdNothing<JournalRecord>()
  const contents = files.map(readFrames)
  const records = contents
    .flatMap((content) => (content.kind === 'records' ? content.records : []))
    .map(({ record }) => readRecord(record))
    .filter((record) => record !== null)
  // What is acknowledged is known before any event is looked at.
  for (const record of records) if (record.kind !== 'event') hold(held, record, record)
  for (const record of records) if (record.kind === 'event') hold(held, record, record)
  const events = [...held.events].map(([sessionId, ofSession]) => {
    const inOrder = [...ofSession.values()].map(({ kept }) => kept).filter((kept) => kept.kind === 'event')
    return [sessionId, inOrder.toSorted((a, b) => a.deviceSeq - b.deviceSeq)] as const
  })
  return {
    settings: [...held.settings.values()].map(({ kept }) => kept).filter((kept) => kept.kind === 'setting'),
    sessions: [...held.sessions.values()].map(({ kept }) => kept).filter((kept) => kept.kind === 'session'),
    events: new Map(events.filter(([, ofSession]) => ofSession.length > 0)),
    newer: contents.some(({ kind }) => kind === 'newer'),
  }
}
