import type { ReplyOf, RunDetail, routes } from '@cyclecount/contract'
import { useQuery } from '@tanstack/react-query'
import { Link, useLocation, type LinkProps } from '@tanstack/react-router'
import { useLayoutEffect, useRef } from 'react'
import { useT, type ConsoleKey } from '../../i18n/use-t.ts'
import { useCall, useMay } from '../../server/context.tsx'
import { checklistQuery, reviewHeadQuery } from '../../server/queries.ts'

type ChecklistItem = ReplyOf<typeof routes.checklist>['items'][number]

interface Tab {
  readonly to: NonNullable<LinkProps['to']>
  readonly words: ConsoleKey
  readonly count?: number
  readonly review?: true
}

/** The parts of a run as links, so that each has an address of its own; numbers say where something waits. */
export function RunTabs({ run }: { readonly run: RunDetail }) {
  const t = useT()
  const reviews = useMay()('review', run.facilityId)
  const call = useCall()
  const { data: checklist } = useQuery({ ...checklistQuery(call, run.runId), enabled: reviews })
  const { data: head } = useQuery({ ...reviewHeadQuery(call, run.runId), enabled: reviews })
  const waiting = (kind: ChecklistItem['kind']): number =>
    checklist?.items.find((item) => item.kind === kind)?.count ?? 0
  const tabs: readonly Tab[] = [
    { to: '/runs/$runId/areas', words: 'console.tab.areas', count: run.areas - run.areasAssigned },
    { to: '/runs/$runId/live', words: 'console.tab.live' },
    { to: '/runs/$runId/review', words: 'console.tab.review', count: head?.waiting ?? 0, review: true },
    { to: '/runs/$runId/codes', words: 'console.tab.codes', count: waiting('unknown-codes'), review: true },
    { to: '/runs/$runId/late', words: 'console.tab.late', count: waiting('late-scans'), review: true },
    { to: '/runs/$runId/set-aside', words: 'console.tab.aside', count: waiting('set-aside'), review: true },
    { to: '/runs/$runId/submit', words: 'console.tab.submit', review: true },
    { to: '/runs/$runId/report', words: 'console.tab.report', review: true },
    { to: '/runs/$runId/sheets', words: 'console.tab.sheets', review: true },
    { to: '/runs/$runId/closing', words: 'console.tab.closing', review: true },
    { to: '/runs/$runId/chain', words: 'console.tab.chain', review: true },
  ]
  const nav = useOpenTabInView()
  return (
    <nav ref={nav} className="cc-tabs c-tabs" aria-label={t('console.tab.label')}>
      {tabs
        .filter((tab) => reviews || tab.review !== true)
        .map(({ to, words, count = 0 }) => (
          <Link
            key={to}
            to={to}
            params={{ runId: run.runId }}
            className="cc-tab"
            activeOptions={{ includeSearch: false }}
            activeProps={{ 'aria-current': 'page' }}
          >
            {t(words)}
            {count > 0 ? <span className="cc-tab-count">{count}</span> : null}
          </Link>
        ))}
    </nav>
  )
}

/** There are more tabs than a phone is wide: the one that is open is in the middle of what is seen of them. */
function useOpenTabInView() {
  const nav = useRef<HTMLElement>(null)
  const { pathname } = useLocation()
  useLayoutEffect(() => {
    const element = nav.current
    const open = element?.querySelector<HTMLElement>('[aria-current]')
    if (!element || !open) return
    const { left, width } = open.getBoundingClientRect()
    const middle = left + width / 2 - element.getBoundingClientRect().left - element.clientWidth / 2
    element.scrollBy({ left: middle, behavior: 'instant' })
  }, [pathname])
  return nav
}
