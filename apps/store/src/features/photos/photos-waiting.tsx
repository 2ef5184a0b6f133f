import { photosOf, type PhotoStatus } from '@cyclecount/device-db/photos'
import { CameraIcon } from '@cyclecount/ui'
import { useStored } from '../../app/device-context.tsx'
import { useT, type T } from '../../i18n/use-t.ts'

/** What of the photos is still on this device alone, apart from the scans: a count is safe without them. */
export function PhotosWaiting() {
  const t = useT()
  const photos = useStored(['photos'], (store) => photosOf(store).status())
  if (!photos || photos.waiting === 0) return null
  return (
    <div className="s-photos" role="status">
      <CameraIcon />
      <span>
        <strong>{t('store.photo.waiting', { n: photos.waiting })}</strong>
        <span>{whyOf(photos, t)}</span>
      </span>
    </div>
  )
}

function whyOf({ refused, why, lastError }: PhotoStatus, t: T): string {
  if (refused > 0) return t('store.photo.refused', { n: refused, why: why ?? '' })
  return lastError?.message ?? t('store.photo.behind')
}
