import { setupI18n } from '@lingui/core'
import { readMessage, type ReadMessage } from './read-message.ts'

declare const said: unique symbol
/**
 * Words for a person that come from a message catalogue. Only the `say` of a catalogue makes one, so a sentence written where it is
 * needed does not compile.
 */
export type Sentence = string & { readonly [said]: true }

/** What a message's `{placeholders}` are filled with. Quantities and money arrive as text, formatted before. */
export type SentenceValues = Readonly<Record<string, string | number>>

/**
 * Says the messages of a room that has no screen: `en` is its catalogue in English, keys by subject, values in ICU MessageFormat. A key
 * that is not in it does not compile. Each message is read once, at its first use.
 */
export function createSay<Key extends string>(
  en: Readonly<Record<Key, string>>,
): (key: Key, values?: SentenceValues) => Sentence {
  const readByText = new Map<string, ReadMessage>()
  const i18n = setupI18n()
  i18n.setMessagesCompiler((message) => {
    const read = readByText.get(message) ?? readMessage(message)
    readByText.set(message, read)
    return read
  })
  i18n.loadAndActivate({ locale: 'en', messages: en })
  return (key, values) => i18n._(key, values) as Sentence
}
