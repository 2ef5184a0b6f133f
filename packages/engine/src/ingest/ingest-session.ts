import type { PushBody, ScanEvent } from '@cyclecount/contract'
import type { DeviceId, FacilityId, PersonId, RunId, SessionId } from '@cyclecount/domain'
import type { EngineContext, Tx } from '../context.ts'
import { requestReconcile } from '../jobs/request-job.ts'
import type { DeviceActor } from '../people/devices.ts'
import { appendNew, markBehindSubmit } from './append-log.ts'
import { unknownThings } from './known-things.ts'
import { applyLifecycle, submitIfAllHeld } from './lifecycle.ts'
import { projectSession } from './project.ts'
import { readEvents, type ReadEvent } from './read-events.ts'
import { rowToEvent, type ScanRow } from './scan-row.ts'
import { lockSession, type Session } from './session.ts'
import { keepSetAside, resolveQuarantine, setAsideSeqs, type SetAside } from './set-aside.ts'
import { startSession } from './start.ts'
import { nothingTouched, touch, type Touched } from './touched.ts'

export interface SessionPush {
  readonly device: DeviceActor
  readonly people: ReadonlySet<PersonId>
  readonly protocol: number
  readonly pushed: PushBody['sessions'][number]
}

export interface SessionOutcome {
  /** Null where the session does not exist here. */
  readonly facilityId: FacilityId | null
  /** The run of which this push submitted a count. */
  readonly submittedRun: RunId | null
  readonly ackedThrough: number
  readonly setAside: readonly SetAside[]
}

type Understood = Extract<ReadEvent, { readonly event: ScanEvent }>

/** Takes in one session's part of a push, inside the caller's transaction. */
export async function ingestSession(ctx: EngineContext, tx: Tx, push: SessionPush): Promise<SessionOutcome> {
  const { device, pushed } = push
  const setAside: SetAside[] = []
  let reads = understood(readEvents(pushed, device.deviceId, push.people), setAside)
  let session = await lockSession(tx, ctx.db.dialect, pushed.sessionId)
  if (session === null) {
    const start = reads.find((read) => read.event.kind === 'start')
    if (start?.event.kind === 'start') {
      const started = await startSession(ctx, tx, device, start.event)
      if ('problem' in started) {
        setAside.push({ kind: 'quarantined', seq: start.seq, raw: start.raw, message: started.problem })
        reads = reads.filter((read) => read !== start)
      } else session = started
    }
  }
  if (session === null || session.orgId !== device.orgId) {
    return keepHomeless(ctx, tx, push, reads, setAside)
  }
  const before = session.state
  reads = await withoutForeign(tx, session, reads, setAside)
  const { added, conflicts } = await appendNew(ctx, tx, session, reads, push.protocol)
  setAside.push(...conflicts)
  const place = { orgId: session.orgId, sessionId: session.sessionId, deviceId: device.deviceId }
  await keepSetAside(ctx, tx, place, setAside)
  await resolveQuarantine(ctx, tx, place, new Map(reads.map(({ seq, raw }) => [seq, raw])))
  const late = await advance(ctx, tx, session, device.deviceId, pushed.fromSeq + pushed.events.length - 1)
  const touched = await touchedBy(tx, session, [...added.filter((row) => row.late_state === null), ...late])
  if (touched !== null) await projectSession(ctx, tx, session, touched)
  await tx
    .updateTable('inventory_count_import')
    .set({ last_change_seq: session.lastChangeSeq, area_empty: session.areaEmpty ? 1 : 0 })
    .where('inventory_count_import_id', '=', session.sessionId)
    .execute()
  const acked = await ackedThrough(tx, session.sessionId, device.deviceId)
  const submittedRun = before !== 'submitted' && session.state === 'submitted' ? session.runId : null
  if (submittedRun !== null) await requestReconcile(tx, ctx, session)
  return { facilityId: session.facilityId, submittedRun, ackedThrough: acked, setAside }
}

function understood(reads: readonly ReadEvent[], setAside: SetAside[]): readonly Understood[] {
  const good: Understood[] = []
  for (const read of reads) {
    if ('event' in read) good.push(read)
    else setAside.push({ kind: 'quarantined', seq: read.seq, raw: read.raw, message: read.problem })
  }
  return good
}

/** Events of a session belong to its counter and name things that are known at its facility. */
async function withoutForeign(
  tx: Tx,
  session: Session,
  reads: readonly Understood[],
  setAside: SetAside[],
): Promise<readonly Understood[]> {
  const problemOf = await unknownThings(
    tx,
    session,
    reads.map(({ event }) => event),
  )
  return reads.filter(({ seq, raw, event }) => {
    const message =
      event.userId === session.userId
        ? problemOf(event)
        : 'is of another person than the count it was sent for'
    if (message !== null) setAside.push({ kind: 'quarantined', seq, raw, message })
    return message === null
  })
}

/**
 * A session that does not exist here. Where its start was set aside, everything of it is: safe on the server, and no reason for
 * the device to stop. Where its start was never seen (the server lost it), nothing is acknowledged, so that the device sends
 * it again from the first event on.
 */
async function keepHomeless(
  ctx: EngineContext,
  tx: Tx,
  push: SessionPush,
  reads: readonly Understood[],
  setAside: readonly SetAside[],
): Promise<SessionOutcome> {
  const place = {
    orgId: push.device.orgId,
    sessionId: push.pushed.sessionId,
    deviceId: push.device.deviceId,
  }
  const startWasSetAside =
    setAside.some(({ seq, raw }) => seq === 1 && mayBeStart(raw)) ||
    (await setAsideSeqs(tx, place, 0)).includes(1)
  if (!startWasSetAside) return { facilityId: null, submittedRun: null, ackedThrough: 0, setAside: [] }
  const all: SetAside[] = [
    ...setAside,
    ...reads.map(({ seq, raw }): SetAside => {
      return { kind: 'quarantined', seq, raw, message: 'belongs to a count that could not be started here' }
    }),
  ]
  await keepSetAside(ctx, tx, place, all)
  const held = await setAsideSeqs(tx, place, 0)
  return { facilityId: null, submittedRun: null, ackedThrough: contiguousFrom(0, held), setAside: all }
}

/** A spoilt first record of a session was its start, unless it says that it is something else. */
function mayBeStart(raw: unknown): boolean {
  if (typeof raw !== 'object' || raw === null || !('kind' in raw)) return true
  return typeof raw.kind !== 'string' || raw.kind === 'start'
}

/**
 * Moves the device's high-water mark over everything that is held without a gap, and applies the counter's pauses, resumes and
 * submits that this passes. Answers events that became late by it.
 */
async function advance(
  ctx: EngineContext,
  tx: Tx,
  session: Session,
  deviceId: DeviceId,
  highest: number,
): Promise<readonly ScanRow[]> {
  const before = await ackedThrough(tx, session.sessionId, deviceId)
  const rows = await tx
    .selectFrom('scan')
    .select(['device_seq', 'kind'])
    .where('session_id', '=', session.sessionId)
    .where('device_id', '=', deviceId)
    .where('device_seq', '>', before)
    .execute()
  const aside = await setAsideSeqs(tx, { sessionId: session.sessionId, deviceId }, before)
  const acked = contiguousFrom(before, [...rows.map((row) => row.device_seq), ...aside])
  await tx
    .insertInto('session_device')
    .values({
      session_id: session.sessionId,
      device_id: deviceId,
      org_id: session.orgId,
      acked_through: acked,
      highest_seq: Math.max(acked, highest),
    })
    .onConflict((conflict) =>
      conflict.columns(['session_id', 'device_id']).doUpdateSet((eb) => ({
        acked_through: acked,
        highest_seq: eb
          .case()
          .when('session_device.highest_seq', '<', Math.max(acked, highest))
          .then(Math.max(acked, highest))
          .else(eb.ref('session_device.highest_seq'))
          .end(),
      })),
    )
    .execute()
  const passed = rows
    .filter((row) => row.device_seq <= acked && isMove(row.kind))
    .map((row) => row.device_seq)
    .toSorted((a, b) => a - b)
  const late: ScanRow[] = []
  for (const seq of passed) late.push(...(await applyMove(ctx, tx, session, deviceId, seq)))
  await submitIfAllHeld(ctx, tx, session, { personId: session.userId, deviceId })
  return late
}

function isMove(kind: ScanEvent['kind']): boolean {
  return kind === 'pause' || kind === 'resume' || kind === 'submit'
}

async function applyMove(
  ctx: EngineContext,
  tx: Tx,
  session: Session,
  deviceId: DeviceId,
  seq: number,
): Promise<readonly ScanRow[]> {
  const row = await tx
    .selectFrom('scan')
    .selectAll()
    .where('session_id', '=', session.sessionId)
    .where('device_id', '=', deviceId)
    .where('device_seq', '=', seq)
    .executeTakeFirstOrThrow()
  const event = rowToEvent(row)
  if (event.kind !== 'pause' && event.kind !== 'resume' && event.kind !== 'submit') return []
  await applyLifecycle(ctx, tx, session, event)
  return event.kind === 'submit' ? markBehindSubmit(tx, session, deviceId) : []
}

function contiguousFrom(before: number, seqs: readonly number[]): number {
  const held = new Set(seqs)
  let acked = before
  while (held.has(acked + 1)) acked += 1
  return acked
}

async function ackedThrough(tx: Tx, sessionId: SessionId, deviceId: DeviceId): Promise<number> {
  const row = await tx
    .selectFrom('session_device')
    .select('acked_through')
    .where('session_id', '=', sessionId)
    .where('device_id', '=', deviceId)
    .executeTakeFirst()
  return row?.acked_through ?? 0
}

/** Which lines the events may have changed; null where none. What a void takes back is looked up. */
async function touchedBy(tx: Tx, session: Session, rows: readonly ScanRow[]): Promise<Touched | null> {
  const events = rows.map(rowToEvent)
  if (!events.some((event) => !isMove(event.kind) && event.kind !== 'start' && event.kind !== 'note'))
    return null
  const touched = nothingTouched()
  for (const event of events) touch(touched, event)
  const targets = events.flatMap((event) => (event.kind === 'void' ? [event.target] : []))
  if (targets.length > 0) {
    const found = await tx
      .selectFrom('scan')
      .selectAll()
      .where('session_id', '=', session.sessionId)
      .where('scan_id', 'in', targets)
      .execute()
    for (const row of found) touch(touched, rowToEvent(row))
  }
  return touched
}
