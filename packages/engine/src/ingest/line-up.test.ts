import { expect, test } from 'vitest'
import { createLineUp } from './line-up.ts'

test('[GC2] what is scanned now goes first, by itself', () => {
  const line = createLineUp<string>()
  line.add('a', 500, 'a1')
  line.add('b', 600, 'b1')
  line.add('c', 3, 'c1')
  line.add('a', 1, 'a2')
  expect(line.weight()).toBe(1104)
  expect(line.next()).toEqual(['c1', 'a2'])
  expect(line.next()).toEqual(['a1'])
  expect(line.next()).toEqual(['b1'])
  expect(line.next()).toEqual([])
  expect(line.weight()).toBe(0)
})

test('[GC2] a flood of small pushes does not keep a backlog waiting', () => {
  const line = createLineUp<string>()
  line.add('slow', 900, 'backlog')
  for (let at = 0; at < 200; at += 1) line.add(`device ${at}`, 1, 'scan')
  expect(new Set(line.next())).toEqual(new Set(['scan']))
  expect(line.next()).toEqual(['backlog'])
  expect(line.next()).toHaveLength(64)
})

test('[GC2] devices take turns, whatever one of them sends', () => {
  const line = createLineUp<string>()
  for (const item of ['a1', 'a2', 'a3']) line.add('a', 400, item)
  line.add('b', 400, 'b1')
  line.add('c', 400, 'c1')
  expect([line.next(), line.next(), line.next()]).toEqual([['a1', 'b1'], ['c1', 'a2'], ['a3']])
})

test('[GC2] a push larger than a group goes alone', () => {
  const line = createLineUp<string>()
  line.add('a', 4000, 'a1')
  line.add('b', 400, 'b1')
  expect([line.next(), line.next()]).toEqual([['a1'], ['b1']])
})

test('[GC2] where one is served at a time, the order is the same', () => {
  const line = createLineUp<string>()
  line.add('a', 500, 'a1')
  line.add('b', 1, 'b1')
  line.add('b', 1, 'b2')
  expect([line.next(1), line.next(1), line.next(1), line.next(1)]).toEqual([['b1'], ['a1'], ['b2'], []])
})
