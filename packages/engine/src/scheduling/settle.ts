import type { ScheduleException } from '@cyclecount/contract'
import { placeWindow, wallLater, type PlacedTime } from '@cyclecount/domain'
import type { NextStart } from './recurrence.ts'

/** What a schedule says at one facility, on whose clock all its local times are. */
export interface Repeated {
  readonly next: NextStart
  readonly timeZone: string
  readonly untilLocal: string | null
  readonly openMinutes: number
  readonly aheadMinutes: number
  readonly exceptions: readonly ScheduleException[]
  /** Days on which nothing is made, both included. */
  readonly blackouts: readonly { readonly fromDay: string; readonly toDay: string; readonly reason: string }[]
}

/** A start of a schedule at a facility. `startLocal` names it for ever, wherever it was moved to. */
export interface Start {
  readonly startLocal: string
  readonly opensLocal: string
  readonly dueLocal: string
  readonly opens: PlacedTime
  readonly due: PlacedTime
  /** When its run is made: that long before it opens. */
  readonly makeAt: number
  readonly fate: 'ruled' | 'moved' | 'added' | 'left-out'
  /** Why no run is made of it, whenever it is decided; null where one is. */
  readonly notMade: NotMade | null
}

/** `same-moment`: its local time is skipped, and the next start is at the very moment it would be taken as. */
export type NotMade =
  | { readonly outcome: 'left-out'; readonly reason: string }
  | { readonly outcome: 'blackout'; readonly reason: string }
  | { readonly outcome: 'missed'; readonly reason: MissedReason }

/** `over`: its window had ended when the server came to it. `newer`: a newer one was open by then, and is made instead. */
export type MissedReason = 'over' | 'newer' | 'same-moment' | 'no-items'

export interface Decided {
  readonly start: Start
  /** Null: a run is made of it. */
  readonly notMade: NotMade | null
  readonly isLate: boolean
}

/** Starts decided in one go at most; the rest is decided right after. */
const AT_ONCE = 200

/**
 * What becomes of the starts that nobody decided yet, at an instant. Rules: one that is left out or lies in a blackout is not made. Of
 * those that opened already and are still open only the newest is made, late; the others, and those whose windows are over, are missed.
 * One that has not opened is made once its time ahead has come. `settledThrough`: the starts of the rule up to it are all decided
 * by then. `nextAt`: when there is something to decide again; null where there never is.
 */
export function settle(
  repeated: Repeated,
  since: { readonly settledThrough: string; readonly isDecided: (startLocal: string) => boolean },
  now: number,
): { readonly decided: readonly Decided[]; readonly settledThrough: string; readonly nextAt: number | null } {
  const { due, settledThrough, nextAt } = dueStarts(repeated, since, now)
  const fates = due.map((start) => ({ start, notMade: start.notMade ?? overBy(start, now) }))
  const open = fates.filter(({ start, notMade }) => notMade === null && start.opens.at <= now)
  const newest = Math.max(...open.map(({ start }) => start.opens.at))
  const decided = fates.map(({ start, notMade }): Decided => {
    const isOpen = notMade === null && start.opens.at <= now
    const isOlder = isOpen && start.opens.at < newest
    const newer = { outcome: 'missed', reason: 'newer' } as const
    return {
      start,
      notMade: isOlder ? newer : notMade,
      isLate: isOpen && !isOlder && isMuchLater(now, start.opens.at),
    }
  })
  return { decided, settledThrough, nextAt }
}

/** The next starts that nobody decided, by when they open: what a planner is shown. Those already open are among them. */
export function nextStarts(
  repeated: Repeated,
  since: { readonly settledThrough: string; readonly isDecided: (startLocal: string) => boolean },
  now: number,
  limit: number,
): Start[] {
  const found = exceptional(repeated, since.isDecided).filter((start) => start.due.at > now)
  const own = new Set(found.map((start) => start.startLocal))
  let ruled = 0
  for (const start of ruledStarts(repeated, since.settledThrough)) {
    if (start.due.at <= now || own.has(start.startLocal) || since.isDecided(start.startLocal)) continue
    found.push(start)
    ruled += 1
    if (ruled === limit) break
  }
  return found.toSorted(byOpening).slice(0, limit)
}

function dueStarts(
  repeated: Repeated,
  since: { readonly settledThrough: string; readonly isDecided: (startLocal: string) => boolean },
  now: number,
) {
  const apart = exceptional(repeated, since.isDecided)
  const own = new Set(apart.map((start) => start.startLocal))
  const due = apart.filter((start) => start.makeAt <= now)
  const later = apart.filter((start) => start.makeAt > now).map((start) => start.makeAt)
  let { settledThrough } = since
  let isSettled = true
  for (const start of ruledStarts(repeated, settledThrough)) {
    if (due.length >= AT_ONCE) {
      later.push(now)
      break
    }
    if (start.makeAt > now) {
      later.push(start.makeAt)
      // A skipped time is taken later, so that the ones behind it on the wall may come before it.
      if (start.opens.clock !== 'skipped') break
      isSettled = false
      continue
    }
    if (isSettled) settledThrough = start.startLocal
    if (!own.has(start.startLocal) && !since.isDecided(start.startLocal)) due.push(start)
  }
  const nextAt = later.length === 0 ? null : Math.min(...later)
  return { due: due.toSorted(byOpening), settledThrough, nextAt }
}

/** The moved and the added: they are decided by themselves, wherever the rule has got to. */
function exceptional(repeated: Repeated, isDecided: (startLocal: string) => boolean): Start[] {
  return repeated.exceptions.flatMap((exception) => {
    if (exception.kind === 'left-out' || isDecided(exception.startLocal)) return []
    const opensLocal = exception.kind === 'moved' ? exception.toLocal : exception.startLocal
    return [startOf(repeated, exception.startLocal, opensLocal, exception.kind)]
  })
}

function* ruledStarts(repeated: Repeated, after: string): Generator<Start> {
  const leftOut = new Map(
    repeated.exceptions.flatMap((one) => (one.kind === 'left-out' ? [[one.startLocal, one.reason]] : [])),
  )
  for (let local = repeated.next(after); local !== null;) {
    if (repeated.untilLocal !== null && local > repeated.untilLocal) return
    const following = repeated.next(local)
    const reason = leftOut.get(local)
    const start = startOf(repeated, local, local, reason === undefined ? 'ruled' : 'left-out')
    if (reason !== undefined) yield { ...start, notMade: { outcome: 'left-out', reason } }
    else if (start.opens.clock === 'skipped' && following === start.opens.takenAs)
      yield { ...start, notMade: { outcome: 'missed', reason: 'same-moment' } }
    else yield start
    local = following
  }
}

function startOf(repeated: Repeated, startLocal: string, opensLocal: string, fate: Start['fate']): Start {
  const dueLocal = wallLater(opensLocal, repeated.openMinutes)
  const window = placeWindow({ startLocal: opensLocal, dueLocal }, repeated.timeZone)
  if ('fault' in window || !window.start || !window.due) throw new Error(`no window opens at ${opensLocal}`)
  const day = opensLocal.slice(0, 10)
  const blackout = repeated.blackouts.find(({ fromDay, toDay }) => fromDay <= day && day <= toDay)
  return {
    startLocal,
    opensLocal,
    dueLocal,
    opens: window.start,
    due: window.due,
    makeAt: window.start.at - repeated.aheadMinutes * 60_000,
    fate,
    notMade: blackout ? { outcome: 'blackout', reason: blackout.reason } : null,
  }
}

function overBy(start: Start, now: number): NotMade | null {
  return start.due.at <= now ? { outcome: 'missed', reason: 'over' } : null
}

/** A minute is the scheduler's own pace, not lateness. */
function isMuchLater(now: number, opensAt: number): boolean {
  return now - opensAt > 60_000
}

function byOpening(a: Start, b: Start): number {
  return a.opens.at - b.opens.at || (a.startLocal < b.startLocal ? -1 : 1)
}
