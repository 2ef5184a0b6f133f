import { expect, test } from 'vitest'
import { createMessages, switchLocale, translator } from './messages.ts'
import { brokenMessages, missingKeys } from './missing-keys.ts'
import { en as uiMessages } from './en.ts'
import { createPseudoMessages, pseudoText } from './pseudo.ts'

const en = {
  'count.undo': 'Undo',
  'sync.waiting': '{n, plural, one {# scan} other {# scans}} waiting in {area}',
} as const

test('UX-2 a message is filled, its plural chosen and its number grouped', () => {
  const t = translator<keyof typeof en>(createMessages(en))
  expect(t('sync.waiting', { n: 1, area: 'A-12' })).toBe('1 scan waiting in A-12')
  expect(t('sync.waiting', { n: 1_200, area: 'A-12' })).toBe('1,200 scans waiting in A-12')
})

test('the strings of the shared components are always there', () => {
  expect(translator(createMessages({}))('ui.close')).toBe('Close')
})

test('an app may reword a shared string', () => {
  expect(translator(createMessages({ 'ui.close': 'Shut' }))('ui.close')).toBe('Shut')
})

test('UX-2 another locale takes over, and what it has not translated yet stays readable', () => {
  const messages = createMessages(en)
  const t = translator<keyof typeof en>(messages)
  switchLocale(messages, 'ar', { 'sync.waiting': '{n, plural, two {مسحان} other {# مسح}} {area}' })
  expect(t('sync.waiting', { n: 2, area: 'A-12' })).toBe('مسحان A-12')
  expect(t('count.undo')).toBe('Undo')
  expect(messages.locale).toBe('ar')
})

test('a half-done translation is found out', () => {
  expect(missingKeys(en, { 'count.undo': ' ', 'count.redo': 'Redo' })).toEqual({
    missing: ['count.undo', 'sync.waiting'],
    unknown: ['count.redo'],
  })
})

test('the pseudo-locale changes words and leaves placeholders alone', () => {
  const t = translator<keyof typeof en>(createPseudoMessages(en))
  expect(t('count.undo')).toBe(pseudoText('Undo'))
  expect(t('sync.waiting', { n: 3, area: 'A-12' })).toMatch(/3⟦ šçáñš.*A-12/)
})

test('every shared string is a message, and one that is not is named', () => {
  expect(brokenMessages(uiMessages)).toEqual([])
  expect(brokenMessages({ open: '{n', plural: '{n, plural, one {# scan}', fine: "Ana's" })).toEqual([
    'open',
    'plural',
  ])
})

test('a broken message is shown as it is written rather than not at all', () => {
  expect(translator<'bad'>(createMessages({ bad: 'Sent {n' }))('bad')).toBe('Sent {n')
})
