import type { PersonId } from '@cyclecount/domain'
import { Button, Checkbox, useLocale } from '@cyclecount/ui'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { toggled, type Selection } from '../../parts/selection.ts'
import { timeText } from './hours.ts'
import { wantedOf, type BoardRow, type Place, type PlaceKey } from './places.ts'

const LINE = 64

export interface BoardListProps {
  readonly rows: readonly BoardRow[]
  readonly nameOf: (personId: PersonId) => string
  readonly selection: Selection<PlaceKey>
  readonly onSelect: (selection: Selection<PlaceKey>) => void
  readonly onAsk: (places: readonly Place[]) => void
  readonly jump: { readonly index: number } | null
}

/** The board where there is no room for people beside the areas: a list, with a menu for each. */
export function BoardList({ rows, nameOf, selection, onSelect, onAsk, jump }: BoardListProps) {
  const t = useT()
  const locale = useLocale()
  const frame = useRef<HTMLDivElement>(null)
  const lines = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => LINE,
    overscan: 8,
  })
  useEffect(() => {
    if (jump !== null) lines.scrollToIndex(jump.index, { align: 'start' })
  }, [jump, lines])
  return (
    <div ref={frame} className="c-board-list">
      <ul aria-label={t('console.board.grid')} style={{ blockSize: lines.getTotalSize() }}>
        {lines.getVirtualItems().map(({ index, start }) => {
          const row = rows[index]
          if (!row) return null
          const place = { transform: `translateY(${start}px)`, blockSize: LINE }
          if (row.kind === 'run')
            return (
              <li
                key={row.run.runId}
                style={place}
                aria-setsize={rows.length}
                aria-posinset={index + 1}
                data-kind="run"
              >
                <strong>{row.run.facilityName}</strong>
                <span className="c-board-note">{row.run.name}</span>
              </li>
            )
          const wanted = wantedOf(row.area)
          return (
            <li
              key={row.key}
              style={place}
              aria-setsize={rows.length}
              aria-posinset={index + 1}
              data-kind="area"
            >
              <div className="c-grow">
                <Checkbox
                  label={
                    <span className="c-board-name">
                      <span>{row.area.name}</span>
                      <span className="c-board-note">
                        {timeText(row.area.minutes, t, locale)} ·{' '}
                        {wanted.length === 0 ? t('console.board.nobody') : wanted.map(nameOf).join(', ')}
                        {row.area.draft === null ? null : <em> · {t('console.board.drafted')}</em>}
                      </span>
                    </span>
                  }
                  checked={selection.ids.has(row.key)}
                  onChange={() => onSelect(toggled(selection, row.key))}
                />
              </div>
              <Button
                size="s"
                disabled={row.run.isRecount}
                aria-label={t('console.board.moveNamed', {
                  area: row.area.name,
                  facility: row.run.facilityName,
                })}
                onClick={() => onAsk([row])}
              >
                {t('console.board.move')}
              </Button>
            </li>
          )
        })}
      </ul>
    </div>
  )
}
