import type { ScanEvent } from '@cyclecount/domain'
import type { Captured, CaptureOutcome, StoreProblem } from '@cyclecount/sync'
import { captureInto } from './capture.ts'
import { foresee, type Asked, type CaptureInto, type Foreseen } from './count-at-once.ts'

/** Keeps an event beside the database: resolves when it is on the disk, rejects where nothing of it is kept. Null: not now. */
export type KeepAhead = (event: ScanEvent) => Promise<void> | null

/** A capture that is on the disk beside the database, which did not take it. */
export interface Owed extends Asked {
  readonly event: ScanEvent
}

/**
 * Captures, one after another. Where there is a journal, a scan is saved as soon as either copy is on the disk: the journal's one flush is
 * done in a third of the time of a transaction, which follows. Rules WA1 to WA5.
 */
export interface WriteAhead {
  readonly capture: (asked: Asked) => Promise<CaptureOutcome>
  /** From now on; null where there is no journal any more. */
  readonly through: (keep: KeepAhead | null) => void
  /** Resolves when the database was asked to take all that was captured so far. */
  readonly caughtUp: () => Promise<unknown>
  /** Brings to the database what it owes. Null where it owes nothing. */
  readonly pay: () => Promise<StoreProblem | null>
  readonly owed: () => Owed | null
}

export interface WriteAheadTold {
  readonly owed: (problem: StoreProblem) => void
  /** Somebody else moved the session on meanwhile: the capture is another than who asked was told. */
  readonly otherwise: (captured: Captured) => void
}

/** A journal that takes longer than a frame is not waited for. */
const PATIENCE_MS = 16

export function createWriteAhead(into: CaptureInto, told: WriteAheadTold): WriteAhead {
  let keep: KeepAhead | null = null
  let owed: Owed | null = null
  let behind: Promise<unknown> = Promise.resolve()
  let turn: Promise<unknown> = Promise.resolve()

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = turn.then(work)
    turn = done.then(
      () => behind,
      () => behind,
    )
    return done
  }

  async function payNow(): Promise<StoreProblem | null> {
    if (!owed) return null
    const outcome = await captureInto(into, owed, { again: true })
    if (outcome.kind === 'failed') return outcome.problem
    owed = null
    return null
  }

  async function captureNow(asked: Asked): Promise<CaptureOutcome> {
    // Nothing comes before it: its place in the log is the next one.
    const problem = await payNow()
    if (problem) return { kind: 'failed', problem }
    const foreseen = keep && foresee(into, asked)
    const kept = foreseen && keep?.(foreseen.captured.event)
    return foreseen && kept ? captureAhead(asked, foreseen, kept) : captureInto(into, asked)
  }

  function captureAhead(asked: Asked, foreseen: Foreseen, kept: Promise<void>): Promise<CaptureOutcome> {
    const saved: CaptureOutcome = { kind: 'saved', captured: foreseen.captured }
    const inDatabase = endedOrLate(kept).then(async (): Promise<CaptureOutcome> => {
      const { event } = foreseen.captured
      const outcome = await captureInto(into, asked, { foreseen })
      if (outcome.kind === 'saved') {
        if (outcome.captured.event !== event) told.otherwise(outcome.captured)
        return outcome
      }
      if (!(await isKept(kept))) return outcome
      owed = { ...asked, event }
      told.owed(outcome.problem)
      return saved
    })
    behind = inDatabase.catch(() => null)
    const ahead = kept.then(
      () => saved,
      () => inDatabase,
    )
    return Promise.race([ahead, inDatabase])
  }

  return {
    capture: (asked) => inTurn(() => captureNow(asked)),
    through(next) {
      keep = next
    },
    caughtUp: () => behind,
    pay: () => inTurn(payNow),
    owed: () => owed,
  }
}

function isKept(kept: Promise<void>): Promise<boolean> {
  return kept.then(
    () => true,
    () => false,
  )
}

function endedOrLate(kept: Promise<void>): Promise<unknown> {
  return new Promise((resolve) => {
    const late = setTimeout(resolve, PATIENCE_MS)
    const end = (): void => {
      clearTimeout(late)
      resolve(null)
    }
    kept.then(end, end)
  })
}
