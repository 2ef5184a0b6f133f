import { laterPart } from '../../app/later-part.tsx'
import { withLaterWords } from '../../app/words.ts'

/** The part that takes photos, with its sentences; asked for ahead where the network may go. */
export const photoButton = laterPart(() =>
  withLaterWords(import('./photo-button.tsx')).then(({ PhotoButton }) => PhotoButton),
)
