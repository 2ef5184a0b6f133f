import { routes, type SuggestionList } from '@cyclecount/contract'
import type { FacilityId, SuggestionId } from '@cyclecount/domain'
import {
  Button,
  Card,
  CheckCircleIcon,
  DateTime,
  EmptyState,
  RecountIcon,
  SegmentedControl,
  useLive,
} from '@cyclecount/ui'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import type { SuggestionsSearch } from '../../app/searches.ts'
import { useT } from '../../i18n/use-t.ts'
import { FacilitySelect, useFacilities } from '../../parts/facility-select.tsx'
import { Failure } from '../../parts/failure.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { MoreButton } from '../../parts/more-button.tsx'
import { Page } from '../../parts/page.tsx'
import { nothingSelected, type Selection } from '../../parts/selection.ts'
import { useSettled } from '../../parts/use-settled.ts'
import { localMinute } from '../../parts/wall-time.ts'
import { useCall, useMay } from '../../server/context.tsx'
import { BudgetCard } from './budget-card.tsx'
import { suggestionsKey, suggestionsQuery } from './queries.ts'
import { SuggestionBar } from './suggestion-bar.tsx'
import { SuggestionTable } from './suggestion-table.tsx'

const route = getRouteApi('/suggestions')
const USUAL_MINUTES = 120
const states = ['open', 'snoozed', 'accepted', 'dismissed', 'closed'] as const

/** What should be counted next in a facility, why, and what fits into the time there is. */
export function SuggestionsPage() {
  const t = useT()
  const search = route.useSearch()
  const [first] = useFacilities('plan-runs')
  const facilityId = (search.facility as FacilityId | undefined) ?? first?.facilityId
  return (
    <Page title={t('console.suggestions.title')} note={t('console.suggestions.note')}>
      {facilityId === undefined ? null : (
        <Suggestions key={facilityId} facilityId={facilityId} search={search} />
      )}
    </Page>
  )
}

interface SuggestionsProps {
  readonly facilityId: FacilityId
  readonly search: SuggestionsSearch
}

function Suggestions({ facilityId, search }: SuggestionsProps) {
  const t = useT()
  const [selection, setSelection] = useState<Selection<SuggestionId>>(nothingSelected)
  const [minutes, setMinutes] = useState(USUAL_MINUTES)
  const state = search.state ?? 'open'
  const query = useInfiniteQuery(
    suggestionsQuery(useCall(), facilityId, {
      state,
      by: search.by ?? 'records',
      minutes: String(useSettled(minutes)),
    }),
  )
  const clear = (): void => setSelection(nothingSelected())
  return (
    <>
      <Filters facilityId={facilityId} search={search} list={query.data?.pages[0]} onChange={clear} />
      <Loaded query={query}>
        {({ pages }) => {
          const [list] = pages
          if (!list) return null
          if (list.computedAt === null) return <NeverComputed facilityId={facilityId} />
          const suggestions = pages.flatMap((page) => page.suggestions)
          const isOpen = state === 'open'
          return (
            <div className="c-stack">
              {isOpen ? (
                <BudgetCard
                  list={list}
                  minutes={minutes}
                  onMinutes={setMinutes}
                  onChooseFitting={() => setSelection({ ids: new Set(list.fits.ids), anchor: null })}
                />
              ) : null}
              {suggestions.length === 0 ? (
                <Card>
                  <EmptyState icon={CheckCircleIcon} title={t(`console.suggestions.none.${state}`)}>
                    {t('console.suggestions.none.words')}
                  </EmptyState>
                </Card>
              ) : (
                <SuggestionTable
                  list={list}
                  suggestions={suggestions}
                  fitting={new Set(isOpen ? list.fits.ids : [])}
                  selection={selection}
                  onSelect={isOpen || state === 'snoozed' ? setSelection : null}
                >
                  <MoreButton query={query} />
                </SuggestionTable>
              )}
              {selection.ids.size === 0 ? null : (
                <SuggestionBar
                  facilityId={facilityId}
                  ids={[...selection.ids]}
                  today={localMinute(Date.now(), list.timeZone).slice(0, 10)}
                  onDone={clear}
                />
              )}
              <Freshness facilityId={facilityId} list={list} />
            </div>
          )
        }}
      </Loaded>
    </>
  )
}

interface FiltersProps extends SuggestionsProps {
  readonly list: SuggestionList | undefined
  readonly onChange: () => void
}

function Filters({ facilityId, search, list, onChange }: FiltersProps) {
  const t = useT()
  const navigate = route.useNavigate()
  const seesCost = useMay()('see-cost', facilityId)
  const go = (to: Partial<SuggestionsSearch>): void => {
    onChange()
    void navigate({ search: { ...search, ...to }, replace: true })
  }
  return (
    <search className="cc-toolbar" aria-label={t('console.filters')}>
      <FacilitySelect
        needs="plan-runs"
        value={facilityId}
        onChange={(facility) => go({ facility, state: undefined })}
      />
      <SegmentedControl
        label={t('console.suggestions.state')}
        value={search.state ?? 'open'}
        options={states.map((value) => ({
          value,
          label: t(`console.suggestions.state.${value}`),
          count: list?.counts[value],
        }))}
        onChange={(state) => go({ state: state === 'open' ? undefined : state })}
      />
      {seesCost ? (
        <SegmentedControl
          label={t('console.suggestions.by')}
          value={search.by ?? 'records'}
          options={(['records', 'money'] as const).map((value) => ({
            value,
            label: t(`console.suggestions.by.${value}`),
          }))}
          onChange={(by) => go({ by: by === 'records' ? undefined : by })}
        />
      ) : null}
    </search>
  )
}

function NeverComputed({ facilityId }: { readonly facilityId: FacilityId }) {
  const t = useT()
  return (
    <Card>
      <EmptyState icon={RecountIcon} title={t('console.suggestions.never.title')}>
        <p>{t('console.suggestions.never.words')}</p>
        <RefreshButton facilityId={facilityId} isFirst />
      </EmptyState>
    </Card>
  )
}

interface FreshnessProps {
  readonly facilityId: FacilityId
  readonly list: SuggestionList
}

function Freshness({ facilityId, list }: FreshnessProps) {
  const t = useT()
  return (
    <div className="cc-actions">
      <span className="cc-muted">
        {t('console.suggestions.computed')} <DateTime at={list.computedAt} timeZone={list.timeZone} /> ·{' '}
        {t('console.suggestions.bookRead')} <DateTime at={list.bookReadAt} timeZone={list.timeZone} />
      </span>
      <RefreshButton facilityId={facilityId} />
    </div>
  )
}

interface RefreshButtonProps {
  readonly facilityId: FacilityId
  readonly isFirst?: boolean
}

function RefreshButton({ facilityId, isFirst = false }: RefreshButtonProps) {
  const t = useT()
  const call = useCall()
  const queries = useQueryClient()
  const { toast } = useLive()
  const refreshing = useMutation({
    mutationFn: () => call(routes.refreshSuggestions, { params: { facilityId } }),
    onSuccess: ({ open }) => {
      toast({ text: t('console.suggestions.refreshed', { n: open }) })
      return queries.invalidateQueries({ queryKey: suggestionsKey })
    },
  })
  return (
    <>
      {refreshing.error ? <Failure error={refreshing.error} /> : null}
      <Button
        icon={RecountIcon}
        variant={isFirst ? 'primary' : 'plain'}
        busy={refreshing.isPending}
        onClick={() => refreshing.mutate()}
      >
        {t(isFirst ? 'console.suggestions.first' : 'console.suggestions.refresh')}
      </Button>
    </>
  )
}
