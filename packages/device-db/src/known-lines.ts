import type { CountItem } from '@cyclecount/domain'
import type { LineChange } from '@cyclecount/sync'
import type { SessionRow } from './rows.ts'

/**
 * The lines of the session that is counted in this tab, as far as it read or wrote them, so that a scan need not read its line again.
 * They are worth nothing by themselves: every capture's transaction reads the session's row, and only where that is as it was when
 * they were known do they count. Whoever else changes lines moves that row: a capture its `last`, a pull its cursor.
 */
export interface KnownLines {
  /** Before a capture, with the row as its transaction reads it: what is not so any more is forgotten. */
  readonly asOf: (row: SessionRow) => void
  /** Null: there is no such line. Undefined: it has to be read. */
  readonly line: (key: string) => CountItem | null | undefined
  /** After a capture was committed, with the row as it was before. */
  readonly moved: (before: SessionRow, last: number, changes: readonly LineChange[]) => void
  /** All lines of a session, read after its row was; `row` as it was before they were. */
  readonly opened: (row: SessionRow, lines: readonly CountItem[]) => void
  /** The database is another one. */
  readonly forget: () => void
}

type Place = Pick<SessionRow, 'sessionId' | 'last' | 'cursor' | 'cursorChain'>

interface Known {
  place: Place
  readonly lines: Map<string, CountItem | null>
  /** Whether a line that is not among them does not exist. */
  readonly whole: boolean
}

export function createKnownLines(): KnownLines {
  let known: Known | null = null

  function isAsOf(row: SessionRow): boolean {
    return (
      known?.place.sessionId === row.sessionId &&
      known.place.last === row.last &&
      known.place.cursor === row.cursor &&
      known.place.cursorChain === row.cursorChain
    )
  }

  return {
    asOf(row) {
      if (!isAsOf(row)) known = { place: placeOf(row), lines: new Map(), whole: false }
    },
    line(key) {
      const line = known?.lines.get(key)
      return line === undefined && known?.whole ? null : line
    },
    moved(before, last, changes) {
      if (!known || !isAsOf(before)) return
      known.place = { ...known.place, last }
      for (const { key, item } of changes) known.lines.set(key, item)
    },
    opened(row, lines) {
      const all = new Map(lines.map((line) => [line.key, line]))
      known = { place: placeOf(row), lines: all, whole: true }
    },
    forget() {
      known = null
    },
  }
}

function placeOf({ sessionId, last, cursor, cursorChain }: SessionRow): Place {
  return { sessionId, last, cursor, cursorChain }
}
