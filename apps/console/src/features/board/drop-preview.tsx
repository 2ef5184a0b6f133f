import { useLocale } from '@cyclecount/ui'
import { useT } from '../../i18n/use-t.ts'
import type { Column } from './board-row.tsx'
import { hoursNumber, timeText } from './hours.ts'
import type { Preview } from './places.ts'

export interface DropPreviewProps {
  readonly places: number
  /** Undefined: over no column. */
  readonly person: Column | undefined
  readonly preview: Preview | null
}

/** What letting go would do, and what it costs: `+2 h, Ana 7.5 of 8 h`. */
export function DropPreview({ places, person, preview }: DropPreviewProps) {
  const t = useT()
  const locale = useLocale()
  if (person === undefined) return <>{t('console.board.dragging', { n: places })}</>
  if (person === null || preview === null) return <>{t('console.board.drop.nobody', { n: places })}</>
  return (
    <>
      <strong>
        {t('console.board.drop', {
          n: places,
          extra: timeText(preview.extra, t, locale),
          person: person.name,
        })}
      </strong>{' '}
      <span>
        {t('console.board.load', {
          has: hoursNumber(preview.minutes, locale),
          of: timeText(preview.available, t, locale),
        })}
      </span>
      {preview.shut > 0 ? <span>{t('console.board.drop.shut', { n: preview.shut })}</span> : null}
    </>
  )
}
