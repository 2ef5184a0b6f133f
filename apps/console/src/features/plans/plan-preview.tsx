import type { PlanBody } from '@cyclecount/contract'
import { Banner } from '@cyclecount/ui'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { useFacilities } from '../../parts/facility-select.tsx'
import { Failure } from '../../parts/failure.tsx'
import { useSettled } from '../../parts/use-settled.ts'
import { useCall } from '../../server/context.tsx'
import { previewQuery } from '../../server/queries.ts'

/** How many items at how many facilities the plan comes to now, and where it would count nothing. */
export function PlanPreview({ itemSet, facilities }: Pick<PlanBody, 'itemSet' | 'facilities'>) {
  const t = useT()
  const asked = useSettled(useMemo(() => ({ itemSet, facilities }), [itemSet, facilities]))
  const query = useQuery(previewQuery(useCall(), asked))
  const known = useFacilities('plan-runs')
  if (query.error) return <Failure error={query.error} />
  if (!query.data) return <p className="cc-muted">{t('console.plans.preview.coming')}</p>
  const { places } = query.data
  const counted = places.filter(({ items }) => items === null || items > 0)
  const counts = counted.flatMap(({ items }) => items ?? [])
  const nameOf = (ids: readonly string[]) => {
    const names = known.filter(({ facilityId }) => ids.includes(facilityId)).map(({ name }) => name)
    return names.length > 5 ? `${names.slice(0, 5).join(', ')} …` : names.join(', ')
  }
  const empty = places.filter(({ items }) => items === 0).map(({ facilityId }) => facilityId)
  const unread = places.filter(({ isBookUnread }) => isBookUnread).map(({ facilityId }) => facilityId)
  return (
    <div className="c-stack" aria-live="polite">
      <Banner tone="info" title={t('console.plans.preview', { n: counted.length })}>
        {counts.length === 0
          ? t('console.plans.preview.everything')
          : t('console.plans.preview.items', {
              least: counts.reduce((a, b) => Math.min(a, b)),
              most: counts.reduce((a, b) => Math.max(a, b)),
              whole: counted.length - counts.length,
            })}
      </Banner>
      {empty.length === 0 ? null : (
        <Banner tone="warn" title={t('console.plans.preview.none', { n: empty.length })}>
          {nameOf(empty)}
        </Banner>
      )}
      {unread.length === 0 ? null : (
        <Banner tone="warn" title={t('console.plans.preview.unread', { n: unread.length })}>
          {t('console.plans.preview.unread.words', { names: nameOf(unread) })}
        </Banner>
      )}
    </div>
  )
}
