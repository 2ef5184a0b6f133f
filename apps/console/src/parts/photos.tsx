import type { ReplyOf, routes } from '@cyclecount/contract'
import type { FacilityId } from '@cyclecount/domain'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useT } from '../i18n/use-t.ts'
import { useSession } from '../server/context.tsx'
import { photoQuery } from '../server/queries.ts'
import { Failure } from './failure.tsx'

type ShownPhoto = ReplyOf<typeof routes.unknownCodes>['codes'][number]['photos'][number]

export interface PhotosProps {
  readonly facilityId: FacilityId
  /** What they are of: the code that was scanned. */
  readonly of: string
  readonly photos: readonly ShownPhoto[]
}

/** The photos that a counter took of a scan; one that is still on their device says so. */
export function Photos({ facilityId, of, photos }: PhotosProps) {
  const t = useT()
  if (photos.length === 0) return null
  return (
    <ul className="c-photos" aria-label={t('console.photos', { code: of })}>
      {photos.map(({ sha256, at, arrived }, index) => (
        <li key={`${sha256} ${at}`}>
          {arrived ? (
            <Photo
              facilityId={facilityId}
              sha256={sha256}
              alt={t('console.photo', { code: of, n: index + 1, total: photos.length })}
            />
          ) : (
            <p className="cc-muted">{t('console.photo.notArrived')}</p>
          )}
        </li>
      ))}
    </ul>
  )
}

interface PhotoProps {
  readonly facilityId: FacilityId
  readonly sha256: string
  readonly alt: string
}

/** Fetched with the person’s token, which an `img` cannot send; small at first, and large when it is asked for. */
function Photo({ facilityId, sha256, alt }: PhotoProps) {
  const t = useT()
  const { server } = useSession()
  const query = useQuery(photoQuery(server, facilityId, sha256))
  const url = useObjectUrl(query.data)
  const [large, setLarge] = useState(false)
  if (query.error) return <Failure error={query.error} />
  if (url === null) return <p className="cc-muted">{t('console.photo.coming')}</p>
  return (
    <button
      type="button"
      className="c-photo"
      aria-expanded={large}
      title={t(large ? 'console.photo.smaller' : 'console.photo.larger')}
      onClick={() => setLarge(!large)}
    >
      <img src={url} alt={alt} />
    </button>
  )
}

function useObjectUrl(blob: Blob | undefined): string | null {
  const [url, setUrl] = useState<string | null>(null)
  useEffect(() => {
    if (!blob) return undefined
    const made = URL.createObjectURL(blob)
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [blob])
  return url
}
