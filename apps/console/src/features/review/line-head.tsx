import { HeaderCell, SelectCell } from '@cyclecount/ui'
import { getRouteApi } from '@tanstack/react-router'
import { useT } from '../../i18n/use-t.ts'
import { filterOf, searchWith, type ReviewSort } from './review-filter.ts'

const route = getRouteApi('/runs/$runId/review')

export interface LineHeadProps {
  readonly seesCost: boolean
  /** How much of what is near is chosen. */
  readonly covered: 'none' | 'some' | 'all'
  /** Null for who may not decide. */
  readonly onChooseAll: (() => void) | null
}

/** The head of the review's table: choosing all that is near, and the order. */
export function LineHead({ seesCost, covered, onChooseAll }: LineHeadProps) {
  const t = useT()
  return (
    <thead>
      <tr>
        {onChooseAll ? (
          <SelectCell checked={covered === 'all'} mixed={covered === 'some'} onChange={onChooseAll} />
        ) : null}
        <SortedHead sort="title">{t('console.review.item')}</SortedHead>
        <SortedHead sort="location" wide>
          {t('console.review.location')}
        </SortedHead>
        <HeaderCell align="end" className="c-wide">
          {t('console.review.expected')}
        </HeaderCell>
        <HeaderCell align="end" className="c-wide">
          {t('console.review.counted')}
        </HeaderCell>
        <SortedHead sort="quantity" end>
          {t('console.review.variance')}
        </SortedHead>
        <HeaderCell align="end" className="c-wider">
          {t('console.review.percent')}
        </HeaderCell>
        {seesCost ? (
          <SortedHead sort="value" end>
            {t('console.review.cost')}
          </SortedHead>
        ) : null}
        <HeaderCell className="c-wider">{t('console.review.counters')}</HeaderCell>
        <HeaderCell className="c-wide">{t('console.review.decision')}</HeaderCell>
      </tr>
    </thead>
  )
}

interface SortedHeadProps {
  readonly sort: ReviewSort
  readonly end?: boolean
  readonly wide?: boolean
  readonly children: string
}

/** Amounts are sorted largest first by size, words from A. */
function SortedHead({ sort, end = false, wide = false, children }: SortedHeadProps) {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const direction = sort === 'title' || sort === 'location' ? 'ascending' : 'descending'
  return (
    <HeaderCell
      align={end ? 'end' : 'start'}
      className={wide ? 'c-wide' : undefined}
      sort={filterOf(search).sort === sort ? direction : null}
      onSort={() =>
        void navigate({ search: searchWith(search, { sort }), replace: true, resetScroll: false })
      }
    >
      {children}
    </HeaderCell>
  )
}
