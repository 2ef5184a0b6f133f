import { lazy, Suspense } from 'react'
import { untilHere } from '../../app/until-here.ts'
import { loadLater } from '../../app/words.ts'
import type { PhotoButtonProps } from './photo-button.tsx'

/** The part that takes photos, with its sentences; asked for ahead where the network may go. */
export const loadPhotos = () => Promise.all([import('./photo-button.tsx'), loadLater()])

const Later = lazy(() => untilHere(loadPhotos).then(([{ PhotoButton: button }]) => ({ default: button })))

export function PhotoButton(props: PhotoButtonProps) {
  return (
    <Suspense>
      <Later {...props} />
    </Suspense>
  )
}
