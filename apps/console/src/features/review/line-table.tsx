import type { Review } from '@cyclecount/contract'
import type { VarianceId } from '@cyclecount/domain'
import { Card, DataTable, Skeleton } from '@cyclecount/ui'
import { getRouteApi } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { Failure } from '../../parts/failure.tsx'
import { useMay } from '../../server/context.tsx'
import { useRun } from '../run/run-context.ts'
import type { ChosenLines } from './chosen-lines.ts'
import { LineFoot } from './line-foot.tsx'
import { LineHead } from './line-head.tsx'
import { LineRow } from './line-row.tsx'
import { useLinesAt } from './lines-at.ts'
import { filterOf } from './review-filter.ts'
import { useChoosing } from './use-choosing.ts'
import { useGoingOn } from './use-going-on.ts'
import { useLineKeys } from './use-line-keys.ts'

const route = getRouteApi('/runs/$runId/review')

export interface LineTableProps {
  /** The first page. */
  readonly head: Review
  readonly totals: NonNullable<Review['totals']>
  readonly chosen: ChosenLines
  /** Null for who may not decide. */
  readonly onChoose: ((change: (before: ChosenLines) => ChosenLines) => void) | null
  readonly open: string | null
  readonly onOpen: (line: VarianceId | null) => void
  /** Those that were dealt with last. */
  readonly done: ReadonlySet<VarianceId>
}

/** All lines there are; only those in view are in the page, and only those looked at are fetched. */
export function LineTable({ head, totals, chosen, onChoose, open, onOpen, done }: LineTableProps) {
  const t = useT()
  const seesCost = useMay()('see-cost', useRun().facilityId)
  const filter = filterOf(route.useSearch())
  const frame = useRef<HTMLDivElement>(null)
  const [current, setCurrent] = useState(-1)
  const rows = useVirtualizer({
    count: totals.lines,
    getScrollElement: () => frame.current,
    estimateSize: () => 49,
    overscan: 12,
    scrollPaddingStart: 44,
    scrollPaddingEnd: 44,
  })
  const items = rows.getVirtualItems()
  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0]
  const lines = useLinesAt({ head, filter, count: totals.lines, first, last })
  const choosing = useChoosing({ lines, chosen, onChoose })
  // In another order other lines come first.
  useEffect(() => rows.scrollToOffset(0), [rows, filter.sort])

  function openAt(index: number): void {
    const line = lines.line(index)
    if (line) onOpen(line.varianceId)
  }
  function goTo(index: number): void {
    if (index >= totals.lines) return
    setCurrent(index)
    if (open !== null) openAt(index)
    rows.scrollToIndex(index)
    requestAnimationFrame(() =>
      frame.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus({ preventScroll: true }),
    )
  }
  useGoingOn({ lines, current, setCurrent, open, onOpen, done, count: totals.lines, frame })
  useLineKeys({
    frame,
    index: current,
    goTo,
    onToggle: () => choosing.toggle(current, false),
    onOpen: () => openAt(current),
    onClose: open === null ? null : () => onOpen(null),
  })

  const before = items[0]?.start ?? 0
  const after = rows.getTotalSize() - (items.at(-1)?.end ?? 0)
  const columns = 8 + (onChoose ? 1 : 0) + (seesCost ? 1 : 0)
  return (
    <Card flush>
      {lines.error === null ? null : <Failure error={lines.error} overData onRetry={lines.retry} />}
      <DataTable
        caption={t('console.review.caption')}
        className="c-fold c-lines"
        density="dense"
        aria-rowcount={totals.lines + 2}
        aria-busy={lines.isFetching || undefined}
        frameProps={{ ref: frame, style: { maxBlockSize: 'max(22rem, calc(100dvh - 19rem))' } }}
      >
        <LineHead
          seesCost={seesCost}
          covered={choosing.covered}
          onChooseAll={onChoose ? choosing.toggleNear : null}
        />
        <tbody>
          <Spacer height={before} columns={columns} />
          {items.map(({ index, key }) => {
            const line = lines.line(index)
            return line ? (
              <LineRow
                key={key}
                ref={rows.measureElement}
                index={index}
                line={line}
                seesCost={seesCost}
                selected={chosen.selection.ids.has(line.varianceId)}
                current={current === index}
                open={open === line.varianceId}
                onToggle={onChoose ? (range) => choosing.toggle(index, range) : null}
                onFocus={() => setCurrent(index)}
                onOpen={() => onOpen(line.varianceId)}
              />
            ) : (
              <ComingRow key={key} index={index} columns={columns} />
            )
          })}
          <Spacer height={after} columns={columns} />
        </tbody>
        <LineFoot
          totals={totals}
          seesCost={seesCost}
          isChoosing={onChoose !== null}
          isFetching={lines.isFetching}
        />
      </DataTable>
    </Card>
  )
}

/** A line that has not been fetched yet: as high as most, so that nothing moves when it comes. */
function ComingRow({ index, columns }: { readonly index: number; readonly columns: number }) {
  return (
    <tr data-index={index} aria-rowindex={index + 2} className="c-spacer" tabIndex={-1}>
      <td colSpan={columns} style={{ blockSize: 49 }}>
        <Skeleton width="60%" />
      </td>
    </tr>
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
