import type { KnownPerson, Pin } from '@cyclecount/device-db'

/**
 * A PIN tells the people of a shared handheld apart where no network can. It keeps a colleague out of somebody else's count; it
 * is no match for who takes the device's disk apart, whatever is stored, because there are too few PINs.
 */
export const PIN_LENGTHS = { least: 4, most: 8 } as const

/** What OWASP asks of PBKDF2 with SHA-256 (Password Storage Cheat Sheet, 2023). */
const ITERATIONS = 600_000
const SALT_BYTES = 16

/** So many tries cost nothing; from then on each one doubles the wait. */
const FREE_TRIES = 3
const FIRST_WAIT_MS = 30_000
const LONGEST_WAIT_MS = 15 * 60_000
/** The last try; afterwards only a sign-in with a network helps. */
const MOST_TRIES = 10

/** What a try said. `left`: tries until the PIN is gone. */
export type PinAnswer =
  | { readonly kind: 'right' }
  | { readonly kind: 'wrong'; readonly left: number; readonly waitUntil: number }
  | { readonly kind: 'wait'; readonly waitUntil: number }
  /** No PIN, or one guessed too often: sign in. */
  | { readonly kind: 'sign-in' }

export function isPin(text: string): boolean {
  return text.length >= PIN_LENGTHS.least && text.length <= PIN_LENGTHS.most && /^\d+$/.test(text)
}

/** The proof of a PIN, under a salt made here and used nowhere else. */
export async function provePin(pin: string): Promise<Pin> {
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES))
  const verifier = await derive(pin, salt, ITERATIONS)
  return { salt: [...salt], iterations: ITERATIONS, verifier, wrong: 0, waitUntil: 0 }
}

/** Tries a PIN at an instant (UTC ms): the answer, and what is to be remembered of it. */
export async function tryPin(
  known: KnownPerson['pin'],
  given: string,
  now: number,
): Promise<{ readonly answer: PinAnswer; readonly pin: KnownPerson['pin'] }> {
  if (typeof known === 'string') return { answer: { kind: 'sign-in' }, pin: known }
  // A clock that was set back must not lock anybody out for longer than the longest wait.
  const waitUntil = Math.min(known.waitUntil, now + LONGEST_WAIT_MS)
  if (waitUntil > now) return { answer: { kind: 'wait', waitUntil }, pin: known }
  const made = await derive(given, Uint8Array.from(known.salt), known.iterations)
  if (made.join() === known.verifier.join())
    return { answer: { kind: 'right' }, pin: { ...known, wrong: 0, waitUntil: 0 } }
  const wrong = known.wrong + 1
  if (wrong >= MOST_TRIES) return { answer: { kind: 'sign-in' }, pin: 'none' }
  const until = now + waitAfter(wrong)
  return {
    answer: { kind: 'wrong', left: MOST_TRIES - wrong, waitUntil: until },
    pin: { ...known, wrong, waitUntil: until },
  }
}

function waitAfter(wrong: number): number {
  if (wrong < FREE_TRIES) return 0
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (wrong - FREE_TRIES))
}

async function derive(pin: string, salt: Uint8Array<ArrayBuffer>, iterations: number): Promise<number[]> {
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(pin), 'PBKDF2', false, [
    'deriveBits',
  ])
  const bits = await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations }, key, 256)
  return [...new Uint8Array(bits)]
}
