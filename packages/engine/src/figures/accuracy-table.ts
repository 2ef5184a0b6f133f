import type { AccuracyFigures, AccuracyRow } from '@cyclecount/contract'
import { moneyToText, quantityText } from '@cyclecount/domain'
import type { TableColumn } from '../reports/table.ts'

type Column = TableColumn<AccuracyRow>
type UnitSum = AccuracyRow['units'][number]
type MoneySum = NonNullable<AccuracyRow['money']>[number]

/** The columns of a table of record accuracy; one set of quantities for each unit, one of amounts for each currency. */
export function accuracyColumns({ total }: AccuracyFigures): readonly Column[] {
  return [
    { name: 'name', kind: 'text', of: (row) => row.label },
    { name: 'records', kind: 'number', of: (row) => row.records },
    ...shareColumns('exact', (row) => row.exact),
    ...shareColumns('withinPercent', (row) => row.withinPercent),
    ...shareColumns('withinUnits', (row) => row.withinUnits),
    { name: 'short', kind: 'number', of: (row) => row.short },
    { name: 'over', kind: 'number', of: (row) => row.over },
    percent('meanErrorPercent', (row) => row.meanPercentMilli),
    percent('meanAbsoluteErrorPercent', (row) => row.meanAbsolutePercentMilli),
    { name: 'withoutPercent', kind: 'number', of: (row) => row.withoutPercent },
    { name: 'recounted', kind: 'number', of: (row) => row.recounted },
    ...total.units.flatMap(({ unit }) => unitColumns(unit)),
    ...(total.money ?? []).flatMap(({ currency }) => moneyColumns(currency)),
    ...(total.consigned ?? []).flatMap(({ currency }) => consignedColumns(currency)),
  ]
}

function percent(name: string, of: (row: AccuracyRow) => number | null): Column {
  const text = (row: AccuracyRow) => {
    const milli = of(row)
    return milli === null ? null : quantityText(milli)
  }
  return { name, kind: 'number', of: text }
}

function shareColumns(name: string, of: (row: AccuracyRow) => AccuracyRow['exact']): readonly Column[] {
  return [
    { name, kind: 'number', of: (row) => of(row).hits },
    percent(`${name}Percent`, (row) => of(row).percentMilli),
    percent(`${name}Low95`, (row) => of(row).lowMilli),
    percent(`${name}High95`, (row) => of(row).highMilli),
  ]
}

function unitColumns(unit: string): readonly Column[] {
  const column = (name: string, of: (sum: UnitSum) => number): Column => ({
    name: `${name} ${unit}`,
    kind: 'number',
    of: (row) => {
      const sum = row.units.find((each) => each.unit === unit)
      return sum === undefined ? null : quantityText(of(sum))
    },
  })
  return [
    column('expected', (sum) => sum.expectedMilli),
    column('counted', (sum) => sum.countedMilli),
    column('net', (sum) => sum.overMilli + sum.shortMilli),
    column('absolute', (sum) => sum.overMilli - sum.shortMilli),
  ]
}

function moneyColumns(currency: string): readonly Column[] {
  const of = (row: AccuracyRow) => row.money?.find((each) => each.currency === currency)
  const column = (name: string, amount: (sum: MoneySum) => bigint): Column => ({
    name: `${name} ${currency}`,
    kind: 'number',
    of: (row) => {
      const sum = of(row)
      return sum === undefined ? null : moneyToText(amount(sum))
    },
  })
  return [
    column('bookCost', (sum) => BigInt(sum.expectedMicros)),
    column('netCost', (sum) => BigInt(sum.overMicros) + BigInt(sum.shortMicros)),
    column('absoluteCost', (sum) => BigInt(sum.overMicros) - BigInt(sum.shortMicros)),
    percent(`shrinkPercent ${currency}`, (row) => of(row)?.shrinkMilli ?? null),
    { name: `withoutCost ${currency}`, kind: 'number', of: (row) => of(row)?.withoutCost ?? null },
  ]
}

function consignedColumns(currency: string): readonly Column[] {
  const column = (name: string, amount: (sum: MoneySum) => bigint): Column => ({
    name: `${name} ${currency}`,
    kind: 'number',
    of: (row) => {
      const sum = row.consigned?.find((each) => each.currency === currency)
      return sum === undefined ? null : moneyToText(amount(sum))
    },
  })
  return [
    column('consignedNetCost', (sum) => BigInt(sum.overMicros) + BigInt(sum.shortMicros)),
    column('consignedAbsoluteCost', (sum) => BigInt(sum.overMicros) - BigInt(sum.shortMicros)),
  ]
}
