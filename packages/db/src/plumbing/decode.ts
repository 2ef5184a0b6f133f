/** What databases say, as code has it. Needs nothing else, so that the second thread starts fast. */

const digits = Buffer.from('0123456789abcdef')
/** What an id is written into before it becomes text: one string is made of it, and no parts of one. */
const written = Buffer.from('00000000-0000-0000-0000-000000000000')

export function bytesToUuid(bytes: Uint8Array): string {
  let at = 0
  for (let place = 0; place < 36; place += 2) {
    if (place === 8 || place === 13 || place === 18 || place === 23) place += 1
    const byte = bytes[at] ?? 0
    written[place] = digits[byte >> 4] ?? 0
    written[place + 1] = digits[byte & 15] ?? 0
    at += 1
  }
  return written.toString('latin1')
}

/** Whether a column or alias holds money. */
export function isMoney(name: string): boolean {
  return name.endsWith('_micros')
}

/** What a database said, as code has it. Twice is as good as once. */
export function decodeRow(row: Record<string, unknown>): void {
  for (const name in row) {
    const value = row[name]
    if (typeof value === 'bigint') {
      if (!isMoney(name)) row[name] = Number(value)
    } else if (value instanceof Uint8Array && value.byteLength === 16) {
      row[name] = bytesToUuid(value)
    }
  }
}
