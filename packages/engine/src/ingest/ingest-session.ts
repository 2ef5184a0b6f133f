import type { PushBody, ScanEvent } from '@cyclecount/contract'
import type { DeviceId, FacilityId, PersonId, RunId, SessionId } from '@cyclecount/domain'
import type { EngineContext, Tx } from '../context.ts'
import { requestReconcile } from '../jobs/request-job.ts'
import type { DeviceActor } from '../people/devices.ts'
import { appendNew, markBehindSubmit } from './append-log.ts'
import { heldAfter, nothingHeld, reachFrom, type Held } from './held.ts'
import { unknownThings } from './known-things.ts'
import { applyLifecycle, submitIfAllHeld } from './lifecycle.ts'
import { projectSession } from './project.ts'
import { readEvents, type ReadEvent } from './read-events.ts'
import { rowToEvent, type ScanRow } from './scan-row.ts'
import { lockSession, type Session } from './session.ts'
import { asideBefore, isSettled, keepSetAside, resolveQuarantine, type SetAside } from './set-aside.ts'
import { startSession } from './start.ts'
import { nothingTouched, touch, type Touched } from './touched.ts'
import { say } from '../words/say.ts'

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
  readonly held: Held
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
  const place = { orgId: session.orgId, sessionId: session.sessionId, deviceId: device.deviceId }
  const aside = await asideBefore(
    tx,
    place,
    reads.map(({ seq }) => seq),
  )
  reads = reads.filter(({ seq, raw }) => !isSettled(aside, seq, raw))
  const { added, conflicts } = await appendNew(ctx, tx, session, reads, push.protocol)
  setAside.push(...conflicts)
  await keepSetAside(ctx, tx, place, setAside)
  const understoodNow = await resolveQuarantine(
    ctx,
    tx,
    aside,
    new Map(reads.map(({ seq, raw }) => [seq, raw])),
  )
  const { held, late } = await advance(ctx, tx, session, push, added, understoodNow)
  const touched = await touchedBy(tx, session, [...added.filter((row) => row.late_state === null), ...late])
  if (touched !== null) await projectSession(ctx, tx, session, touched)
  await tx
    .updateTable('inventory_count_import')
    .set({
      last_change_seq: session.lastChangeSeq,
      last_chain: session.lastChain,
      area_empty: session.areaEmpty ? 1 : 0,
    })
    .where('inventory_count_import_id', '=', session.sessionId)
    .execute()
  const submittedRun = before !== 'submitted' && session.state === 'submitted' ? session.runId : null
  if (submittedRun !== null) await requestReconcile(tx, ctx, session)
  return { facilityId: session.facilityId, submittedRun, held, setAside }
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
    const message = event.userId === session.userId ? problemOf(event) : say('aside.otherPerson')
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
    (await heldAfter(tx, place, 0)).some(({ seq, kind }) => seq === 1 && kind === null)
  if (!startWasSetAside) return { facilityId: null, submittedRun: null, held: nothingHeld, setAside: [] }
  const all: SetAside[] = [
    ...setAside,
    ...reads.map(({ seq, raw }): SetAside => {
      return { kind: 'quarantined', seq, raw, message: say('aside.noCount') }
    }),
  ]
  await keepSetAside(ctx, tx, place, all)
  const held = reachFrom(nothingHeld, await heldAfter(tx, place, 0))
  return { facilityId: null, submittedRun: null, held, setAside: all }
}

/** A spoilt first record of a session was its start, unless it says that it is something else. */
function mayBeStart(raw: unknown): boolean {
  if (typeof raw !== 'object' || raw === null || !('kind' in raw)) return true
  return typeof raw.kind !== 'string' || raw.kind === 'start'
}

/**
 * Moves the device's high-water mark over everything that is held without a gap, and applies the counter's pauses, resumes and
 * submits that this passes for the first time. Where the device begins again, or filled a hole below the mark, mark and chain are
 * worked out anew from what is held. Answers events that became late by it.
 */
async function advance(
  ctx: EngineContext,
  tx: Tx,
  session: Session,
  push: SessionPush,
  added: readonly ScanRow[],
  understoodNow: ReadonlySet<number>,
): Promise<{ readonly held: Held; readonly late: readonly ScanRow[] }> {
  const place = { sessionId: session.sessionId, deviceId: push.device.deviceId }
  const before = await markOf(tx, place)
  const anew = push.pushed.fromSeq === 1 || added.some((row) => row.device_seq <= before.through)
  const start = anew ? nothingHeld : before
  const records = await heldAfter(tx, place, start.through)
  const held = reachFrom(start, records)
  const mark = {
    acked_through: held.through,
    acked_chain: held.chain,
    moved_through: Math.max(before.movedThrough, held.through),
    highest_seq: Math.max(before.highest, held.through, push.pushed.fromSeq + push.pushed.events.length - 1),
  }
  await tx
    .insertInto('session_device')
    .values({ session_id: place.sessionId, device_id: place.deviceId, org_id: session.orgId, ...mark })
    .onConflict((conflict) => conflict.columns(['session_id', 'device_id']).doUpdateSet(mark))
    .execute()
  const late: ScanRow[] = []
  const newest = records.findLast(({ kind }) => kind !== null && isMove(kind))?.seq
  for (const { seq, kind } of records) {
    if (seq > held.through || kind === null || !isMove(kind)) continue
    // One that was set aside before and is understood only now still holds, unless a later word was given since.
    if (seq <= before.movedThrough && !(seq === newest && understoodNow.has(seq))) continue
    late.push(...(await applyMove(ctx, tx, session, place.deviceId, seq)))
  }
  await submitIfAllHeld(ctx, tx, session, { personId: session.userId, deviceId: place.deviceId })
  return { held, late }
}

interface Mark extends Held {
  readonly movedThrough: number
  readonly highest: number
}

async function markOf(
  tx: Tx,
  place: { readonly sessionId: SessionId; readonly deviceId: DeviceId },
): Promise<Mark> {
  const row = await tx
    .selectFrom('session_device')
    .select(['acked_through', 'acked_chain', 'moved_through', 'highest_seq'])
    .where('session_id', '=', place.sessionId)
    .where('device_id', '=', place.deviceId)
    .executeTakeFirst()
  if (!row) return { ...nothingHeld, movedThrough: 0, highest: 0 }
  const {
    acked_through: through,
    acked_chain: chain,
    moved_through: movedThrough,
    highest_seq: highest,
  } = row
  return { through, chain, movedThrough, highest }
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
