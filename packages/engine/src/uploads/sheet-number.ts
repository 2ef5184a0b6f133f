import { createHash } from 'node:crypto'
import type { AreaId, RunId } from '@cyclecount/domain'

/** Crockford's digits: none is taken for another, on paper or aloud. */
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/**
 * The number that stands on the sheet of an area in a round of a run: eight digits of the hash of the three, `7K3Q-9MXT`. The same sheet
 * printed twice is the same sheet; a digit that was misread names none.
 */
export function sheetNumber(sheet: {
  readonly runId: RunId
  readonly round: number
  readonly areaId: AreaId
}): string {
  const hash = createHash('sha256').update(`${sheet.runId} ${sheet.round} ${sheet.areaId}`).digest()
  let number = ''
  for (let place = 0; place < 8; place += 1) number += DIGITS[(hash[place] ?? 0) % 32] ?? ''
  return `${number.slice(0, 4)}-${number.slice(4)}`
}
