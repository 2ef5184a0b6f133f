import { DIGITS_OF_BYTE } from './hex.ts'

/** What a log holds up to a place, as 16 hexadecimal digits. Two logs with equal chains hold the same records in the same order. */
export type Chain = string

/** The chain of a log that holds nothing. */
export const NO_CHAIN: Chain = '0000000000000000'

/**
 * The chain after one more record. Each half is mixed with every character of the record's text and then with the other half, so
 * that a record left out, doubled, replaced or moved changes all that follows. It finds accidents (a forked, half-restored or
 * damaged log), not forgers: 64 bits, no secret. The multipliers are those of MurmurHash3's 32-bit finaliser.
 */
export function chainStep(before: Chain, text: string): Chain {
  let low = Number.parseInt(before.slice(0, 8), 16)
  let high = Number.parseInt(before.slice(8), 16)
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    low = Math.imul(rotate(low ^ unit, 13), 0x85eb_ca6b)
    high = Math.imul(rotate(high ^ unit, 17) ^ low, 0xc2b2_ae35)
  }
  low = finished(low ^ text.length ^ rotate(high, 16))
  high = finished(high ^ low)
  return digits(low) + digits(high)
}

/** What stands in the chain for a record as a device stored it: its id, also where nothing else of it can be understood. */
export function chainText(record: unknown): string {
  if (typeof record !== 'object' || record === null || !('scanId' in record)) return ''
  return typeof record.scanId === 'string' ? record.scanId : ''
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by))
}

function finished(word: number): number {
  const once = Math.imul(word ^ (word >>> 16), 0x85eb_ca6b)
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2_ae35)
  return twice ^ (twice >>> 16)
}

function digits(word: number): string {
  const at = (shift: number): string => DIGITS_OF_BYTE[(word >>> shift) & 0xff] ?? ''
  return at(24) + at(16) + at(8) + at(0)
}
