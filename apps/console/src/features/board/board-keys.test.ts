import { expect, test } from 'vitest'
import { commandOf, type KeyPressed } from './board-keys.ts'

const at = { row: 5, column: 2, rows: 100, columns: 41, page: 10 }
const press = (key: string, held: Partial<KeyPressed> = {}) =>
  commandOf({ key, ctrlKey: false, metaKey: false, shiftKey: false, ...held }, at)

test('arrows, Page, Home and End go over the board', () => {
  expect(press('ArrowDown')).toEqual({ do: 'go', row: 6, column: 2 })
  expect(press('ArrowLeft')).toEqual({ do: 'go', row: 5, column: 1 })
  expect(press('PageUp')).toEqual({ do: 'go', row: -5, column: 2 })
  expect(press('Home')).toEqual({ do: 'go', row: 5, column: 0 })
  expect(press('Home', { ctrlKey: true })).toEqual({ do: 'go', row: 0, column: 0 })
  expect(press('End')).toEqual({ do: 'go', row: 5, column: 41 })
  expect(press('End', { ctrlKey: true })).toEqual({ do: 'go', row: 99, column: 2 })
})

test('Space selects, with Shift up to there, Ctrl+A everything; Enter gives; letters by themselves do nothing', () => {
  expect(press(' ')).toEqual({ do: 'select' })
  expect(press(' ', { shiftKey: true })).toEqual({ do: 'extend' })
  expect(press('a', { ctrlKey: true })).toEqual({ do: 'select-all' })
  expect(press('Enter')).toEqual({ do: 'give' })
  expect(press('a')).toBeNull()
  expect(press('Tab')).toBeNull()
})
