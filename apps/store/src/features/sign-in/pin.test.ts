import type { KnownPerson } from '@cyclecount/device-db'
import { expect, test } from 'vitest'
import { isPin, provePin, tryPin } from './pin.ts'

const NOON = 1_700_000_000_000
const MINUTE = 60_000

test('SEC-5 what is stored of a PIN is a salted proof, and nothing else', async () => {
  const [one, other] = await Promise.all([provePin('2580'), provePin('2580')])
  expect(one.salt).toHaveLength(16)
  expect(one.salt).not.toEqual(other.salt)
  expect(one.verifier).not.toEqual(other.verifier)
  expect(one.iterations).toBeGreaterThanOrEqual(600_000)
  expect(JSON.stringify(one)).not.toContain('2580')
  expect((await tryPin(one, '2580', NOON)).answer).toEqual({ kind: 'right' })
  expect((await tryPin(one, '2581', NOON)).answer).toMatchObject({ kind: 'wrong', left: 9 })
})

test('SEC-5 wrong tries cost longer and longer, and the tenth ends the PIN', async () => {
  let pin: KnownPerson['pin'] = await fast('2580')
  let now = NOON
  const waits: number[] = []
  for (let wrong = 1; wrong < 10; wrong += 1) {
    const tried = await tryPin(pin, '0000', now)
    if (tried.answer.kind !== 'wrong') return expect.fail(tried.answer.kind)
    waits.push(tried.answer.waitUntil - now)
    pin = tried.pin
    now = Math.max(now, tried.answer.waitUntil)
  }
  expect(waits.map((wait) => wait / MINUTE)).toEqual([0, 0, 0.5, 1, 2, 4, 8, 15, 15])
  const last = await tryPin(pin, '0000', now)
  expect(last).toEqual({ answer: { kind: 'sign-in' }, pin: 'none' })
  expect((await tryPin(last.pin, '2580', now)).answer).toEqual({ kind: 'sign-in' })
})

test('a try during the wait is not looked at, and a right one ends the waiting', async () => {
  const waiting = { ...(await fast('2580')), wrong: 4, waitUntil: NOON + MINUTE }
  expect(await tryPin(waiting, '2580', NOON)).toEqual({
    answer: { kind: 'wait', waitUntil: NOON + MINUTE },
    pin: waiting,
  })
  const after = await tryPin(waiting, '2580', NOON + MINUTE)
  expect(after).toMatchObject({ answer: { kind: 'right' }, pin: { wrong: 0, waitUntil: 0 } })
})

test('a clock that was set back locks nobody out for longer than the longest wait', async () => {
  const ahead = { ...(await fast('2580')), wrong: 3, waitUntil: NOON + 24 * 60 * MINUTE }
  expect((await tryPin(ahead, '2580', NOON)).answer).toEqual({ kind: 'wait', waitUntil: NOON + 15 * MINUTE })
})

test('a PIN is four to eight digits', () => {
  expect(['123', '1234', '12345678', '123456789', '12a4', ''].map(isPin)).toEqual([
    false,
    true,
    true,
    false,
    false,
    false,
  ])
})

/** A proof of few rounds, for tests of what does not depend on them. */
async function fast(pin: string) {
  const salt = [1, 2, 3]
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(pin), 'PBKDF2', false, [
    'deriveBits',
  ])
  const rounds = { name: 'PBKDF2', hash: 'SHA-256', salt: Uint8Array.from(salt), iterations: 2 }
  const verifier = [...new Uint8Array(await crypto.subtle.deriveBits(rounds, key, 256))]
  return { salt, iterations: 2, verifier, wrong: 0, waitUntil: 0 }
}
