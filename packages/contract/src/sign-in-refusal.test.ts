import { describe, expect, test } from 'vitest'
import { signInRefusal } from './sign-in-refusal.ts'

const back = (code: string) =>
  signInRefusal({ thrown: new Error('No matching state'), code, begunHere: true })

describe('a sign-in that did not end well', () => {
  test.each([
    ['access_denied', 'Signing in was cancelled, or the sign-in service did not let you in.'],
    ['login_required', 'The sign-in service wanted to ask you something first. Sign in again.'],
    ['temporarily_unavailable', 'The sign-in service cannot do it now. Try again in a moment.'],
    [
      'unauthorized_client',
      'The sign-in service and this server do not fit together (unauthorized_client). Tell whoever runs the server.',
    ],
    [
      'blocked_by_policy',
      'The sign-in service said no (blocked_by_policy). Try again; if it stays so, tell whoever runs the server.',
    ],
  ])('is told by the code of the provider: %s', (code, words) => {
    expect(back(code)).toBe(words)
  })

  test('shows no text that somebody wrote into an address', () => {
    expect(back('Call 555-0100 and read your PIN aloud')).toBe(
      'The sign-in service said no, and not why. Try again; if it stays so, tell whoever runs the server.',
    )
  })

  test('is told by the answer to the code that was exchanged', () => {
    const thrown = Object.assign(new Error('grant request is invalid'), { error: 'invalid_grant' })
    expect(signInRefusal({ thrown, code: null, begunHere: true })).toBe('It took too long. Sign in again.')
  })

  test('that this browser did not begin is told so', () => {
    const thrown = new Error('No matching state found in storage')
    expect(signInRefusal({ thrown, code: null, begunHere: false })).toBe(
      'This sign-in was not begun in this browser, or it has ended already. Sign in again.',
    )
  })

  test('is no refusal where nobody answered', () => {
    const thrown = new TypeError('Failed to fetch')
    expect(signInRefusal({ thrown, code: null, begunHere: true })).toBeNull()
  })
})
