/** How many units one scan of a code is: a whole number from 1 to a million, or null. */
export function packFromText(text: string): number | null {
  const trimmed = text.trim()
  if (!/^[1-9]\d{0,6}$/.test(trimmed)) return null
  const units = Number(trimmed)
  return units <= 1_000_000 ? units : null
}
