import { describe, expect, test } from 'vitest'
import { returnPath } from './return-path.ts'

describe('the place to return to after signing in', () => {
  test.each(['/console/', '/console/runs/0192/review?sort=quantity&line=a', '/console/stock?q=%2Fcola#top'])(
    '%s is kept',
    (path) => {
      expect(returnPath(path)).toBe(path)
    },
  )

  test.each([
    'https://elsewhere.example/console/',
    '//elsewhere.example/console/',
    '/store/',
    '/console/../api/docs',
    String.raw`/console/\elsewhere.example`,
    '/console/signed-in?code=once',
    '',
    undefined,
    { path: '/console/' },
  ])('%j leads to the start', (path) => {
    expect(returnPath(path)).toBe('/console/')
  })
})
