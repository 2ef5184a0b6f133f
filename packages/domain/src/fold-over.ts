import { foldItem, isReplaced, smaller, type CountItem, type MeantEvent } from './fold.ts'

/**
 * A line as it stood at some moment, with what one device captured about it after that moment; null where nothing is left. Equal
 * to the fold of all the events, as long as the device knew all that the line holds: then its every `set` replaces it whole. The
 * events carry their meaning already.
 */
export function foldOver(
  line: CountItem | null,
  key: string,
  later: readonly MeantEvent[],
): CountItem | null {
  const after = foldItem(key, later)
  if (line === null || after === null) return after ?? line
  const { base } = line
  const added = later
    .filter((event) => base === null || !isReplaced(event, base))
    .reduce((sum, event) => sum + event.quantityMilli, 0)
  const counted = after.base === null ? { ...line, quantityMilli: line.quantityMilli + added } : after
  return {
    ...counted,
    code: smaller(line.code, after.code),
    codeKey: smaller(line.codeKey, after.codeKey),
    events: line.events + after.events,
    firstAt: Math.min(line.firstAt, after.firstAt),
    lastAt: Math.max(line.lastAt, after.lastAt),
  }
}
