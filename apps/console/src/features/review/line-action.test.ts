import { describe, expect, test } from 'vitest'
import { lineAction } from './line-action.ts'

const page = { inTable: false, onControl: false, singleKeys: true }

describe('the keyboard of the review', () => {
  test.each([
    ['j', 'next'],
    ['k', 'previous'],
    ['x', 'toggle'],
    ['Enter', 'open'],
    ['Escape', 'close'],
    ['J', null],
    ['a', null],
  ])('%s does %s anywhere on the page', (key, action) => {
    expect(lineAction(key, page)).toBe(action)
  })

  test('arrows walk where the table has the focus, and scroll the page elsewhere', () => {
    expect(['ArrowDown', 'ArrowUp'].map((key) => lineAction(key, { ...page, inTable: true }))).toEqual([
      'next',
      'previous',
    ])
    expect(['ArrowDown', 'ArrowUp'].map((key) => lineAction(key, page))).toEqual([null, null])
  })

  test('Enter on a button or link is its own', () => {
    expect(lineAction('Enter', { ...page, inTable: true, onControl: true })).toBeNull()
  })

  test('where single letters are switched off none does anything, and the other keys still do', () => {
    const off = { ...page, inTable: true, singleKeys: false }
    expect(['j', 'k', 'x'].map((key) => lineAction(key, off))).toEqual([null, null, null])
    expect(['ArrowDown', 'Enter', 'Escape'].map((key) => lineAction(key, off))).toEqual([
      'next',
      'open',
      'close',
    ])
  })
})
