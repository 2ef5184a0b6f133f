import type { Review, Variance } from '@cyclecount/contract'
import type { VarianceId } from '@cyclecount/domain'
import {
  Card,
  Cell,
  DataTable,
  HeaderCell,
  Money,
  Quantity,
  RowHeader,
  SelectCell,
  useLive,
} from '@cyclecount/ui'
import { getRouteApi } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { microsOf } from '../../parts/micros.ts'
import { allShownToggled, coverage, extended, toggled } from '../../parts/selection.ts'
import { useMay } from '../../server/context.tsx'
import { useRun } from '../run/run-context.ts'
import { chosenAs, whyNot, type ChosenLines } from './chosen-lines.ts'
import { LineRow } from './line-row.tsx'
import { filterOf, searchWith, type ReviewSort } from './review-filter.ts'
import { useLineKeys } from './use-line-keys.ts'

const route = getRouteApi('/runs/$runId/review')

export interface LineTableProps {
  readonly lines: readonly Variance[]
  readonly totals: Review['totals']
  readonly query: {
    readonly hasNextPage: boolean
    readonly isFetchingNextPage: boolean
    readonly fetchNextPage: () => Promise<unknown>
  }
  readonly chosen: ChosenLines
  /** Null for who may not decide. */
  readonly onChoose: ((chosen: ChosenLines) => void) | null
  readonly open: string | null
  readonly onOpen: (line: VarianceId | null) => void
}

/** The lines, of which only those in view are in the page; more are fetched as one comes near the end. */
export function LineTable({ lines, totals, query, chosen, onChoose, open, onOpen }: LineTableProps) {
  const t = useT()
  const seesCost = useMay()('see-cost', useRun().facilityId)
  const { toast } = useLive()
  const frame = useRef<HTMLDivElement>(null)
  const [current, setCurrent] = useState<VarianceId | null>(null)
  const known = useMemo(() => new Map(lines.map((line) => [line.varianceId, line])), [lines])
  const choosable = useMemo(
    () => lines.filter((line) => whyNot(line) === null).map(({ varianceId }) => varianceId),
    [lines],
  )
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => frame.current,
    estimateSize: () => 49,
    getItemKey: (index) => lines[index]?.varianceId ?? index,
    overscan: 12,
    scrollPaddingStart: 44,
    scrollPaddingEnd: 44,
  })
  const items = rows.getVirtualItems()
  const lastInView = items.at(-1)?.index ?? 0
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query
  useEffect(() => {
    if (lastInView >= lines.length - 30 && hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [lastInView, lines.length, hasNextPage, isFetchingNextPage, fetchNextPage])

  function choose(change: (before: ChosenLines['selection']) => ChosenLines['selection']): void {
    onChoose?.(chosenAs(chosen, change(chosen.selection), known))
  }
  function toggle(id: VarianceId, range: boolean): void {
    const line = known.get(id)
    const reason = line ? whyNot(line) : null
    if (reason !== null) toast({ text: t(`console.review.whyNot.${reason}`) })
    if (!choosable.includes(id)) return
    choose((before) => (range ? extended(before, choosable, id) : toggled(before, id)))
  }
  function goTo(index: number): void {
    const line = lines[index]
    if (!line) return
    setCurrent(line.varianceId)
    if (open !== null) onOpen(line.varianceId)
    rows.scrollToIndex(index)
    requestAnimationFrame(() =>
      frame.current
        ?.querySelector<HTMLElement>(`[data-line="${line.varianceId}"]`)
        ?.focus({ preventScroll: true }),
    )
  }
  useLineKeys({
    frame,
    index: lines.findIndex(({ varianceId }) => varianceId === current),
    goTo,
    onToggle: () => current !== null && toggle(current, false),
    onOpen: () => current !== null && onOpen(current),
    onClose: open === null ? null : () => onOpen(null),
  })

  const covered = coverage(chosen.selection, choosable)
  const before = items[0]?.start ?? 0
  const after = rows.getTotalSize() - (items.at(-1)?.end ?? 0)
  const columns = 8 + (onChoose ? 1 : 0) + (seesCost ? 1 : 0)
  return (
    <Card flush>
      <DataTable
        caption={t('console.review.caption')}
        className="c-fold c-lines"
        density="dense"
        aria-rowcount={totals.lines + 2}
        frameProps={{ ref: frame, style: { maxBlockSize: 'max(22rem, calc(100dvh - 19rem))' } }}
      >
        <thead>
          <tr>
            {onChoose ? (
              <SelectCell
                checked={covered === 'all'}
                mixed={covered === 'some'}
                onChange={() => choose((selection) => allShownToggled(selection, choosable))}
              />
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
        <tbody>
          <Spacer height={before} columns={columns} />
          {items.map(({ index, key }) => {
            const line = lines[index]
            return line ? (
              <LineRow
                key={key}
                ref={rows.measureElement}
                index={index}
                line={line}
                seesCost={seesCost}
                selected={chosen.selection.ids.has(line.varianceId)}
                current={current === line.varianceId}
                open={open === line.varianceId}
                onToggle={onChoose ? (range) => toggle(line.varianceId, range) : null}
                onFocus={() => setCurrent(line.varianceId)}
                onOpen={() => onOpen(line.varianceId)}
              />
            ) : null
          })}
          <Spacer height={after} columns={columns} />
        </tbody>
        <tfoot>
          <tr>
            {onChoose ? <Cell /> : null}
            <RowHeader>{t('console.review.foot', { n: totals.lines })}</RowHeader>
            <Cell className="c-wide" />
            <Cell className="c-wide" />
            <Cell className="c-wide" />
            <Cell align="end">
              <Quantity milli={totals.netMilli} sign="exceptZero" />
            </Cell>
            <Cell className="c-wider" />
            {seesCost ? (
              <Cell align="end">
                <Money micros={microsOf(totals.netCostMicros)} currency={totals.currency} sign="exceptZero" />
              </Cell>
            ) : null}
            <Cell className="c-wider" />
            <Cell className="c-wide">{isFetchingNextPage ? t('console.review.loadingMore') : null}</Cell>
          </tr>
        </tfoot>
      </DataTable>
    </Card>
  )
}

/** Holds the place of the rows out of view. */
function Spacer({ height, columns }: { readonly height: number; readonly columns: number }) {
  if (height <= 0) return null
  return (
    <tr aria-hidden="true" className="c-spacer">
      <td colSpan={columns} style={{ blockSize: height, padding: 0, border: 0 }} />
    </tr>
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
