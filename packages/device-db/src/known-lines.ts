import type { CountItem, SessionId } from '@cyclecount/domain'
import type { LineChange } from '@cyclecount/sync'
import type { SessionRow } from './rows.ts'

/**
 * The lines of the session that is counted in this tab, as far as it read or wrote them, so that a scan need not read its line again.
 * They are worth nothing by themselves: every capture's transaction reads the session's row, and only where that is as it was when
 * they were known do they count. Whoever else changes lines moves that row: a capture its `last`, a pull its cursor.
 */
export interface KnownLines {
  /** The session's row as it was last read or written; null where its lines are not known. */
  readonly rowOf: (sessionId: SessionId) => SessionRow | null
  /** Before a capture, with the row as its transaction reads it: what is not so any more is forgotten. */
  readonly asOf: (row: SessionRow) => void
  /** Null: there is no such line. Undefined: it has to be read. */
  readonly line: (key: string) => CountItem | null | undefined
  /** After a capture was committed, with the row as it was before and as it is now. */
  readonly moved: (before: SessionRow, after: SessionRow, changes: readonly LineChange[]) => void
  /** All lines of a session, read after its row was; `row` as it was before they were. */
  readonly opened: (row: SessionRow, lines: readonly CountItem[]) => void
  /** The database is another one. */
  readonly forget: () => void
}

interface Known {
  row: SessionRow
  readonly lines: Map<string, CountItem | null>
  /** Whether a line that is not among them does not exist. */
  readonly whole: boolean
}

/** Whether the lines of one are the lines of the other. */
export function isAsOf(row: SessionRow, other: SessionRow): boolean {
  return (
    row.sessionId === other.sessionId &&
    row.last === other.last &&
    row.cursor === other.cursor &&
    row.cursorChain === other.cursorChain
  )
}

export function createKnownLines(): KnownLines {
  let known: Known | null = null

  return {
    rowOf: (sessionId) => (known?.row.sessionId === sessionId ? known.row : null),
    asOf(row) {
      if (known && isAsOf(known.row, row)) known.row = row
      else known = { row, lines: new Map(), whole: false }
    },
    line(key) {
      const line = known?.lines.get(key)
      return line === undefined && known?.whole ? null : line
    },
    moved(before, after, changes) {
      if (known && isAsOf(known.row, before)) known.row = after
      else known = { row: after, lines: new Map(), whole: false }
      for (const { key, item } of changes) known.lines.set(key, item)
    },
    opened(row, lines) {
      const all = new Map(lines.map((line) => [line.key, line]))
      known = { row, lines: all, whole: true }
    },
    forget() {
      known = null
    },
  }
}
