/** The text as whoever gets it reads it: what is not JSON is not understood. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
