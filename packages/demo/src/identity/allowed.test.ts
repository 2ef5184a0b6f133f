import { expect, test } from 'vitest'
import { demoIdentityAllowed } from './allowed.ts'

test('SEC-1 the demo sign-in is refused in production', () => {
  const refusal = demoIdentityAllowed({ nodeEnv: 'production', asked: false })
  expect(refusal.allowed).toBe(false)
  expect(refusal).toHaveProperty('message', expect.stringContaining('does not run in production'))
})

test('in production it runs only where it was asked for by name', () => {
  expect(demoIdentityAllowed({ nodeEnv: 'production', asked: true })).toEqual({ allowed: true })
})

test.each(['development', 'test', undefined])('elsewhere (%s) it runs', (nodeEnv) => {
  expect(demoIdentityAllowed({ nodeEnv, asked: false })).toEqual({ allowed: true })
})
