import { changeOf, mayCountAt, type PersonId } from '@cyclecount/domain'
import { WarnTriangleIcon, useLocale } from '@cyclecount/ui'
import { memo, type PointerEvent } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { timeText } from './hours.ts'
import { COLUMN, LEAD } from './measures.ts'
import { wantedOf, type BoardPerson, type BoardRow, type Place } from './places.ts'

/** A column: a person, or nobody. */
export type Column = BoardPerson | null

export interface BoardRowViewProps {
  readonly row: BoardRow
  /** Of all lines that are shown. */
  readonly index: number
  readonly top: number
  readonly width: number
  readonly columns: readonly Column[]
  readonly from: number
  readonly to: number
  /** The column of the cell that the keyboard is at: 0 is the area itself; null in other lines. */
  readonly active: number | null
  readonly selected: boolean
  readonly nameOf: (personId: PersonId) => string
  readonly onPress: (event: PointerEvent, place: Place) => void
  readonly id: string
}

/** One line of the board. Drawn again only when something of it changes. */
export const BoardRowView = memo(function BoardRowView(props: BoardRowViewProps) {
  const { row, index, top, width } = props
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={row.kind === 'area' ? props.selected : undefined}
      className="c-board-row"
      data-kind={row.kind}
      data-row={index}
      style={{ transform: `translateY(${top}px)`, inlineSize: width }}
    >
      {row.kind === 'run' ? <RunCells {...props} run={row.run} /> : <AreaCells {...props} place={row} />}
    </div>
  )
})

function RunCells({ run, active, id, columns }: BoardRowViewProps & { readonly run: Place['run'] }) {
  const t = useT()
  const open = run.areas.filter((area) => wantedOf(area).length === 0).length
  return (
    <div
      role="rowheader"
      id={`${id}-0`}
      aria-colindex={1}
      aria-colspan={columns.length + 1}
      className="c-board-run"
      data-active={active === null ? undefined : true}
    >
      <strong>{run.facilityName}</strong>
      <span className="c-board-note">
        {run.name} ·{' '}
        {open === 0
          ? t('console.board.run.all', { total: run.areas.length })
          : t('console.board.run.open', { n: open, total: run.areas.length })}
        {run.isRecount ? ` · ${t('console.board.run.recount')}` : null}
      </span>
    </div>
  )
}

function AreaCells(props: BoardRowViewProps & { readonly place: Place }) {
  const { place, columns, from, to, active, id, nameOf, selected } = props
  const t = useT()
  const locale = useLocale()
  const wanted = wantedOf(place.area)
  const change = place.area.draft === null ? null : changeOf(place.area.held, wanted)
  const shown = columns.slice(from, to + 1)
  return (
    <>
      <div
        role="rowheader"
        id={`${id}-0`}
        aria-colindex={1}
        className="c-board-lead"
        style={{ inlineSize: LEAD }}
        data-active={active === 0 || undefined}
        data-drag={place.run.isRecount ? undefined : true}
        onPointerDown={(event) => props.onPress(event, place)}
      >
        <span className="c-board-tick" data-on={selected || undefined} aria-hidden="true" />
        <span className="c-board-name">
          <span>{place.area.name}</span>
          <span className="c-board-note">
            {timeText(place.area.minutes, t, locale)}
            {' · '}
            {wanted.length === 0 ? t('console.board.nobody') : wanted.map(nameOf).join(', ')}
            {change === null ? null : <em data-change={change}> · {t(`console.board.change.${change}`)}</em>}
            {place.area.underWay > 0 ? ` · ${t('console.board.underWay')}` : null}
          </span>
        </span>
      </div>
      {shown.map((person, offset) => (
        <BoardCell
          key={person?.personId ?? ''}
          {...props}
          person={person}
          column={from + offset}
          isActive={active === from + offset + 1}
        />
      ))}
    </>
  )
}

interface BoardCellProps extends BoardRowViewProps {
  readonly place: Place
  readonly person: Column
  readonly column: number
  readonly isActive: boolean
}

function BoardCell({ place, person, column, isActive, id, onPress }: BoardCellProps) {
  const t = useT()
  const locale = useLocale()
  const { area, run } = place
  const wanted = wantedOf(area)
  const has = person === null ? wanted.length === 0 : wanted.includes(person.personId)
  const had = person === null ? area.held.length === 0 : area.held.includes(person.personId)
  const isShut = person !== null && !mayCountAt(person, run.facilityId)
  return (
    <div
      role="gridcell"
      id={`${id}-${column + 1}`}
      aria-colindex={column + 2}
      aria-disabled={isShut || undefined}
      className="c-board-cell"
      data-active={isActive || undefined}
      data-shut={isShut || undefined}
      style={{ insetInlineStart: LEAD + column * COLUMN, inlineSize: COLUMN }}
    >
      {isShut && !has ? <span className="cc-visually-hidden">{t('console.board.shut')}</span> : null}
      {has && person === null ? <span className="c-board-nobody">–</span> : null}
      {has && person !== null ? (
        <span
          className="c-board-chip"
          data-new={had ? undefined : true}
          data-bad={isShut || undefined}
          data-drag={run.isRecount ? undefined : true}
          onPointerDown={(event) => onPress(event, place)}
        >
          {isShut ? <WarnTriangleIcon /> : null}
          {had ? '' : '+ '}
          {timeText(area.minutes / wanted.length, t, locale)}
        </span>
      ) : null}
      {!has && had && person !== null ? (
        <span className="c-board-gone">
          <span className="cc-visually-hidden">{t('console.board.had')}</span>
          <s aria-hidden="true">{timeText(area.minutes / area.held.length, t, locale)}</s>
        </span>
      ) : null}
    </div>
  )
}
