import { setupI18n } from '@lingui/core'
import { compileMessage } from '@lingui/message-utils/compileMessage'
import { en } from './en.ts'

export type Words = keyof typeof en

const i18n = setupI18n()
i18n.setMessagesCompiler(compileMessage)
i18n.loadAndActivate({ locale: 'en', messages: en })

/** A sentence of the engine's catalogue. A key that is not in it does not compile. */
export function say(key: Words, values?: Readonly<Record<string, string | number>>): string {
  return i18n._(key, values)
}
