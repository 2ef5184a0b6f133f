import type { AreaRow, SessionRow } from '@cyclecount/device-db'
import type { AssignmentId, SessionId } from '@cyclecount/domain'

/** What a person can do about an area, with what this device knows. */
export type NextStep =
  | { readonly kind: 'start' }
  | { readonly kind: 'continue'; readonly sessionId: SessionId; readonly paused: boolean }
  /** The server holds a count of this area that this device has not: it is pulled first. */
  | {
      readonly kind: 'continue-here'
      readonly sessionId: SessionId
      readonly deviceLabel: string | null
      readonly scans: number
      readonly heardAt: number | null
    }
  /** It was taken back while this person counted it, and given on. */
  | { readonly kind: 'handed-on'; readonly to: readonly string[]; readonly scans: number }
  /** One active session per person (EXEC-1): this one has to be ended or paused first. */
  | {
      readonly kind: 'active-elsewhere'
      readonly assignmentId: AssignmentId
      readonly areaName: string
      readonly onThisDevice: boolean
    }
  | { readonly kind: 'submitted'; readonly sessionId: SessionId; readonly stage: SubmitStage }
  | { readonly kind: 'catalogue-missing' }

/** How far a submit has come, as far as this device knows it to be true. */
export type SubmitStage = 'waiting-to-send' | 'submitting' | 'submitted'

export interface Known {
  readonly area: AreaRow
  readonly areas: readonly AreaRow[]
  /** This person's sessions on this device. */
  readonly sessions: readonly SessionRow[]
  readonly catalogueReady: boolean
}

export function nextStep({ area, areas, sessions, catalogueReady }: Known): NextStep {
  if (area.handedTo) {
    const scans = area.sessions.reduce(
      (sum, { state, scans: made }) => sum + (isUnderWay(state) ? made : 0),
      0,
    )
    return { kind: 'handed-on', to: area.handedTo, scans }
  }
  const here = sessions.filter((session) => session.assignmentId === area.assignmentId && !isVoided(session))
  const open = here.findLast(isOpen)
  const active = activeElsewhere(area, areas, sessions)
  if (open?.local === 'counting') return { kind: 'continue', sessionId: open.sessionId, paused: false }
  const away = area.sessions.filter(
    ({ sessionId, state }) =>
      sessions.every((session) => session.sessionId !== sessionId) && isUnderWay(state),
  )
  const onServer = away.find(({ state }) => state !== 'suspended') ?? away[0]
  if (active && (open || onServer || !isDone(area, here))) return active
  if (open) return { kind: 'continue', sessionId: open.sessionId, paused: true }
  if (onServer) {
    const { sessionId, deviceLabel, scans, heardAt = null } = onServer
    return { kind: 'continue-here', sessionId, deviceLabel, scans, heardAt }
  }
  const submitted = here.findLast((session) => session.local === 'submitted')
  if (submitted) return { kind: 'submitted', sessionId: submitted.sessionId, stage: submitStage(submitted) }
  const ended = area.sessions.find(({ state }) => state === 'submitting' || state === 'submitted')
  if (ended)
    return {
      kind: 'submitted',
      sessionId: ended.sessionId,
      stage: ended.state === 'submitting' ? 'submitting' : 'submitted',
    }
  return catalogueReady ? { kind: 'start' } : { kind: 'catalogue-missing' }
}

/** Submitted on this device, and what of it is true on the server (EXEC-12). */
export function submitStage(session: SessionRow): SubmitStage {
  if (session.acked < session.submitSeq) return 'waiting-to-send'
  return session.serverState === 'submitted' ? 'submitted' : 'submitting'
}

/** A manager gave a submitted count back: the server says `paused` after it had the submit. */
export function isReopened(session: SessionRow): boolean {
  return (
    session.local === 'submitted' && session.acked >= session.submitSeq && session.serverState === 'paused'
  )
}

function isOpen(session: SessionRow): boolean {
  return session.local !== 'submitted' || isReopened(session)
}

function isVoided(session: SessionRow): boolean {
  return session.serverState === 'voided'
}

function isUnderWay(state: SessionRow['serverState']): boolean {
  return state === 'counting' || state === 'paused' || state === 'suspended'
}

function isDone(area: AreaRow, here: readonly SessionRow[]): boolean {
  return (
    here.some((session) => session.local === 'submitted' && !isReopened(session)) ||
    area.sessions.some(({ state }) => state === 'submitting' || state === 'submitted')
  )
}

function activeElsewhere(
  area: AreaRow,
  areas: readonly AreaRow[],
  sessions: readonly SessionRow[],
): (NextStep & { kind: 'active-elsewhere' }) | null {
  const others = areas.filter((other) => other.assignmentId !== area.assignmentId)
  const local = sessions.find(
    (session) =>
      session.local === 'counting' &&
      !isVoided(session) &&
      session.serverState !== 'suspended' &&
      session.assignmentId !== area.assignmentId,
  )
  if (local) {
    const areaName = others.find((other) => other.assignmentId === local.assignmentId)?.areaName ?? ''
    return { kind: 'active-elsewhere', assignmentId: local.assignmentId, areaName, onThisDevice: true }
  }
  const knownHere = new Set(sessions.map((session) => session.sessionId))
  const remote = others.find((other) =>
    other.sessions.some(({ sessionId, state }) => state === 'counting' && !knownHere.has(sessionId)),
  )
  if (!remote) return null
  const { assignmentId, areaName } = remote
  return { kind: 'active-elsewhere', assignmentId, areaName, onThisDevice: false }
}

/** A count of an area that was begun twice: the later one, which the server keeps apart, and the one it can be added to. */
export interface CountedTwice {
  readonly apart: AreaRow['sessions'][number]
  readonly other: AreaRow['sessions'][number]
}

export function countedTwice({ sessions, handedTo }: AreaRow): CountedTwice | null {
  const apart = sessions.find(({ state }) => state === 'suspended')
  const other = sessions.find(({ state }) => state !== 'suspended' && state !== 'voided')
  return apart && other && !handedTo ? { apart, other } : null
}
