import { expect, test } from 'vitest'
import { returnPath } from './return-path.ts'

test('signing in leads back into the app and nowhere else', () => {
  expect(returnPath('/areas/12')).toBe('/areas/12')
  for (const asked of [
    null,
    7,
    'https://elsewhere.example',
    '//elsewhere.example',
    '/\\elsewhere',
    '/signed-in?x=1',
  ])
    expect(returnPath(asked)).toBe('/')
})
