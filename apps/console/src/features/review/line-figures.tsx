import type { VarianceDetail } from '@cyclecount/contract'
import { precedences } from '@cyclecount/domain'
import { Code, DateTime, Money, Percent, Quantity } from '@cyclecount/ui'
import type { ReactNode } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { microsOf } from '../../parts/micros.ts'
import { unitShown } from '../../parts/unit.ts'
import { useMay } from '../../server/context.tsx'
import { useRun } from '../run/run-context.ts'
import { Expected } from './expected.tsx'
import { bookAfter, bookedBy, movedLines } from './precedence-choice.tsx'

/** The figures of a line and where they come from. */
export function LineFigures({ detail }: { readonly detail: VarianceDetail }) {
  const t = useT()
  const { facilityId, timeZone } = useRun()
  const seesCost = useMay()('see-cost', facilityId)
  const { line, readMilli, readAt } = detail
  return (
    <dl className="cc-facts">
      <Fact name={t('console.review.location')}>
        {line.locationCode === null ? t('console.review.nowhere') : <Code>{line.locationCode}</Code>}
      </Fact>
      <Fact name={t('console.line.read')}>
        <Quantity milli={readMilli} unit={unitShown(line.unit)} /> ·{' '}
        <DateTime at={readAt} timeZone={timeZone} format="seconds" />
      </Fact>
      <Fact name={t('console.line.moved')}>
        <Quantity milli={line.movedSinceMilli} sign="exceptZero" /> (
        {t('console.line.movements', { n: line.movements })})
      </Fact>
      <Fact
        name={t(
          line.asOfCount || line.expectedRange !== null
            ? 'console.line.expectedAsOf'
            : 'console.line.expectedRead',
        )}
      >
        <Expected line={line} unit={unitShown(line.unit)} />
      </Fact>
      <Fact name={t('console.review.counted')}>
        <Quantity milli={line.countedMilli} unit={unitShown(line.unit)} />
        {line.counters.length === 0 ? null : ` · ${line.counters.join(', ')}`}
        {line.countedAt === null ? null : (
          <>
            {' '}
            · <DateTime at={line.countedAt} timeZone={timeZone} />
          </>
        )}
      </Fact>
      <Fact name={t('console.review.variance')}>
        <strong>
          <Quantity milli={line.varianceMilli} sign="exceptZero" />
        </strong>{' '}
        (<Percent percentMilli={line.percentMilli} sign="exceptZero" />)
      </Fact>
      {line.decision === null && movedLines([line]).length > 0
        ? precedences.map((precedence) => (
            <Fact key={precedence} name={t(`console.precedence.${precedence}`)}>
              <Quantity milli={bookedBy(precedence, [line])} sign="exceptZero" /> ·{' '}
              {t('console.precedence.becomes')} <Quantity milli={bookAfter(precedence, line)} />
            </Fact>
          ))
        : null}
      {detail.committedMilli === 0 ? null : (
        <Fact name={t('console.line.committed')}>
          <Quantity milli={detail.committedMilli} unit={unitShown(line.unit)} />
        </Fact>
      )}
      {seesCost ? (
        <>
          <Fact name={t('console.line.unitCost')}>
            <Money micros={microsOf(line.unitCostMicros)} currency={line.currency} />
          </Fact>
          <Fact name={t('console.review.cost')}>
            <Money micros={microsOf(line.costVarianceMicros)} currency={line.currency} sign="exceptZero" />
          </Fact>
          {line.valueVarianceMicros === null ? null : (
            <Fact name={t('console.line.value')}>
              <Money micros={microsOf(line.valueVarianceMicros)} currency={line.currency} sign="exceptZero" />
            </Fact>
          )}
        </>
      ) : null}
      {line.decision === null ? null : (
        <Fact name={t('console.review.decision')}>
          {t(`console.decision.${line.decision.outcome}`)}: {line.decision.reasonLabel}
          {line.decision.precedence === null
            ? null
            : ` · ${t(`console.precedence.${line.decision.precedence}`)}`}
          {line.decision.note === '' ? null : <q>{line.decision.note}</q>}
        </Fact>
      )}
    </dl>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  )
}
