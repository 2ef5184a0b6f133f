import type { Suggestion, SuggestionList } from '@cyclecount/contract'
import type { SuggestionId } from '@cyclecount/domain'
import {
  Badge,
  Card,
  Cell,
  CheckIcon,
  Code,
  DataTable,
  DateTime,
  formatCount,
  HeaderCell,
  Money,
  Percent,
  Quantity,
  RowHeader,
  SelectCell,
  useLocale,
} from '@cyclecount/ui'
import { Link } from '@tanstack/react-router'
import { useRef, useState, type ReactNode } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { microsOf } from '../../parts/micros.ts'
import { allShownToggled, coverage, toggled, type Selection } from '../../parts/selection.ts'
import { useMay } from '../../server/context.tsx'
import { useLineKeys } from '../review/use-line-keys.ts'
import { CauseList } from './cause-words.tsx'

export interface SuggestionTableProps {
  readonly list: SuggestionList
  readonly suggestions: readonly Suggestion[]
  readonly fitting: ReadonlySet<SuggestionId>
  readonly selection: Selection<SuggestionId>
  /** Null where nothing can be done with them any more. */
  readonly onSelect: ((selection: Selection<SuggestionId>) => void) | null
  /** Under the last row. */
  readonly children: ReactNode
}

/** What should be counted, the best first, each with why. */
export function SuggestionTable({
  list,
  suggestions,
  fitting,
  selection,
  onSelect,
  children,
}: SuggestionTableProps) {
  const t = useT()
  const seesCost = useMay()('see-cost', list.facilityId)
  const frame = useRef<HTMLDivElement>(null)
  const [current, setCurrent] = useState<SuggestionId | null>(null)
  const shown = suggestions.map(({ suggestionId }) => suggestionId)
  const toggle = (id: SuggestionId): void => onSelect?.(toggled(selection, id))
  useLineKeys({
    frame,
    index: current === null ? -1 : shown.indexOf(current),
    goTo: (index) => {
      const id = shown[index]
      if (id === undefined) return
      setCurrent(id)
      frame.current?.querySelector<HTMLElement>(`[data-line="${id}"]`)?.focus()
    },
    onToggle: () => current !== null && toggle(current),
    onOpen: () => current !== null && toggle(current),
    onClose: null,
  })
  const covered = coverage(selection, shown)
  return (
    <Card flush>
      <DataTable caption={t('console.suggestions.caption')} className="c-fold" frameProps={{ ref: frame }}>
        <thead>
          <tr>
            {onSelect ? (
              <SelectCell
                checked={covered === 'all'}
                mixed={covered === 'some'}
                onChange={() => onSelect(allShownToggled(selection, shown))}
              />
            ) : null}
            <HeaderCell>{t('console.suggestions.item')}</HeaderCell>
            <HeaderCell className="c-wide">{t('console.suggestions.why')}</HeaderCell>
            <HeaderCell align="end">{t('console.suggestions.chance')}</HeaderCell>
            <HeaderCell align="end">{t('console.suggestions.takes')}</HeaderCell>
            <HeaderCell align="end" className="c-wider">
              {t('console.suggestions.book')}
            </HeaderCell>
            <HeaderCell className="c-wider">{t('console.suggestions.counted')}</HeaderCell>
            {seesCost ? (
              <HeaderCell align="end" className="c-wider">
                {t('console.suggestions.worth')}
              </HeaderCell>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {suggestions.map((one) => (
            <tr
              key={one.suggestionId}
              data-line={one.suggestionId}
              data-selected={selection.ids.has(one.suggestionId) || undefined}
              data-current={current === one.suggestionId || undefined}
              tabIndex={-1}
              onFocus={() => setCurrent(one.suggestionId)}
            >
              {onSelect ? (
                <SelectCell
                  checked={selection.ids.has(one.suggestionId)}
                  rowLabel={one.title}
                  onChange={() => toggle(one.suggestionId)}
                />
              ) : null}
              <SuggestionCells
                one={one}
                list={list}
                seesCost={seesCost}
                fits={fitting.has(one.suggestionId)}
              />
            </tr>
          ))}
        </tbody>
      </DataTable>
      {children}
    </Card>
  )
}

interface SuggestionCellsProps {
  readonly one: Suggestion
  readonly list: SuggestionList
  readonly seesCost: boolean
  readonly fits: boolean
}

function SuggestionCells({ one, list, seesCost, fits }: SuggestionCellsProps) {
  const t = useT()
  const { timeZone, currency } = list
  return (
    <>
      <RowHeader>
        <Link
          to="/stock/$facilityId/$productId"
          params={{ facilityId: list.facilityId, productId: one.productId }}
          className="c-name"
        >
          {one.title}
        </Link>
        <span className="c-under">
          <Code>{one.sku}</Code> · {one.category}
        </span>
        <span className="c-narrow">
          <CauseList causes={one.causes} timeZone={timeZone} />
        </span>
        {fits ? (
          <Badge tone="ok" icon={CheckIcon}>
            {t('console.suggestions.fits')}
          </Badge>
        ) : null}
        <Fate one={one} timeZone={timeZone} />
      </RowHeader>
      <Cell className="c-wide">
        <CauseList causes={one.causes} timeZone={timeZone} />
      </Cell>
      <Cell align="end">
        <Percent percentMilli={Math.round(one.wrongMilli / 1000) * 1000} />
      </Cell>
      <Cell align="end">
        <Minutes seconds={one.seconds} />
      </Cell>
      <Cell align="end" className="c-wider">
        <Quantity milli={one.onHandMilli} />
      </Cell>
      <Cell className="c-wider">
        {one.lastCountedAt === null ? (
          t('console.suggestions.never')
        ) : (
          <DateTime at={one.lastCountedAt} timeZone={timeZone} format="date" />
        )}
      </Cell>
      {seesCost ? (
        <Cell align="end" className="c-wider">
          <Money micros={microsOf(one.worthMicros)} currency={currency} />
        </Cell>
      ) : null}
    </>
  )
}

/** What became of one that is not open. */
function Fate({ one, timeZone }: { readonly one: Suggestion; readonly timeZone: string }) {
  const t = useT()
  return (
    <>
      {one.state === 'snoozed' && one.snoozedLocal !== null ? (
        <span className="c-under">{t('console.suggestions.until', { day: one.snoozedLocal })}</span>
      ) : null}
      {one.runId === null || one.runName === null ? null : (
        <span className="c-under">
          <Link to="/runs/$runId" params={{ runId: one.runId }}>
            {one.runName}
          </Link>
        </span>
      )}
      {one.closedBecause === null ? null : (
        <span className="c-under">
          {t(`console.suggestions.closed.${one.closedBecause}`)}{' '}
          {one.closedAt === null ? null : <DateTime at={one.closedAt} timeZone={timeZone} format="date" />}
        </span>
      )}
      {one.note === '' ? null : <q className="c-under">{one.note}</q>}
      {one.decidedBy === null ? null : (
        <span className="c-under">
          {one.decidedBy} · <DateTime at={one.decidedAt} timeZone={timeZone} format="date" />
        </span>
      )}
    </>
  )
}

/** “12 min”, never less than one. */
export function Minutes({ seconds }: { readonly seconds: number }) {
  const t = useT()
  const locale = useLocale()
  return (
    <>{t('console.suggestions.minutes', { n: formatCount(Math.max(1, Math.ceil(seconds / 60)), locale) })}</>
  )
}
