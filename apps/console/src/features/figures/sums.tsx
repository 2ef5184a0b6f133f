import type { AccuracyRow } from '@cyclecount/contract'
import { Money, Percent, Quantity } from '@cyclecount/ui'
import { Fragment, type ReactNode } from 'react'
import { microsOf } from '../../parts/micros.ts'
import { unitShown } from '../../parts/unit.ts'

type UnitSum = AccuracyRow['units'][number]
type MoneySum = NonNullable<AccuracyRow['money']>[number]

/** Net: what is over less what is short. Absolute: both together. Units are not added to one another. */
export function Units({
  units,
  of,
}: {
  readonly units: readonly UnitSum[]
  readonly of: 'net' | 'absolute' | 'expected'
}) {
  return listed(
    units.map((sum) => <Quantity key={sum.unit} unit={unitShown(sum.unit)} {...quantityOf(sum, of)} />),
  )
}

function quantityOf(
  sum: UnitSum,
  of: 'net' | 'absolute' | 'expected',
): {
  readonly milli: number
  readonly sign: 'auto' | 'exceptZero'
} {
  switch (of) {
    case 'net':
      return { milli: sum.overMilli + sum.shortMilli, sign: 'exceptZero' }
    case 'absolute':
      return { milli: sum.overMilli - sum.shortMilli, sign: 'auto' }
    case 'expected':
      return { milli: sum.expectedMilli, sign: 'auto' }
  }
}

/** As with quantities, one amount for each currency; an amount of which no cost is known is unknown, not 0. */
export function Moneys({
  money,
  of,
  records,
}: {
  readonly money: readonly MoneySum[]
  readonly of: 'net' | 'absolute' | 'short' | 'over'
  readonly records: number
}) {
  return listed(
    money.map((sum) => {
      const over = microsOf(sum.overMicros) ?? 0n
      const short = microsOf(sum.shortMicros) ?? 0n
      const micros = { net: over + short, absolute: over - short, short, over }[of]
      return (
        <Money
          key={sum.currency}
          currency={sum.currency}
          micros={sum.withoutCost >= records ? null : micros}
          sign={of === 'absolute' ? 'auto' : 'exceptZero'}
        />
      )
    }),
  )
}

/** Shrink of each currency's book. */
export function Shrink({ money }: { readonly money: readonly MoneySum[] }) {
  return listed(
    money.map(({ currency, shrinkMilli }) => <Percent key={currency} percentMilli={shrinkMilli} />),
  )
}

function listed(parts: readonly ReactNode[]): ReactNode {
  if (parts.length === 0) return <Quantity milli={null} />
  return parts.map((part, index) => (
    <Fragment key={index}>
      {index > 0 ? ' · ' : null}
      {part}
    </Fragment>
  ))
}
