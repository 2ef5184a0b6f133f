import { compileMessageOrThrow } from '@lingui/message-utils/compileMessage'
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

/** The keys whose text is not ICU MessageFormat, such as a brace left open. */
export function brokenMessages(messages: Messages): readonly string[] {
  return Object.keys(messages).filter((key) => {
    try {
      compileMessageOrThrow(messages[key] ?? '')
      return false
    } catch {
      return true
    }
  })
}
