import { expect, test } from 'vitest'
import { createLineUp, type Group, type LineUp } from './line-up.ts'

function all<T>(group: Group<T>): readonly T[] {
  const items: T[] = []
  for (let item = group.next(); item !== null; item = group.next()) items.push(item)
  return items
}

const next = <T>(line: LineUp<T>): readonly T[] => all(line.group())

test('[GC2] what is scanned now goes first, by itself', () => {
  const line = createLineUp<string>()
  line.add('a', 1500, 'a1')
  line.add('b', 600, 'b1')
  line.add('c', 3, 'c1')
  line.add('a', 1, 'a2')
  expect(line.weight()).toBe(2104)
  expect(next(line)).toEqual(['c1', 'a2'])
  expect(next(line)).toEqual(['a1'])
  expect(next(line)).toEqual(['b1'])
  expect(next(line)).toEqual([])
  expect(line.weight()).toBe(0)
})

test('[GC2] what is scanned while backlogs are taken in waits for the one under way, not for all of them', () => {
  const line = createLineUp<string>()
  for (const from of ['a', 'b', 'c']) line.add(from, 500, from)
  const group = line.group()
  expect(group.next()).toBe('a')
  line.add('d', 1, 'scan')
  expect([group.next(), group.next()]).toEqual(['scan', null])
  line.add('d', 1, 'scan')
  expect(next(line)).toEqual(['scan'])
  line.add('d', 1, 'scan')
  expect(next(line)).toEqual(['b', 'scan'])
  expect(next(line)).toEqual(['c'])
})

test('[GC2] a flood of small pushes does not keep a backlog waiting', () => {
  const line = createLineUp<string>()
  line.add('slow', 900, 'backlog')
  for (let at = 0; at < 200; at += 1) line.add(`device ${at}`, 1, 'scan')
  expect(new Set(next(line))).toEqual(new Set(['scan']))
  expect(line.group().next()).toBe('backlog')
  expect(next(line)).toHaveLength(64)
})

test('[GC2] devices take turns, whatever one of them sends', () => {
  const line = createLineUp<string>()
  for (const item of ['a1', 'a2', 'a3']) line.add('a', 800, item)
  line.add('b', 800, 'b1')
  line.add('c', 800, 'c1')
  expect([next(line), next(line), next(line)]).toEqual([['a1', 'b1'], ['c1', 'a2'], ['a3']])
})

test('[GC2] a push larger than a group goes alone', () => {
  const line = createLineUp<string>()
  line.add('a', 4000, 'a1')
  line.add('b', 400, 'b1')
  expect([next(line), next(line)]).toEqual([['a1'], ['b1']])
})

test('[GC2] where one is served at a time, the order is the same', () => {
  const line = createLineUp<string>()
  line.add('a', 500, 'a1')
  line.add('b', 1, 'b1')
  line.add('b', 1, 'b2')
  const one = (): string | null => line.group().next()
  expect([one(), one(), one(), one()]).toEqual(['b1', 'a1', 'b2', null])
})

test('[GC2] who serves only what is scanned now never meets a backlog', () => {
  const line = createLineUp<string>()
  line.add('a', 500, 'a1')
  line.add('b', 1, 'b1')
  line.add('b', 1, 'b2')
  expect(all(line.group('foreground'))).toEqual(['b1', 'b2'])
  expect(all(line.group('foreground'))).toEqual([])
  expect(next(line)).toEqual(['a1'])
})
