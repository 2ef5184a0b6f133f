import { quantityText } from '@cyclecount/domain'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  emptyKeypad,
  keypadAmount,
  keypadOutcome,
  keypadReducer,
  keypadText,
  type KeypadAction,
  type KeypadState,
} from './keypad.ts'

/** Presses keys written as people say them: digits, `.`, `<`, `C`, `x12`, `add`, `set`. */
function press(keys: string, from: KeypadState = emptyKeypad): KeypadState {
  return keys.split(' ').map(toAction).reduce(keypadReducer, from)
}

function toAction(key: string): KeypadAction {
  if (key === '.') return { type: 'point' }
  if (key === '<') return { type: 'backspace' }
  if (key === 'C') return { type: 'clear' }
  if (key === 'add' || key === 'set') return { type: 'mode', mode: key }
  return key.startsWith('x')
    ? { type: 'pack', size: Number(key.slice(1)) }
    : { type: 'digit', digit: Number(key) }
}

const text = (state: KeypadState) => keypadText(state, quantityText)

test('EXEC-3 three cases of twelve and five loose are 41', () => {
  const state = press('3 x12 5')
  expect(keypadAmount(state)).toBe(41_000)
  expect(text(state)).toBe('3 × 12 + 5 = 41')
})

test('loose pieces may come first', () => {
  expect(text(press('5 x1 3 x12'))).toBe('5 + 3 × 12 = 41')
})

test('a pack key alone is one pack', () => {
  expect(keypadAmount(press('x12 x12'))).toBe(24_000)
})

test('nothing keyed is no amount, and a keyed zero is zero', () => {
  expect(keypadAmount(emptyKeypad)).toBeNull()
  expect(keypadOutcome(emptyKeypad, 7_000)).toBeNull()
  expect(keypadOutcome(press('0'), 7_000)).toEqual({ mode: 'set', amountMilli: 0, resultMilli: 0 })
})

test('set replaces and add raises the counted quantity', () => {
  expect(keypadOutcome(press('1 2'), 7_000)?.resultMilli).toBe(12_000)
  expect(keypadOutcome(press('add 1 2'), 7_000)).toEqual({
    mode: 'add',
    amountMilli: 12_000,
    resultMilli: 19_000,
  })
})

test('adding zero is nothing to commit', () => {
  expect(keypadOutcome(press('add 0'), 7_000)).toBeNull()
})

test('backspace takes a digit, then whole parts of the sum', () => {
  expect(text(press('3 x12 5 <'))).toBe('3 × 12 = 36')
  expect(press('3 x12 5 < <')).toEqual(emptyKeypad)
  expect(press('<')).toEqual(emptyKeypad)
})

test('clear keeps the mode', () => {
  expect(press('add 4 x6 2 C')).toEqual({ ...emptyKeypad, mode: 'add' })
})

test('a leading zero gives way and a point starts at zero', () => {
  expect(press('0 7').entry).toBe('7')
  expect(keypadAmount(press('. 2 5'))).toBe(250)
})

test('three decimals and no more, one point and no more', () => {
  expect(press('1 . 2 . 5 0 9').entry).toBe('1.250')
  expect(keypadAmount(press('1 . 2 5 0 9'))).toBe(1_250)
})

test('a number under way counts as far as it has come', () => {
  expect(keypadAmount(press('4 .'))).toBe(4_000)
})

test('a key that would overflow changes nothing', () => {
  const large = press('9 9 9 9 9 9 9')
  expect(press('9', large)).toEqual(large)
  expect(press('x1000', large)).toEqual(large)
})

test('whatever is pressed, the amount is a whole number of milli-units and backspace empties the pad', () => {
  const key = fc.oneof(
    fc.constantFrom('.', '<', 'C', 'add', 'set', 'x1', 'x6', 'x144'),
    fc.integer({ min: 0, max: 9 }).map(String),
  )
  fc.assert(
    fc.property(fc.array(key, { maxLength: 40 }), (keys) => {
      const state = keys.map(toAction).reduce(keypadReducer, emptyKeypad)
      expect(Number.isSafeInteger(keypadAmount(state) ?? 0)).toBe(true)
      expect(keypadAmount(press('< '.repeat(40).trim(), state))).toBeNull()
    }),
  )
})
