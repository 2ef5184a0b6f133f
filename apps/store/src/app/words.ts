import { createMessages, switchLocale } from '@cyclecount/ui'
import { lazy, type ComponentType } from 'react'
import { en } from '../i18n/en.ts'
import { untilHere } from './until-here.ts'

/** What the app says: at first what counting needs. */
export const words = createMessages(en)

let coming: Promise<void> | null = null

/** The sentences of everything else, once. */
export function loadLater(): Promise<void> {
  coming ??= import('../i18n/later.ts').then(
    ({ later }) => switchLocale(words, words.locale, later),
    (error: unknown) => {
      coming = null
      throw error
    },
  )
  return coming
}

/** A part of the app that counting does not wait for: it comes when it is shown, with the sentences that it says. */
export function laterPart<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  return lazy(async () => {
    const [part] = await untilHere(() => Promise.all([load(), loadLater()]))
    return { default: part }
  })
}
