import type { AccuracyFigures } from '@cyclecount/contract'
import { formatCount, Percent, Reading, useLocale } from '@cyclecount/ui'
import { useT } from '../../i18n/use-t.ts'
import { useTolerance } from './accuracy-columns.tsx'
import { Interval } from './share.tsx'
import { Moneys, Shrink, Units } from './sums.tsx'

/** The few figures that are asked for first. */
export function Readings({ figures }: { readonly figures: AccuracyFigures }) {
  const t = useT()
  const locale = useLocale()
  const { total, runs } = figures
  const { percent, units } = useTolerance(figures)
  return (
    <section className="c-readings" aria-label={t('console.figures.summary')}>
      <Reading
        size="l"
        label={t('console.figures.exact')}
        value={<Percent percentMilli={total.exact.percentMilli} />}
        note={
          <>
            <Interval share={total.exact} /> ·{' '}
            {t('console.figures.runs', { n: runs, records: total.records })}
          </>
        }
      />
      <Reading
        label={t('console.figures.within', { percent, units })}
        value={
          <>
            <Percent percentMilli={total.withinPercent.percentMilli} /> ·{' '}
            <Percent percentMilli={total.withinUnits.percentMilli} />
          </>
        }
        note={<Interval share={total.withinPercent} />}
      />
      <Reading
        label={t('console.figures.variance')}
        value={<Units units={total.units} of="net" />}
        note={
          <>
            {t('console.figures.col.absolute')} <Units units={total.units} of="absolute" />
          </>
        }
      />
      {total.money === undefined ? null : (
        <>
          <Reading
            label={t('console.figures.col.netCost')}
            value={<Moneys money={total.money} of="net" records={total.records} />}
            note={
              <>
                {t('console.figures.col.absolute')}{' '}
                <Moneys money={total.money} of="absolute" records={total.records} />
              </>
            }
          />
          <Reading
            label={t('console.figures.shrink')}
            value={<Shrink money={total.money} />}
            note={t('console.figures.shrink.note')}
          />
        </>
      )}
      <Reading
        label={t('console.figures.recounted')}
        value={
          <Percent
            percentMilli={
              total.records === 0 ? null : Math.round((total.recounted * 100_000) / total.records)
            }
          />
        }
        note={formatCount(total.recounted, locale)}
      />
    </section>
  )
}
