import type { AccuracyRow } from '@cyclecount/contract'
import { inOneCurrency, parseMoney, type MoneySum, type Rates } from '@cyclecount/domain'

type Told = NonNullable<AccuracyRow['money']>[number]

/** The rates that were typed, by currency; one that is no number above 0 is not stated. */
export function statedRates(typed: Readonly<Record<string, string>>): Rates {
  const rates = new Map<string, bigint>()
  for (const [currency, text] of Object.entries(typed)) {
    const rate = parseMoney(text.trim().replace(',', '.'))
    if (rate !== null && rate > 0n) rates.set(currency, rate)
  }
  return rates
}

/** The sums in one currency; null as long as a rate is missing. */
export function addedUp(money: readonly Told[], currency: string, rates: Rates): MoneySum | null {
  const sums = money.map((sum) => ({
    currency: sum.currency,
    expectedMicros: BigInt(sum.expectedMicros),
    shortMicros: BigInt(sum.shortMicros),
    overMicros: BigInt(sum.overMicros),
    withoutCost: sum.withoutCost,
  }))
  return inOneCurrency(sums, currency, rates)
}
