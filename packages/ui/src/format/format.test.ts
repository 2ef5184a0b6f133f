import { expect, test } from 'vitest'
import {
  formatAgo,
  formatInstant,
  formatMoney,
  formatPercent,
  formatQuantity,
  parseLocalNumber,
} from './format.ts'

const noon = Date.UTC(2026, 2, 29, 12, 0)

test('UX-2 a quantity is written in milli-units exactly and in the locale’s way', () => {
  expect(formatQuantity(1_234_500, 'en')).toBe('1,234.5')
  expect(formatQuantity(1_234_500, 'de')).toBe('1.234,5')
  expect(formatQuantity(-3_000, 'en', 'exceptZero')).toBe('−3')
  expect(formatQuantity(12_000, 'en', 'exceptZero')).toBe('+12')
  expect(formatQuantity(0, 'en', 'exceptZero')).toBe('0')
})

test('money beyond what a float holds keeps its last digit', () => {
  expect(formatMoney(9_007_199_254_740_993_010_000n, 'USD', 'en')).toBe('$9,007,199,254,740,993.01')
  expect(formatMoney(-412_180_000n, 'EUR', 'en', 'exceptZero')).toBe('−€412.18')
})

test('a currency without cents is shown without', () => {
  expect(formatMoney(1_280_000_000n, 'JPY', 'en')).toBe('¥1,280')
})

test('a percentage of thousandths is shown to one decimal', () => {
  expect(formatPercent(-12_345, 'en', 'exceptZero')).toBe('−12.3%')
  expect(formatPercent(100_000, 'en')).toBe('100%')
})

test('an instant is the facility’s wall clock, summer time included, with its zone when asked', () => {
  expect(formatInstant(noon, 'en', 'Europe/Berlin', 'time')).toBe('14:00')
  expect(formatInstant(noon, 'en', 'America/New_York', 'time', true)).toBe('08:00 EDT')
})

test('midnight is 00, never 24', () => {
  expect(formatInstant(Date.UTC(2026, 0, 1), 'en', 'UTC', 'time')).toBe('00:00')
})

test('ago takes the largest whole unit, and the future is now', () => {
  expect(formatAgo(noon - 150_000, noon, 'en')).toBe('2 min. ago')
  expect(formatAgo(noon + 5_000, noon, 'en')).toBe('now')
})

test('UX-2 a typed number is read in the locale’s way, other digits included', () => {
  expect(parseLocalNumber('1,234.5', 'en')).toBe(1_234_500)
  expect(parseLocalNumber(' 1.234,5 ', 'de')).toBe(1_234_500)
  expect(parseLocalNumber('−7', 'en')).toBe(-7_000)
  expect(parseLocalNumber('١٢٫٥', 'ar-EG')).toBe(12_500)
})

test('what is no number of at most three decimals is null, not a guess', () => {
  expect(parseLocalNumber('', 'en')).toBeNull()
  expect(parseLocalNumber('12 pcs', 'en')).toBeNull()
  expect(parseLocalNumber('0.0001', 'en')).toBeNull()
})
