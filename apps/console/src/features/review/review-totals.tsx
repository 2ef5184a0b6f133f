import type { Review } from '@cyclecount/contract'
import { Money, Quantity, Reading, formatCount, useLocale } from '@cyclecount/ui'
import { useT } from '../../i18n/use-t.ts'
import { microsOf } from '../../parts/micros.ts'
import { useMay } from '../../server/context.tsx'
import { useRun } from '../run/run-context.ts'

/** Sums of all lines that match the filter, not only of those on the screen; net and absolute apart. */
export function ReviewTotals({ totals }: { readonly totals: NonNullable<Review['totals']> }) {
  const t = useT()
  const locale = useLocale()
  const seesCost = useMay()('see-cost', useRun().facilityId)
  return (
    <section className="c-readings" aria-label={t('console.review.totals')}>
      <Reading
        label={t('console.review.lines')}
        value={formatCount(totals.lines, locale)}
        note={t('console.review.lines.note', { differing: totals.differing, open: totals.open })}
      />
      <Reading
        label={t('console.review.net')}
        value={<Quantity milli={totals.netMilli} sign="exceptZero" />}
        note={
          <>
            {t('console.review.absolute')} <Quantity milli={totals.absoluteMilli} />
          </>
        }
      />
      {seesCost ? (
        <Reading
          label={t('console.review.netCost')}
          value={
            <Money micros={microsOf(totals.netCostMicros)} currency={totals.currency} sign="exceptZero" />
          }
          note={
            <>
              {t('console.review.absolute')}{' '}
              <Money micros={microsOf(totals.absoluteCostMicros)} currency={totals.currency} />
              {totals.withoutCost > 0
                ? ` · ${t('console.review.withoutCost', { n: totals.withoutCost })}`
                : null}
            </>
          }
        />
      ) : null}
      {seesCost && totals.consigned.lines > 0 ? (
        <Reading
          label={t('console.review.consigned')}
          value={
            <Money
              micros={microsOf(totals.consigned.netCostMicros)}
              currency={totals.currency}
              sign="exceptZero"
            />
          }
          note={
            <>
              {t('console.review.absolute')}{' '}
              <Money micros={microsOf(totals.consigned.absoluteCostMicros)} currency={totals.currency} />
              {` · ${t('console.review.consigned.lines', { n: totals.consigned.lines })}`}
            </>
          }
        />
      ) : null}
    </section>
  )
}
