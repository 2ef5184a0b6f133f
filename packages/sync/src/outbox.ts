/** How much goes into one push. */
export interface BatchLimits {
  readonly count: number
  readonly bytes: number
}

/** Half of what the server takes, so that the envelope and a longer text never reach its bound. */
export const BATCH_LIMITS: BatchLimits = { count: 500, bytes: 500_000 }

/** After 413: half of what was tried. Null where a single event is too much, and halving cannot help. */
export function halved(limits: BatchLimits, sent: number): BatchLimits | null {
  if (sent <= 1) return null
  return { count: Math.ceil(sent / 2), bytes: Math.ceil(limits.bytes / 2) }
}

/** After an answer: carefully back to the most that is worth trying. */
export function doubled(limits: BatchLimits, most: BatchLimits): BatchLimits {
  return {
    count: Math.min(most.count, limits.count * 2),
    bytes: Math.min(most.bytes, limits.bytes * 2),
  }
}

/** The longest beginning of `events` within the limits; at least one, so that the outbox never stands still. */
export function cutBatch(events: readonly unknown[], limits: BatchLimits): readonly unknown[] {
  // Nearly always all of them fit, which one look at the whole tells: each with what parts it from the next.
  if (events.length <= limits.count && utf8Length(JSON.stringify(events)) - 1 <= limits.bytes) return events
  let bytes = 0
  let taken = 0
  for (const event of events) {
    bytes += utf8Length(JSON.stringify(event)) + 1
    if (taken > 0 && (taken >= limits.count || bytes > limits.bytes)) break
    taken += 1
  }
  return events.slice(0, taken)
}

function utf8Length(text: string): number {
  if (!/[^ -~]/.test(text)) return text.length
  let bytes = 0
  for (const char of text) {
    const point = char.codePointAt(0) ?? 0
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
  }
  return bytes
}
