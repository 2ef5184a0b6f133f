import { routes, type BodyOf, type Review } from '@cyclecount/contract'
import type { VarianceId } from '@cyclecount/domain'
import { Button, CheckIcon, CloseIcon, Money, Quantity, RecountIcon } from '@cyclecount/ui'
import { useMutation } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { Failure } from '../../parts/failure.tsx'
import { nothingSelected } from '../../parts/selection.ts'
import { useCall, useMay } from '../../server/context.tsx'
import { usePageKeys } from '../keyboard/page-keys.ts'
import { useRun } from '../run/run-context.ts'
import { allMatching } from './all-matching.ts'
import { MOST_LINES, chosenAs, chosenTotals, withoutUnknownCodes, type ChosenLines } from './chosen-lines.ts'
import { DecideDialog } from './decide-dialog.tsx'
import { filterOf } from './review-filter.ts'
import { RecountDialog } from './recount-dialog.tsx'

const route = getRouteApi('/runs/$runId/review')

type Outcome = BodyOf<typeof routes.decide>['outcome']

export interface BatchBarProps {
  readonly totals: NonNullable<Review['totals']>
  readonly chosen: ChosenLines
  readonly onChoose: (chosen: ChosenLines) => void
  /** Told which lines are dealt with: decided, or to be counted again. */
  readonly onDone: (lines: ReadonlySet<VarianceId>) => void
}

/** What is chosen and what can be done with it. */
export function BatchBar({ totals, chosen, onChoose, onDone }: BatchBarProps) {
  const t = useT()
  const call = useCall()
  const run = useRun()
  const seesCost = useMay()('see-cost', run.facilityId)
  const filter = filterOf(route.useSearch())
  const [deciding, setDeciding] = useState<Outcome | null>(null)
  const [isRecounting, setRecounting] = useState(false)
  const sums = chosenTotals(chosen.seen.values())
  const selectingAll = useMutation({
    mutationFn: () => allMatching(call, run.runId, filter),
    onSuccess: (lines) =>
      onChoose(
        chosenAs(chosen, { ids: new Set([...chosen.selection.ids, ...lines.keys()]), anchor: null }, lines),
      ),
  })
  // Known once they have been looked through: one's own counts are open too, and cannot be chosen.
  const choosable = Math.min(selectingAll.data?.size ?? totals.open, MOST_LINES)
  const leftOut = selectingAll.data === undefined ? 0 : totals.open - selectingAll.data.size
  usePageKeys({
    a: () => setDeciding('approved'),
    r: () => setDeciding('rejected'),
    c: () => setRecounting(true),
  })
  const clear = (): void => onChoose({ selection: nothingSelected(), seen: new Map() })
  const done = (): void => {
    onDone(chosen.selection.ids)
    clear()
  }

  return (
    <section className="c-bar" aria-label={t('console.batch.label')}>
      {selectingAll.error ? <Failure error={selectingAll.error} /> : null}
      <div className="cc-batch">
        <span className="c-grow" role="status">
          <strong>{t('console.batch.chosen', { n: sums.lines })}</strong>
          {leftOut > 0 && sums.lines === choosable
            ? ` · ${t('console.batch.leftOut', { n: leftOut })}`
            : null}
          <span className="c-under">
            {t('console.review.net')} <Quantity milli={sums.netMilli} sign="exceptZero" />
            {seesCost ? (
              <>
                {' '}
                · <Money micros={sums.netCostMicros} currency={totals.currency} sign="exceptZero" /> ·{' '}
                {t('console.review.absolute')}{' '}
                <Money micros={sums.absoluteCostMicros} currency={totals.currency} />
              </>
            ) : null}
          </span>
        </span>
        {totals.open > sums.lines && sums.lines < choosable ? (
          <Button variant="quiet" busy={selectingAll.isPending} onClick={() => selectingAll.mutate()}>
            {t('console.batch.all', { n: totals.open })}
          </Button>
        ) : null}
        <Button variant="primary" icon={CheckIcon} onClick={() => setDeciding('approved')}>
          {t('console.batch.approve')}
        </Button>
        <Button icon={CloseIcon} onClick={() => setDeciding('rejected')}>
          {t('console.batch.reject')}
        </Button>
        <Button icon={RecountIcon} onClick={() => setRecounting(true)}>
          {t('console.recount.ask')}
        </Button>
        <Button variant="quiet" onClick={clear}>
          {t('console.selection.clear')}
        </Button>
      </div>
      <RecountDialog
        open={isRecounting}
        lines={[...chosen.seen.values()]}
        onClose={() => setRecounting(false)}
        onAsked={() => {
          setRecounting(false)
          done()
        }}
      />
      <DecideDialog
        outcome={deciding}
        lines={[...chosen.seen.values()]}
        currency={totals.currency}
        onClose={() => setDeciding(null)}
        onLeaveOut={() => onChoose(withoutUnknownCodes(chosen))}
        onRecount={() => {
          setDeciding(null)
          setRecounting(true)
        }}
        onDecided={() => {
          setDeciding(null)
          done()
        }}
      />
    </section>
  )
}
