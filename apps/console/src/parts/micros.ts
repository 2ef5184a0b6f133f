/** Money on the wire is millionths as integer text; null is unknown or not for this person's eyes. */
export function microsOf(text: string | null): bigint | null {
  return text === null ? null : BigInt(text)
}
