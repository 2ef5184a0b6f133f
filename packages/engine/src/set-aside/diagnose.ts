import type { ScanEvent } from '@cyclecount/contract'
import type { DeviceId, OrgId, PersonId, Sentence } from '@cyclecount/domain'
import type { Tx } from '../context.ts'
import { unknownThings } from '../ingest/known-things.ts'
import { readEvents, readRecord } from '../ingest/read-events.ts'
import { contentOf, rowToEvent, type ScanRow } from '../ingest/scan-row.ts'
import type { Session } from '../ingest/session.ts'
import type { FacilityCount } from '../reconcile/facility-count.ts'
import { say } from '../words/say.ts'
import { peopleAmong } from './readable.ts'
import type { WaitingRecord } from './waiting.ts'

type Reader = Pick<Tx, 'selectFrom'>

/** What the server makes of a record now, which may be more than it made of it when it came. */
export interface Diagnosis {
  /** A sentence. */
  readonly why: Sentence
  /** The event it would be in the log; null where it cannot be counted, and then `notCountable` says why. */
  readonly countable: ScanEvent | null
  readonly notCountable: Sentence | null
  /** What the log holds under its id or in its place. */
  readonly inLog: ScanRow | null
}

/** The session of some records as far as it matters here; null where it could not be started. */
export type HomeSession = Pick<Session, 'userId' | 'state' | 'joinedInto'> | null

/** Looks at records of one device in one session. */
export async function diagnose(
  db: Reader,
  count: Pick<FacilityCount, 'orgId' | 'facilityId'>,
  session: HomeSession,
  records: readonly WaitingRecord[],
): Promise<readonly Diagnosis[]> {
  const [first] = records
  if (!first) return []
  const { deviceId } = first
  const people = await peopleOn(db, count.orgId, deviceId)
  const read = records.map((record) => {
    const raw: unknown = JSON.parse(record.raw)
    const { sessionId, deviceSeq: fromSeq } = record
    const [placed] = readEvents({ sessionId, fromSeq, events: [raw] }, deviceId, people)
    return {
      record,
      alone: readRecord(raw),
      misplaced: placed && 'problem' in placed ? placed.problem : null,
    }
  })
  const events = read.flatMap(({ alone }) => alone.event ?? [])
  const unknown = await unknownThings(db, count, events)
  const known = await peopleAmong(db, count.orgId, [...new Set(events.map((event) => event.userId))])
  const beside = await rowsBeside(db, count, records, events)
  return read.map(({ record, alone, misplaced }) => {
    const { event } = alone
    if (event === null) {
      const why = say('setAside.unreadable', { faults: alone.problem })
      return { why, countable: null, notCountable: why, inLog: null }
    }
    const inLog = beside(record, event)
    const clash = clashOf(record, event, inLog)
    const wrong = misplaced ?? strayed(session, record, event) ?? unknown(event)
    const why = clash ?? (wrong === null ? say('setAside.readable') : say('setAside.why', { why: wrong }))
    const not = notCountable(session, event, alone.problem ?? unknown(event))
    const author = known.has(event.userId) ? event.userId : (session?.userId ?? event.userId)
    return { why, countable: not === null ? { ...event, userId: author } : null, notCountable: not, inLog }
  })
}

/** How it does not belong to the count it was sent for. A beginning that was refused says why itself. */
function strayed(session: HomeSession, record: WaitingRecord, event: ScanEvent): string | null {
  if (session === null) return (event.kind === 'start' ? record.told : null) ?? say('aside.noCount')
  return event.userId === session.userId ? null : say('aside.otherPerson')
}

function clashOf({ clash }: WaitingRecord, event: ScanEvent, inLog: ScanRow | null): Sentence | null {
  if (clash === null) return null
  if (inLog?.scan_id === event.scanId && isSameContent(rowToEvent(inLog), event))
    return say('setAside.inLogAlready')
  return clash === 'same-id-other-content' ? say('setAside.sameId') : say('setAside.samePlace')
}

function notCountable(session: HomeSession, event: ScanEvent, wrong: Sentence | null): Sentence | null {
  if (session === null) return say('setAside.not.noCount')
  if (session.state === 'voided' && session.joinedInto === null) return say('setAside.not.voided')
  if (event.kind === 'start' || event.kind === 'pause' || event.kind === 'resume' || event.kind === 'submit')
    return say('setAside.not.moves')
  return wrong === null ? null : say('setAside.why', { why: wrong })
}

/** Whether they say the same, wherever each of them stands. */
export function isSameContent(held: ScanEvent, event: ScanEvent): boolean {
  const { sessionId, deviceId, deviceSeq, userId } = held
  return contentOf(held) === contentOf({ ...event, sessionId, deviceId, deviceSeq, userId })
}

async function peopleOn(db: Reader, orgId: OrgId, deviceId: DeviceId): Promise<ReadonlySet<PersonId>> {
  const rows = await db
    .selectFrom('device_person')
    .select('person_id')
    .where('device_id', '=', deviceId)
    .where('org_id', '=', orgId)
    .execute()
  return new Set(rows.map((row) => row.person_id))
}

/** What the log holds under the record's id, else in its place. */
async function rowsBeside(
  db: Reader,
  count: Pick<FacilityCount, 'facilityId'>,
  records: readonly WaitingRecord[],
  events: readonly ScanEvent[],
): Promise<(record: WaitingRecord, event: ScanEvent) => ScanRow | null> {
  const [first] = records
  if (!first || events.length === 0) return () => null
  const byId = await db
    .selectFrom('scan')
    .selectAll()
    .where('scan_id', 'in', [...new Set(events.map((event) => event.scanId))])
    .where('facility_id', '=', count.facilityId)
    .execute()
  const byPlace = await db
    .selectFrom('scan')
    .selectAll()
    .where('session_id', '=', first.sessionId)
    .where('device_id', '=', first.deviceId)
    .where('device_seq', 'in', [...new Set(records.map((record) => record.deviceSeq))])
    .execute()
  const ids = new Map(byId.map((row) => [row.scan_id, row]))
  const places = new Map(byPlace.map((row) => [row.device_seq, row]))
  return (record, event) => ids.get(event.scanId) ?? places.get(record.deviceSeq) ?? null
}
