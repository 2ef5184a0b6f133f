import type { AccuracyRow } from '@cyclecount/contract'
import { shrinkMilli } from '@cyclecount/domain'
import { Card, Money, NumberField, Percent, Reading, Select } from '@cyclecount/ui'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { addedUp, statedRates } from './one-currency.ts'

export interface OneCurrencyCardProps {
  readonly total: AccuracyRow
}

/** Amounts of several currencies as one, at rates that whoever looks states; without them nothing is added. */
export function OneCurrencyCard({ total }: OneCurrencyCardProps) {
  const t = useT()
  const money = total.money ?? []
  const [chosen, setChosen] = useState<string | null>(null)
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({})
  const currencies = money.map(({ currency }) => currency)
  const into = currencies.find((currency) => currency === chosen) ?? currencies[0]
  if (into === undefined || currencies.length < 2) return null
  const sum = addedUp(money, into, statedRates(typed))
  const net = sum && sum.overMicros + sum.shortMicros
  const absolute = sum && sum.overMicros - sum.shortMicros
  return (
    <Card title={t('console.rates.title')}>
      <div className="c-stack">
        <p className="c-figure-note">{t('console.rates.words')}</p>
        <div className="c-cut-off">
          <Select
            label={t('console.figures.currency')}
            value={into}
            onChange={(event) => {
              setChosen(event.currentTarget.value)
              // A rate is one between two currencies.
              setTyped({})
            }}
            options={currencies.map((value) => ({ value, label: value }))}
          />
          {currencies
            .filter((currency) => currency !== into)
            .map((currency) => (
              <NumberField
                key={currency}
                label={t('console.rates.rate', { from: currency, to: into })}
                maxLength={20}
                value={typed[currency] ?? ''}
                onChange={(event) => setTyped({ ...typed, [currency]: event.currentTarget.value })}
              />
            ))}
        </div>
        {sum === null ? (
          <p className="cc-muted" role="status">
            {t('console.rates.missing')}
          </p>
        ) : (
          <div className="c-readings" role="status">
            <Reading
              label={t('console.figures.col.netCost')}
              value={<Money micros={net} currency={into} sign="exceptZero" />}
              note={
                <>
                  {t('console.figures.col.absolute')} <Money micros={absolute} currency={into} />
                </>
              }
            />
            <Reading
              label={t('console.figures.shrink')}
              value={<Percent percentMilli={shrinkMilli(sum)} />}
              note={t('console.figures.shrink.note')}
            />
          </div>
        )}
      </div>
    </Card>
  )
}
