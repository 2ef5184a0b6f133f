import { setupI18n, type I18n } from '@lingui/core'
import { readMessage, type ReadMessage } from '@cyclecount/domain'
import { en as uiMessages } from './en.ts'

/** A catalogue: keys such as `count.undo`, values in ICU MessageFormat. Written `export const en = {…} as const`. */
export type Messages = Readonly<Record<string, string>>

/** What a message's `{placeholders}` are filled with. Quantities and money arrive as text, formatted before. */
export type MessageValues = Readonly<Record<string, string | number>>

/** The keys of this room's own strings, which every app may use too. */
export type UiMessageKey = keyof typeof uiMessages

/** Says a message. A key that is in neither the app's catalogue nor this room's does not compile. */
export type Translate<Key extends string = never> = (
  key: Key | UiMessageKey,
  values?: MessageValues,
) => string

/** What a pseudo-locale does to the text of a message; placeholders are left alone. */
export type MapText = (text: string) => string

/**
 * Reads each message once, at its first use: a phone pays only for the sentences it shows. What cannot be read is
 * shown as it is written; `brokenMessages` finds it before a person does.
 */
function readOnce(mapText?: MapText): (message: string) => ReadMessage {
  const readByText = new Map<string, ReadMessage>()
  return (message) => {
    const known = readByText.get(message)
    if (known) return known
    const read = readMessage(message, mapText)
    readByText.set(message, read)
    return read
  }
}

/**
 * An activated Lingui instance that holds the app's base catalogue and this room's own.
 * `mapText` is for the pseudo-locale.
 */
export function createMessages(base: Messages, locale = 'en', mapText?: MapText): I18n {
  const i18n = setupI18n()
  i18n.setMessagesCompiler(readOnce(mapText))
  i18n.loadAndActivate({ locale, messages: { ...uiMessages, ...base } })
  return i18n
}

/** Switches to another locale. What it leaves out stays in the language that was active before, never blank. */
export function switchLocale(i18n: I18n, locale: string, messages: Messages): void {
  i18n.loadAndActivate({ locale, messages: { ...i18n.messages, ...messages } })
}

/** `t` outside React: workers, stores, tests. */
export function translator<Key extends string = never>(i18n: I18n): Translate<Key> {
  return (key, values) => i18n._(key, values)
}
