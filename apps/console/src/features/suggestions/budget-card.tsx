import type { SuggestionList } from '@cyclecount/contract'
import { Button, Card, Field, formatCount, formatQuantity, useLocale } from '@cyclecount/ui'
import { useT } from '../../i18n/use-t.ts'

/** From a quarter of an hour to a day of two people. */
const LEAST = 15
const MOST = 960
const STEP = 15

export interface BudgetCardProps {
  readonly list: SuggestionList
  readonly minutes: number
  readonly onMinutes: (minutes: number) => void
  readonly onChooseFitting: () => void
}

/** How much time there is, and what fits into it. */
export function BudgetCard({ list, minutes, onMinutes, onChooseFitting }: BudgetCardProps) {
  const t = useT()
  const locale = useLocale()
  const { fits, pace } = list
  const said = (text: string): void => {
    const given = Number(text)
    if (Number.isFinite(given) && given >= 1) onMinutes(Math.min(MOST, Math.round(given)))
  }
  return (
    <Card>
      <div className="c-budget">
        <Field label={t('console.suggestions.budget')}>
          {(control) => (
            <input
              type="range"
              className="c-range"
              min={LEAST}
              max={MOST}
              step={STEP}
              value={minutes}
              aria-valuetext={t('console.suggestions.minutes', { n: formatCount(minutes, locale) })}
              onChange={(event) => said(event.currentTarget.value)}
              {...control}
            />
          )}
        </Field>
        <Field label={t('console.suggestions.budget.minutes')}>
          {(control) => (
            <input
              type="number"
              className="cc-input cc-input-number"
              min={1}
              max={MOST}
              value={minutes}
              onChange={(event) => said(event.currentTarget.value)}
              {...control}
            />
          )}
        </Field>
        <p className="c-grow" role="status">
          <strong>
            {t('console.suggestions.fitting', {
              n: formatCount(fits.ids.length, locale),
              of: formatCount(list.counts.open, locale),
            })}
          </strong>
          <span className="c-under">
            {t('console.suggestions.expected', {
              n: formatQuantity(Math.round(fits.expectedWrongMilli / 1000) * 1000, locale),
            })}{' '}
            {t(pace.measured ? 'console.suggestions.pace.measured' : 'console.suggestions.pace.published', {
              n: formatQuantity(Math.round(pace.scansPerHourMilli / 1000) * 1000, locale),
            })}
          </span>
        </p>
        <Button disabled={fits.ids.length === 0} onClick={onChooseFitting}>
          {t('console.suggestions.chooseFitting', { n: formatCount(fits.ids.length, locale) })}
        </Button>
      </div>
    </Card>
  )
}
