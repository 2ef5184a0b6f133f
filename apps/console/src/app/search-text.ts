/**
 * Search parameters as plain text, `?status=open&q=cola`: what a person reads in the address is what they typed, and a SKU
 * of digits stays text. Empty values are left out.
 */
export function searchFromText(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text))
}

export function searchToText(search: Record<string, unknown>): string {
  const kept = Object.entries(search).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '',
  )
  const text = new URLSearchParams(kept).toString()
  return text === '' ? '' : `?${text}`
}
