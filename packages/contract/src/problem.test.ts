import { expect, test } from 'vitest'
import { problem } from './problem.ts'
import { say } from './words/say.ts'

test('a problem says what a message catalogue says, and nothing else compiles', () => {
  const told = problem('busy', say('answer.status', { status: 502 }))
  expect(told).toEqual({ kind: 'busy', message: 'The server answered 502.', retryable: true })
  // @ts-expect-error Words written on the spot.
  problem('busy', 'Try again.')
  // @ts-expect-error Words put together on the spot.
  problem('busy', `${told.message} Try again.`)
  // @ts-expect-error The same for a fault of one part of a request.
  problem('bad-request', say('answer.foreign'), [{ path: 'body', message: 'is empty' }])
})
