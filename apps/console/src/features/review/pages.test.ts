import { expect, test } from 'vitest'
import { pagesBetween, pagesInView } from './pages.ts'

test('a page is fetched as one looks at it, and the next one as one comes near it', () => {
  expect(pagesInView(0, 20, 60_000, 200)).toEqual([0])
  expect(pagesInView(150, 175, 60_000, 200)).toEqual([0, 1])
  expect(pagesInView(215, 240, 60_000, 200)).toEqual([0, 1])
  expect(pagesInView(235, 260, 60_000, 200)).toEqual([1])
})

test('behind the end there is nothing to fetch', () => {
  expect(pagesInView(59_970, 59_999, 60_000, 200)).toEqual([299])
  expect(pagesInView(0, 0, 0, 200)).toEqual([0])
})

test('places on the edges belong to their own pages', () => {
  expect(pagesBetween(199, 199, 200)).toEqual([0])
  expect(pagesBetween(199, 200, 200)).toEqual([0, 1])
  expect(pagesBetween(200, 399, 200)).toEqual([1])
})
