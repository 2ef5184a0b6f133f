import type { Variance } from '@cyclecount/contract'
import { Badge, Cell, Code, Money, Percent, Quantity, RowHeader } from '@cyclecount/ui'
import type { Ref } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { microsOf } from '../../parts/micros.ts'
import { DecisionBadge } from '../../parts/statuses.tsx'
import { Expected } from './expected.tsx'
import { VerdictBadges } from './line-verdict.tsx'
import { whyNot } from './chosen-lines.ts'

export interface LineRowProps {
  readonly ref: Ref<HTMLTableRowElement>
  readonly index: number
  readonly line: Variance
  readonly seesCost: boolean
  readonly selected: boolean
  readonly current: boolean
  readonly open: boolean
  /** Null for who may not decide; true asks for the range from the last one. */
  readonly onToggle: ((range: boolean) => void) | null
  readonly onFocus: () => void
  readonly onOpen: () => void
}

/** One line of the review. */
export function LineRow({ ref, index, line, seesCost, selected, current, open, ...on }: LineRowProps) {
  const t = useT()
  return (
    <tr
      ref={ref}
      data-index={index}
      data-line={line.varianceId}
      data-selected={selected || undefined}
      data-current={current || undefined}
      data-open={open || undefined}
      // The head is the first row of the table.
      aria-rowindex={index + 2}
      tabIndex={-1}
      onFocus={on.onFocus}
    >
      {on.onToggle ? <ChooseCell line={line} selected={selected} onToggle={on.onToggle} /> : null}
      <RowHeader>
        <button type="button" className="c-link c-name" aria-expanded={open} onClick={on.onOpen}>
          {line.title}
        </button>
        <span className="c-under">
          {line.sku === null ? null : <Code>{line.sku}</Code>}
          {line.lot === null ? null : (
            <>
              {' '}
              · {t('console.lot')} <Code>{line.lot}</Code>
            </>
          )}
          {line.serial === null ? null : (
            <>
              {' '}
              · {t('console.serial')} <Code>{line.serial}</Code>
            </>
          )}
          <span className="c-narrow">
            {' '}
            · {line.locationCode ?? t('console.review.nowhere')} · <Expected line={line} /> →{' '}
            <Quantity milli={line.countedMilli} />
          </span>
        </span>
        <StateBadge line={line} />
        <span className="c-narrow">
          <DecisionBadge line={line} />
        </span>
      </RowHeader>
      <Cell className="c-wide">{line.locationCode ?? t('console.review.nowhere')}</Cell>
      <Cell align="end" className="c-wide">
        <Expected line={line} />
      </Cell>
      <Cell align="end" className="c-wide">
        <Quantity milli={line.countedMilli} />
      </Cell>
      <Cell align="end">
        <strong>
          <Quantity milli={line.varianceMilli} sign="exceptZero" />
        </strong>
      </Cell>
      <Cell align="end" className="c-wider">
        <Percent percentMilli={line.percentMilli} sign="exceptZero" />
      </Cell>
      {seesCost ? (
        <Cell align="end">
          <Money micros={microsOf(line.costVarianceMicros)} currency={line.currency} sign="exceptZero" />
        </Cell>
      ) : null}
      <Cell className="c-wider">{line.counters.join(', ')}</Cell>
      <Cell shrink className="c-wide">
        <DecisionBadge line={line} />
      </Cell>
    </tr>
  )
}

/** How the line came to be, where it is not a plain count; and that the book could not say what moved. */
function StateBadge({ line }: { readonly line: Variance }) {
  const t = useT()
  const { countedState, asOfCount } = line
  return (
    <span className="c-badges">
      {countedState === 'counted' ? null : (
        <Badge tone={countedState === 'confirmed-empty' ? 'neutral' : 'unknown'}>
          {t(`console.counted.${countedState}`)}
        </Badge>
      )}
      {line.notAsked ? <Badge tone="info">{t('console.review.notAsked')}</Badge> : null}
      {line.consignedBy === null ? null : (
        <Badge tone="info">{t('console.review.consigned.by', { owner: line.consignedBy })}</Badge>
      )}
      {line.bookMoved === null ? null : <Badge tone="warn">{t('console.review.bookMoved')}</Badge>}
      {asOfCount ? null : <Badge tone="warn">{t('console.review.asOfRead')}</Badge>}
      <VerdictBadges line={line} />
    </span>
  )
}

interface ChooseCellProps {
  readonly line: Variance
  readonly selected: boolean
  readonly onToggle: (range: boolean) => void
}

function ChooseCell({ line, selected, onToggle }: ChooseCellProps) {
  const t = useT()
  const reason = whyNot(line)
  const name = [line.title, line.locationCode].filter((part) => part !== null).join(', ')
  if (reason !== null) {
    const words = t(`console.review.whyNot.${reason}`)
    return (
      <Cell shrink>
        <input
          type="checkbox"
          className="cc-check c-check-off"
          disabled
          title={words}
          aria-label={t('console.review.whyNot.named', { line: name, why: words })}
        />
      </Cell>
    )
  }
  return (
    <Cell shrink>
      <input
        type="checkbox"
        className="cc-check"
        checked={selected}
        aria-label={t('ui.selectRow', { row: name })}
        onChange={(event) => {
          const { nativeEvent } = event
          onToggle(nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)
        }}
      />
    </Cell>
  )
}
