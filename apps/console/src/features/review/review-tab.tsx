import { SegmentedControl } from '@cyclecount/ui'
import { getRouteApi } from '@tanstack/react-router'
import { useT } from '../../i18n/use-t.ts'
import { useRun } from '../run/run-context.ts'
import { OffsetOffers } from '../offsets/offset-offers.tsx'
import { LineReview } from './line-review.tsx'
import { ReadBanner } from './read-banner.tsx'
import { Recounts } from './recounts.tsx'
import { SkuReview } from './sku-review.tsx'

const route = getRouteApi('/runs/$runId/review')

/** What differs, and what is decided about it. */
export function ReviewTab() {
  const t = useT()
  const run = useRun()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const bySku = search.view === 'sku'
  return (
    <>
      <ReadBanner run={run}>
        <SegmentedControl
          label={t('console.review.view')}
          value={bySku ? 'sku' : 'lines'}
          options={[
            { value: 'lines', label: t('console.review.view.lines') },
            { value: 'sku', label: t('console.review.view.sku') },
          ]}
          onChange={(view) => void navigate({ search: view === 'sku' ? { view } : {}, replace: true })}
        />
      </ReadBanner>
      <Recounts />
      {bySku ? null : <OffsetOffers />}
      {bySku ? <SkuReview /> : <LineReview />}
    </>
  )
}
