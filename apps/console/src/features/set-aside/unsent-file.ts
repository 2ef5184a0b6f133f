import { MAX_UNSENT_BYTES, UnsentFile } from '@cyclecount/contract'

/** What a chosen file is: one of unsent scans, or all that is wrong with it at once. */
export type ReadFile =
  | { readonly kind: 'read'; readonly file: UnsentFile }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'not-json' }
  | { readonly kind: 'wrong'; readonly faults: readonly { readonly path: string; readonly what: string }[] }

/** Reads what a device has saved, or any other file that somebody chose instead. */
export function readUnsent(text: string): ReadFile {
  if (new Blob([text]).size > MAX_UNSENT_BYTES) return { kind: 'too-large' }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { kind: 'not-json' }
  }
  const parsed = UnsentFile.safeParse(value)
  if (parsed.success) return { kind: 'read', file: parsed.data }
  const faults = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), what: message }))
  return { kind: 'wrong', faults }
}
