import { setupI18n } from '@lingui/core'
import { compileMessageOrThrow, type CompiledMessage } from '@lingui/message-utils/compileMessage'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileMessage } from './compile-message.ts'

const values = { n: 2, who: 'Ana', kind: 'case' }

function say(compiled: CompiledMessage): string {
  const i18n = setupI18n()
  i18n.loadAndActivate({ locale: 'en', messages: { it: compiled } })
  return i18n._('it', values)
}

function ours(message: string): string | null {
  const compiled = compileMessage(message)
  return 'kind' in compiled ? null : say(compiled)
}

const said: readonly (readonly [string, string])[] = [
  ['Undo', 'Undo'],
  ['{who} is counting', 'Ana is counting'],
  ['{ n , plural , one {# scan} other {# scans} } waiting', '2 scans waiting'],
  ['{n, plural, =2 {a pair} one {#} other {#}}', 'a pair'],
  ['{n, plural, offset:1 one {{who} and # other} other {{who} and # others}}', 'Ana and 1 other'],
  ['{n, selectordinal, one {#st} two {#nd} few {#rd} other {#th}}', '2nd'],
  ['{kind, select, case {cases} other {pieces}} of {n, number}', 'cases of 2'],
  ["Ana's and ''Ben''s'", "Ana's and 'Ben's'"],
  ["'{not}' an argument, it''s", "{not} an argument, it's"],
  ["{n, plural, one {'#'} other {'#' #}}", '# 2'],
  ['Shelf #4', 'Shelf #4'],
]

for (const [message, expected] of said) {
  test(`“${message}” says “${expected}”, as with Lingui’s own compiler`, () => {
    expect(ours(message)).toBe(expected)
    expect(say(compileMessageOrThrow(message))).toBe(expected)
  })
}

for (const message of [
  '{',
  '{n',
  '}',
  '{n, plural}',
  '{n, plural, one {#}}',
  '{n, plural, other {#}',
  '{, number}',
]) {
  test(`“${message}” is a fault, not a guess`, () => {
    expect(ours(message)).toBeNull()
  })
}

test('whatever is written, both compilers say the same', () => {
  const words = fc.oneof(
    fc.stringMatching(/^[a-z ,.:#-]{0,8}$/),
    fc.constantFrom("Ana's ", "it''s", "'{x}' "),
  )
  const argument = fc.constantFrom('{n}', '{ who }', '{n, number}')
  const text = fc.array(fc.oneof(words, argument), { maxLength: 4 }).map((parts) => parts.join(''))
  const plural = fc
    .tuple(text, text)
    .map(([one, other]) => `{n, plural, one {${one}} =7 {x} other {${other}}}`)
  const select = fc.tuple(text, plural).map(([one, other]) => `{kind, select, bag {${one}} other {${other}}}`)
  const message = fc.array(fc.oneof(text, plural, select), { maxLength: 3 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(message, (written) => {
      let theirs: string | null = null
      try {
        theirs = say(compileMessageOrThrow(written))
      } catch {
        // Their compiler refuses by throwing; then there is nothing to compare with.
      }
      fc.pre(theirs !== null)
      expect(ours(written)).toBe(theirs)
    }),
    { numRuns: 500 },
  )
})
