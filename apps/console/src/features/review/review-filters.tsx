import { routes, urlOf } from '@cyclecount/contract'
import { SegmentedControl, Select, TextField } from '@cyclecount/ui'
import { getRouteApi } from '@tanstack/react-router'
import { useEffect, useEffectEvent, useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { ExportButton } from '../../parts/export-button.tsx'
import { useSettled } from '../../parts/use-settled.ts'
import { useRun } from '../run/run-context.ts'
import { countedStates, filterOf, searchWith, verdicts } from './review-filter.ts'
import { ShortcutHelp } from '../keyboard/shortcut-help.tsx'

const route = getRouteApi('/runs/$runId/review')

/** Which lines are shown; all of it lies in the address. */
export function ReviewFilters() {
  const t = useT()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const run = useRun()
  const filter = filterOf(search)
  const { sort: _, ...asked } = filter
  const change = (next: Parameters<typeof searchWith>[1]): void =>
    void navigate({ search: searchWith(search, next), replace: true, resetScroll: false })
  return (
    <search className="cc-toolbar" aria-label={t('console.filters')}>
      <SegmentedControl
        label={t('console.review.status')}
        value={filter.status ?? 'open'}
        options={[
          { value: 'open', label: t('console.review.status.open') },
          { value: 'waiting', label: t('console.review.status.waiting') },
          { value: 'decided', label: t('console.review.status.decided') },
          { value: 'all', label: t('console.review.status.all') },
        ]}
        onChange={(status) => change({ status })}
      />
      <SegmentedControl
        label={t('console.review.show')}
        value={filter.show ?? 'differing'}
        options={[
          { value: 'differing', label: t('console.review.show.differing') },
          { value: 'all', label: t('console.review.show.all') },
          ...(run.countType === 'DIRECTED_COUNT'
            ? [{ value: 'not-asked' as const, label: t('console.review.show.not-asked') }]
            : []),
          { value: 'book-moved', label: t('console.review.show.book-moved') },
        ]}
        onChange={(show) => change({ show })}
      />
      <Select
        label={t('console.review.state')}
        hideLabel
        value={filter.state ?? ''}
        onChange={(event) => {
          const value = event.currentTarget.value
          change({ state: countedStates.find((state) => state === value) })
        }}
        options={[
          { value: '', label: t('console.review.state.all') },
          ...countedStates.map((state) => ({ value: state, label: t(`console.counted.${state}`) })),
        ]}
      />
      <Select
        label={t('console.verdict.filter')}
        hideLabel
        value={filter.verdict ?? ''}
        onChange={(event) => {
          const { value } = event.currentTarget
          change({ verdict: verdicts.find((verdict) => verdict === value) })
        }}
        options={[
          { value: '', label: t('console.verdict.filter.all') },
          ...verdicts.map((verdict) => ({ value: verdict, label: t(`console.verdict.${verdict}`) })),
        ]}
      />
      <SearchText asked={search.q ?? ''} onChange={(q) => change({ q })} />
      <ExportButton
        url={urlOf(routes.reviewExport, { params: { runId: run.runId }, query: asked })}
        name={t('console.review.file', { run: run.name })}
      />
      <ShortcutHelp />
    </search>
  )
}

function SearchText({ asked, onChange }: { readonly asked: string; readonly onChange: (q: string) => void }) {
  const t = useT()
  const [typed, setTyped] = useState(asked)
  const settled = useSettled(typed)
  const apply = useEffectEvent((q: string) => {
    if (q !== asked) onChange(q)
  })
  useEffect(() => apply(settled), [settled])
  return (
    <TextField
      label={t('console.review.q')}
      hideLabel
      type="search"
      placeholder={t('console.review.q')}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
    />
  )
}
