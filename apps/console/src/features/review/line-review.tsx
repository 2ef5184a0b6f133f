import type { Review } from '@cyclecount/contract'
import type { VarianceId } from '@cyclecount/domain'
import { Button, Card, EmptyState, ReviewIcon } from '@cyclecount/ui'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { nothingSelected } from '../../parts/selection.ts'
import { useCall, useMay } from '../../server/context.tsx'
import { reviewQuery } from '../../server/queries.ts'
import { isOver, useRun } from '../run/run-context.ts'
import { BatchBar } from './batch-bar.tsx'
import type { ChosenLines } from './chosen-lines.ts'
import { LinePanel } from './line-panel.tsx'
import { LineTable } from './line-table.tsx'
import { ReviewFilters } from './review-filters.tsx'
import { filterOf, isFiltered } from './review-filter.ts'
import { ReviewTotals } from './review-totals.tsx'

const route = getRouteApi('/runs/$runId/review')

/** The variances line by line: filtered, chosen, decided. */
export function LineReview() {
  const run = useRun()
  const search = route.useSearch()
  const filter = filterOf(search)
  const query = useQuery(reviewQuery(useCall(), run.runId, filter))
  return (
    <>
      <ReviewFilters />
      <Loaded query={query} lines={10}>
        {(head) => (
          // Another filter is another list: nothing stays chosen that is not in view any more.
          <Lines key={JSON.stringify({ ...filter, sort: null })} head={head} />
        )}
      </Loaded>
    </>
  )
}

const nothingDone: ReadonlySet<VarianceId> = new Set()
const nothingChosen: ChosenLines = { selection: nothingSelected(), seen: new Map() }

function Lines({ head }: { readonly head: Review }) {
  const run = useRun()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const mayDecide = useMay()('decide', run.facilityId) && !isOver(run)
  const [chosen, setChosen] = useState(nothingChosen)
  const [done, setDone] = useState(nothingDone)
  const { totals } = head
  const openLine = (line: VarianceId | null): void =>
    void navigate({ search: { ...search, line: line ?? undefined }, replace: true, resetScroll: false })

  if (totals === null || totals.lines === 0) return <NoLines reconciledAt={head.reconciledAt} />
  return (
    <>
      <ReviewTotals totals={totals} />
      <div className="c-split" data-open={search.line ? true : undefined}>
        <div className="c-split-main">
          <LineTable
            head={head}
            totals={totals}
            chosen={chosen}
            onChoose={mayDecide ? setChosen : null}
            open={search.line ?? null}
            onOpen={openLine}
            done={done}
          />
          {mayDecide && chosen.selection.ids.size > 0 ? (
            <BatchBar totals={totals} chosen={chosen} onChoose={setChosen} onDone={setDone} />
          ) : null}
        </div>
        {search.line ? (
          <LinePanel key={search.line} lineId={search.line} onClose={() => openLine(null)} />
        ) : null}
      </div>
    </>
  )
}

function NoLines({ reconciledAt }: { readonly reconciledAt: number | null }) {
  const t = useT()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  if (reconciledAt === null) {
    return (
      <Card>
        <EmptyState icon={ReviewIcon} title={t('console.review.none')}>
          {t('console.review.none.words')}
        </EmptyState>
      </Card>
    )
  }
  const filtered = isFiltered(search)
  return (
    <Card>
      <EmptyState
        icon={ReviewIcon}
        title={t(filtered ? 'console.review.noneMatch' : 'console.review.allDecided')}
        actions={
          <Button
            onClick={() =>
              void navigate({ search: filtered ? {} : { status: 'all', show: 'all' }, replace: true })
            }
          >
            {t(filtered ? 'console.filters.clear' : 'console.review.showAll')}
          </Button>
        }
      >
        {filtered ? null : t('console.review.allDecided.words')}
      </EmptyState>
    </Card>
  )
}
