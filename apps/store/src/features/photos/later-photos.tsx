import { lazy, Suspense } from 'react'
import { loadLater } from '../../app/words.ts'
import type { PhotoButtonProps } from './photo-button.tsx'

/** The part that takes photos, with its sentences; asked for ahead where the network may go. */
export const loadPhotos = () => Promise.all([import('./photo-button.tsx'), loadLater()])

// Where it cannot be had there is no button: a count goes on without photos.
const Later = lazy(() =>
  loadPhotos().then(
    ([{ PhotoButton: button }]) => ({ default: button }),
    () => ({ default: () => null }),
  ),
)

export function PhotoButton(props: PhotoButtonProps) {
  return (
    <Suspense>
      <Later {...props} />
    </Suspense>
  )
}
