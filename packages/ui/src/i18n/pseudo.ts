import type { I18n } from '@lingui/core'
import { createMessages, type Messages } from './messages.ts'

const plain = 'aceinosuyzACEINOSUYZ'
const accented = 'áçéïñöšûÿžÁÇÉÎÑÖŠÛÝŽ'

/**
 * Text as a longer, accented language would show it: `Send now` → `⟦Šéñd ñöw ··⟧`.
 * What appears without brackets on a screen in this locale was never in a catalogue.
 */
export function pseudoText(text: string): string {
  if (text.trim() === '') return text
  const letters = [...text].map((letter) => accented[plain.indexOf(letter)] ?? letter).join('')
  return `⟦${letters}${'·'.repeat(Math.ceil(text.trim().length / 3))}⟧`
}

/** Messages in the pseudo-locale `en-XA`, for the gallery and for tests. Placeholders and plurals still work. */
export function createPseudoMessages(base: Messages): I18n {
  return createMessages(base, 'en-XA', pseudoText)
}
