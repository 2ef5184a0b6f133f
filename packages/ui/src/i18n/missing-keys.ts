import { compileMessageOrThrow } from '@lingui/message-utils/compileMessage'
import { readMessage } from '@cyclecount/domain'
import type { Messages } from './messages.ts'

/** What keeps `other` from being a whole translation of `base`: keys it lacks, and keys that base does not know. */
export function missingKeys(
  base: Messages,
  other: Messages,
): { readonly missing: readonly string[]; readonly unknown: readonly string[] } {
  return {
    missing: Object.keys(base).filter((key) => !(other[key] ?? '').trim()),
    unknown: Object.keys(other).filter((key) => !(key in base)),
  }
}

/** The keys whose text is not ICU MessageFormat, such as a brace left open, or uses a part of it that is not read here. */
export function brokenMessages(messages: Messages): readonly string[] {
  return Object.keys(messages).filter((key) => {
    try {
      const message = messages[key] ?? ''
      return !isSame(compileMessageOrThrow(message), readMessage(message))
    } catch {
      return true
    }
  })
}

/** Both as JSON, for an offset that is not given is undefined in one and absent in the other. */
function isSame(compiled: unknown, read: unknown): boolean {
  return JSON.stringify(compiled) === JSON.stringify(read)
}
