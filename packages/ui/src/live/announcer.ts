/** How soon a reader speaks: `polite` when it is free, `assertive` at once. */
export type Politeness = 'polite' | 'assertive'

/** What the announcer needs of the world: a place to write and a timer. */
export interface AnnouncerDeps {
  readonly write: (text: string, politeness: Politeness) => void
  readonly later: (run: () => void, ms: number) => void
}

export interface Announcer {
  readonly announce: (text: string, politeness?: Politeness) => void
}

/** Polite words are spoken at most once in this many ms; the newest wins, for an older count is no longer true. */
const POLITE_EVERY = 1_000

/** A region must be empty before the same words are written again, or readers stay silent. */
const CLEAR_FIRST = 50

/**
 * Coalesces announcements: the first polite text goes out at once, those within the next second collapse into the last of
 * them. Assertive texts go out at once, each.
 */
export function createAnnouncer({ write, later }: AnnouncerDeps): Announcer {
  let resting = false
  let waiting: string | null = null

  function speak(text: string, politeness: Politeness): void {
    write('', politeness)
    later(() => write(text, politeness), CLEAR_FIRST)
  }

  function speakPolitely(text: string): void {
    speak(text, 'polite')
    resting = true
    later(() => {
      resting = false
      if (waiting === null) return
      const next = waiting
      waiting = null
      speakPolitely(next)
    }, POLITE_EVERY)
  }

  return {
    announce(text, politeness = 'polite') {
      if (politeness === 'assertive') speak(text, 'assertive')
      else if (resting) waiting = text
      else speakPolitely(text)
    },
  }
}
