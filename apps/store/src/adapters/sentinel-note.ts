const KEY = 'cyclecount-reach'

/** How far each session has come, noted outside database and journal. Storage that is off or full costs only this note. */
export function noteSentinel(text: string): void {
  try {
    localStorage.setItem(KEY, text)
  } catch {
    // Nothing depends on it but a sentence about what is missing.
  }
}

export function notedSentinel(): string | null {
  try {
    return localStorage.getItem(KEY)
  } catch {
    return null
  }
}
