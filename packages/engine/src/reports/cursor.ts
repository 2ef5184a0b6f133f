import { fail } from '@cyclecount/contract'
import { say } from '../words/say.ts'

/** A page's cursor is how many rows lie before it. */
export function offsetOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0
  if (!/^\d{1,9}$/.test(cursor)) fail('bad-request', say('query.cursor'))
  return Number(cursor)
}

/** The cursor after a page for which one row more than its limit was asked; null at the end. */
export function nextCursor(offset: number, limit: number, found: number): string | null {
  return found > limit ? String(offset + limit) : null
}
