import { createMessages, switchLocale } from '@cyclecount/ui'
import { en } from '../i18n/en.ts'

/** What the app says: at first what counting needs. */
export const words = createMessages(en)

let coming: Promise<void> | null = null

/** The sentences of everything else, once. */
function loadLater(): Promise<void> {
  coming ??= import('../i18n/later.ts').then(
    ({ later }) => switchLocale(words, words.locale, later),
    (error: unknown) => {
      coming = null
      throw error
    },
  )
  return coming
}

/** A part of the app together with the sentences that it says. */
export async function withLaterWords<T>(part: Promise<T>): Promise<T> {
  const [loaded] = await Promise.all([part, loadLater()])
  return loaded
}
