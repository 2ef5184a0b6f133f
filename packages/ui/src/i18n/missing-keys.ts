import { compileMessage } from './compile-message.ts'
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

/** The keys whose text is not ICU MessageFormat, such as a plural without `other` or a brace left open. */
export function brokenMessages(messages: Messages): readonly string[] {
  return Object.keys(messages).filter((key) => 'kind' in compileMessage(messages[key] ?? ''))
}
