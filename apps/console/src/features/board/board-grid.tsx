import type { Board } from '@cyclecount/contract'
import { mayCountAt, type PersonId } from '@cyclecount/domain'
import { WarnTriangleIcon, useLive, useLocale } from '@cyclecount/ui'
import { useVirtualizer } from '@tanstack/react-virtual'
import {
  useCallback,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
} from 'react'
import { useT } from '../../i18n/use-t.ts'
import { extended, toggled, type Selection } from '../../parts/selection.ts'
import { commandOf } from './board-keys.ts'
import { BoardRowView, type Column } from './board-row.tsx'
import { DropPreview } from './drop-preview.tsx'
import { hoursNumber, timeText } from './hours.ts'
import { COLUMN, HEAD, LEAD, ROW } from './measures.ts'
import { previewOf, tightestLoad, type BoardRow, type Loads, type Place, type PlaceKey } from './places.ts'
import { useDrag } from './use-drag.ts'

export interface BoardGridProps {
  readonly board: Board
  readonly rows: readonly BoardRow[]
  readonly people: readonly Board['people'][number][]
  readonly loads: Loads
  readonly selection: Selection<PlaceKey>
  readonly onSelect: (selection: Selection<PlaceKey>) => void
  /** Gives places to a person, or (null) to nobody. */
  readonly onGive: (places: readonly Place[], person: Column) => void
  /** Asks to whom. */
  readonly onAsk: (places: readonly Place[]) => void
  /** The line to go to; a new object goes there again. */
  readonly jump: { readonly index: number } | null
}

/** Facilities and their areas down, people across. What is pressed and dragged can be done with keys: the help says which. */
export function BoardGrid(props: BoardGridProps) {
  const { board, rows, people, loads, selection, onSelect, onGive } = props
  const t = useT()
  const { announce } = useLive()
  const id = useId()
  const frame = useRef<HTMLDivElement>(null)
  const ghost = useRef<HTMLDivElement>(null)
  const columns = useMemo<readonly Column[]>(() => [null, ...people], [people])
  const [active, setActive] = useState({ row: 0, column: 0 })
  const names = useMemo(
    () => new Map(board.people.map(({ personId, name }) => [personId, name])),
    [board.people],
  )
  const nameOf = useCallback((personId: PersonId) => names.get(personId) ?? '', [names])

  const down = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW,
    overscan: 8,
    paddingStart: HEAD,
    scrollPaddingStart: HEAD,
  })
  const across = useVirtualizer({
    horizontal: true,
    count: columns.length,
    getScrollElement: () => frame.current,
    estimateSize: () => COLUMN,
    overscan: 2,
    paddingStart: LEAD,
    scrollPaddingStart: LEAD,
  })
  const { jump } = props
  useEffect(() => {
    if (jump === null) return
    down.scrollToIndex(jump.index, { align: 'start' })
    setActive({ row: jump.index, column: 0 })
  }, [jump, down])

  const places = useMemo(
    () => rows.filter((row): row is Place & { kind: 'area' } => row.kind === 'area'),
    [rows],
  )
  const shownKeys = useMemo(() => places.map(({ key }) => key), [places])

  /** What a command is about: what is chosen, or the line the keyboard or pointer is at. */
  const meant = useCallback(
    (at: Place | null): readonly Place[] => {
      if (selection.ids.size > 0 && (at === null || selection.ids.has(at.key)))
        return places.filter(({ key }) => selection.ids.has(key))
      return at === null ? [] : [at]
    },
    [places, selection.ids],
  )
  const give = useCallback(
    (given: readonly Place[], column: number) => {
      const person = columns[column] ?? null
      const open = given.filter(
        ({ run }) => !run.isRecount && (person === null || mayCountAt(person, run.facilityId)),
      )
      if (open.length < given.length)
        announce(
          t('console.board.shutFor', { n: given.length - open.length, person: person?.name ?? '' }),
          'assertive',
        )
      if (open.length === 0) return
      onGive(open, person)
      announce(
        person === null
          ? t('console.board.gave.nobody', { n: open.length })
          : t('console.board.gave', { n: open.length, person: person.name }),
        'polite',
      )
    },
    [announce, columns, onGive, t],
  )
  const { drag, begin } = useDrag({ frame, ghost, columns: columns.length, onDrop: give })
  const latest = useRef({ begin, meant })
  useEffect(() => {
    latest.current = { begin, meant }
  })
  const press = useCallback((event: PointerEvent, place: Place) => {
    if (!place.run.isRecount) latest.current.begin(event, latest.current.meant(place))
  }, [])

  function go(row: number, column: number): void {
    const to = {
      row: Math.max(0, Math.min(rows.length - 1, row)),
      column: Math.max(0, Math.min(columns.length, column)),
    }
    setActive(to)
    down.scrollToIndex(to.row)
    if (to.column > 0) across.scrollToIndex(to.column - 1)
  }

  function keyed(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor(((frame.current?.clientHeight ?? 400) - HEAD) / ROW) - 1)
    const command = commandOf(event, { ...active, rows: rows.length, columns: columns.length, page })
    if (command === null) return
    event.preventDefault()
    const at = rows[active.row]
    if (command.do === 'go') go(command.row, command.column)
    else if (command.do === 'select-all') onSelect({ ids: new Set(shownKeys), anchor: null })
    else if (at?.kind === 'run') chooseRun(at.run)
    else if (at && command.do === 'select') onSelect(toggled(selection, at.key))
    else if (at && command.do === 'extend') onSelect(extended(selection, shownKeys, at.key))
    else if (at && active.column === 0) props.onAsk(meant(at))
    else if (at) give(meant(at), active.column - 1)
  }

  function chooseRun(run: Place['run']): void {
    const keys = places.filter((place) => place.run.runId === run.runId).map(({ key }) => key)
    const ids = new Set(selection.ids)
    const every = keys.every((key) => ids.has(key))
    for (const key of keys) {
      if (every) ids.delete(key)
      else ids.add(key)
    }
    onSelect({ ids, anchor: null })
  }

  function clicked(event: MouseEvent): void {
    const line = event.target instanceof Element ? event.target.closest('[data-row]') : null
    if (!(line instanceof HTMLElement)) return
    const index = Number(line.dataset['row'])
    const row = rows[index]
    const cell = event.target instanceof Element ? event.target.closest('[aria-colindex]') : null
    setActive({ row: index, column: Number(cell?.getAttribute('aria-colindex') ?? 1) - 1 })
    if (row?.kind === 'run') chooseRun(row.run)
    if (row?.kind === 'area' && cell?.getAttribute('role') === 'rowheader')
      onSelect(event.shiftKey ? extended(selection, shownKeys, row.key) : toggled(selection, row.key))
  }

  const shown = down.getVirtualItems()
  const columnsShown = across.getVirtualItems()
  const from = columnsShown[0]?.index ?? 0
  const to = columnsShown.at(-1)?.index ?? -1
  const width = LEAD + columns.length * COLUMN
  const isActiveShown = shown.some(({ index }) => index === active.row)
  const target = drag?.column ?? null
  const over = target === null ? undefined : columns[target]

  return (
    <>
      <div
        ref={frame}
        role="grid"
        tabIndex={0}
        className="c-board"
        aria-label={t('console.board.grid')}
        aria-describedby={`${id}-help`}
        aria-multiselectable="true"
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.length + 1}
        aria-activedescendant={isActiveShown ? `${id}-${active.row}-${active.column}` : undefined}
        data-dragging={drag !== null || undefined}
        onKeyDown={keyed}
        onClick={clicked}
      >
        <div
          className="c-board-inner"
          role="presentation"
          style={{ blockSize: down.getTotalSize(), inlineSize: width }}
        >
          <div
            role="row"
            aria-rowindex={1}
            className="c-board-head"
            style={{ inlineSize: width, blockSize: HEAD }}
          >
            <div
              role="columnheader"
              aria-colindex={1}
              className="c-board-corner"
              style={{ inlineSize: LEAD }}
            >
              {t('console.board.areas', { n: places.length })}
            </div>
            {columnsShown.map(({ index }) => (
              <Head
                key={columns[index]?.personId ?? ''}
                person={columns[index] ?? null}
                column={index}
                loads={loads}
                isTarget={index === target}
              />
            ))}
          </div>
          {shown.map(({ index, start }) => {
            const row = rows[index]
            return row ? (
              <BoardRowView
                key={row.kind === 'run' ? row.run.runId : row.key}
                id={`${id}-${index}`}
                row={row}
                index={index}
                top={start}
                width={width}
                columns={columns}
                from={from}
                to={to}
                active={index === active.row ? active.column : null}
                selected={row.kind === 'area' && selection.ids.has(row.key)}
                nameOf={nameOf}
                onPress={press}
              />
            ) : null
          })}
          {target === null ? null : (
            <div
              className="c-board-target"
              style={{ insetInlineStart: LEAD + target * COLUMN, inlineSize: COLUMN }}
              aria-hidden="true"
            />
          )}
        </div>
      </div>
      <p id={`${id}-help`} className="c-board-help">
        {t('console.board.help')}
      </p>
      <div ref={ghost} className="c-board-ghost" hidden={drag === null} aria-hidden="true">
        {drag === null ? null : (
          <DropPreview
            places={drag.places.length}
            person={over}
            preview={over ? previewOf(drag.places, over, loads) : null}
          />
        )}
      </div>
    </>
  )
}

interface HeadProps {
  readonly person: Column
  readonly column: number
  readonly isTarget: boolean
  readonly loads: Loads
}

/** A person with what they have and have time for, in the window where that is tightest. */
function Head({ person, column, isTarget, loads }: HeadProps) {
  const t = useT()
  const locale = useLocale()
  const load = person === null ? null : tightestLoad(person, loads)
  const isOver = load !== null && load.minutes > load.available
  return (
    <div
      role="columnheader"
      aria-colindex={column + 2}
      className="c-board-person"
      data-target={isTarget || undefined}
      style={{ insetInlineStart: LEAD + column * COLUMN, inlineSize: COLUMN }}
    >
      <span className="c-board-who">{person?.name ?? t('console.board.nobody')}</span>
      {load === null ? null : (
        <span className="c-board-load" data-over={isOver || undefined}>
          {isOver ? <WarnTriangleIcon /> : null}
          {t('console.board.load', {
            has: hoursNumber(load.minutes, locale),
            of: timeText(load.available, t, locale),
          })}
        </span>
      )}
    </div>
  )
}
