import { compileMessageOrThrow } from '@lingui/message-utils/compileMessage'
import { describe, expect, test } from 'vitest'
import { readMessage } from './read-message.ts'

describe('a message is read as Lingui’s own compiler reads it', () => {
  test.each([
    'There is no such count.',
    '“{label}” is given by rules, not by people.',
    'Ana’s and Ben’s: {a}{b} 5 # 3',
    '{n, plural, =0 {Nothing} one {# scan} other {# scans of {who}}} waits.',
    '{ n , plural , one { # } other {#} }',
    '{parts} {one, select, yes {was # 1} other {were}} expected; {counted}.',
    '{n, plural, one {{who, select, me {my scan} other {a scan of {who}}}} other {# scans}}',
    '',
  ])('%s', (message) => {
    // The compiler names an offset that is not given, as undefined.
    expect(readMessage(message)).toEqual(compileMessageOrThrow(message))
  })

  test('in capital letters too', () => {
    const loud = (text: string) => text.toUpperCase()
    const message = '{n, plural, one {# scan} other {# scans}} waiting in {area}'
    expect(readMessage(message, loud)).toEqual(compileMessageOrThrow(message, loud))
  })
})

test.each(['Sent {n', 'Sent {n, plural, one {# scan}', 'Sent} all', '{n, date}', '{}'])(
  'what cannot be read is shown as it is written: %s',
  (message) => {
    expect(readMessage(message)).toEqual([message])
  },
)
