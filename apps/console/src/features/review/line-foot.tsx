import type { Review } from '@cyclecount/contract'
import { Cell, Money, Quantity, RowHeader } from '@cyclecount/ui'
import { useT } from '../../i18n/use-t.ts'
import { microsOf } from '../../parts/micros.ts'

export interface LineFootProps {
  readonly totals: NonNullable<Review['totals']>
  readonly seesCost: boolean
  /** Whether there is a column to choose lines in. */
  readonly isChoosing: boolean
  readonly isFetching: boolean
}

/** The foot of the review's table: what all its lines come to. */
export function LineFoot({ totals, seesCost, isChoosing, isFetching }: LineFootProps) {
  const t = useT()
  return (
    <tfoot>
      <tr>
        {isChoosing ? <Cell /> : null}
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
        <Cell className="c-wide">{isFetching ? t('console.review.loadingMore') : null}</Cell>
      </tr>
    </tfoot>
  )
}
