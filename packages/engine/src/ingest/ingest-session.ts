import type { PushBody, ScanEvent } from '@cyclecount/contract'
import type { FacilityId, PersonId, RunId } from '@cyclecount/domain'
import type { EngineContext, Tx } from '../context.ts'
import { requestReconcile } from '../jobs/request-job.ts'
import type { DeviceActor } from '../people/devices.ts'
import { advance, marksOf } from './advance.ts'
import { appendNew } from './append-log.ts'
import { heldAfter, nothingHeld, reachFrom, type Held } from './held.ts'
import { carryOn } from './joined-log.ts'
import { knownAt, unknownThings } from './known-things.ts'
import { projectAdded } from './project-added.ts'
import { readEvents, type ReadEvent } from './read-events.ts'
import { keepSession, lockSession, type Session } from './session.ts'
import { asideBefore, isSettled, keepSetAside, resolveQuarantine, type SetAside } from './set-aside.ts'
import { startSession } from './start.ts'
import { say } from '../words/say.ts'

export interface SessionPush {
  readonly device: DeviceActor
  readonly people: ReadonlySet<PersonId>
  readonly protocol: number
  /** The database refused an id that is new in its place: somebody else may hold it. */
  readonly carefully: boolean
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
  let session = await lockSession(tx, pushed.sessionId)
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
  reads = await withoutForeign(ctx, tx, session, reads, setAside)
  const place = { orgId: session.orgId, sessionId: session.sessionId, deviceId: device.deviceId }
  const aside = await asideBefore(
    tx,
    place,
    reads.map(({ seq }) => seq),
  )
  reads = reads.filter(({ seq, raw }) => !isSettled(aside, seq, raw))
  const marks = await marksOf(tx, session.sessionId)
  const { added, conflicts } = await appendNew(ctx, tx, session, reads, push)
  setAside.push(...conflicts)
  await keepSetAside(ctx, tx, place, setAside)
  const understoodNow = await resolveQuarantine(
    ctx,
    tx,
    aside,
    new Map(reads.map(({ seq, raw }) => [seq, raw])),
  )
  const taken = { marks, added, setAside, understoodNow }
  const { held, late } = await advance(ctx, tx, session, push, taken)
  const inTime = added.flatMap(({ row, event }) => (row.late_state === null ? event : []))
  await projectAdded(ctx, tx, session, inTime, late)
  if (added.length + late.length > 0) await keepSession(tx, session)
  if (added.length > 0) await carryOn(ctx, tx, session)
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
  ctx: EngineContext,
  tx: Tx,
  session: Session,
  reads: readonly Understood[],
  setAside: SetAside[],
): Promise<readonly Understood[]> {
  const events = reads.map(({ event }) => event)
  const problemOf = await unknownThings(tx, session, events, knownAt(ctx, session))
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

/** What a record may say that it is, other than a start. */
const OTHERS = {
  scan: true,
  hand: true,
  set: true,
  void: true,
  match: true,
  'confirm-empty': true,
  note: true,
  pause: true,
  resume: true,
  submit: true,
} satisfies Record<Exclude<ScanEvent['kind'], 'start'>, true>

/** A spoilt first record of a session was its start, unless it says that it is something else that there is. */
function mayBeStart(raw: unknown): boolean {
  if (typeof raw !== 'object' || raw === null || !('kind' in raw)) return true
  return typeof raw.kind !== 'string' || !Object.hasOwn(OTHERS, raw.kind)
}
