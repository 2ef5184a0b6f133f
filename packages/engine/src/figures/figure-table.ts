import { OVERDUE_AGES, type AccuracyRow } from '@cyclecount/contract'
import { moneyToText, quantityText } from '@cyclecount/domain'
import type { Actor, EngineContext } from '../context.ts'
import type { Query } from '../reports/reply.ts'
import { asCsv, asXlsx, atOnce, type FileTable, type TableColumn } from '../reports/table.ts'
import { accuracyFigures } from './accuracy.ts'
import { accuracyColumns } from './accuracy-table.ts'
import { coverageFigures } from './coverage.ts'
import { overdueFigures } from './overdue.ts'
import { paretoFigures } from './pareto.ts'
import { productivityFigures } from './productivity.ts'
import { proposalFigures } from './proposals.ts'
import { reasonFigures } from './reasons.ts'

type TableQuery = Query<'figuresCsv'>

/** A table whose kind of row is its own affair. */
interface AnyTable {
  readonly csv: () => AsyncGenerator<string>
  readonly xlsx: (now: number) => AsyncGenerator<Uint8Array>
}

/** A table of figures as CSV: the same figures that the screen shows, to the last digit. */
export async function* figureTableCsv(
  ctx: EngineContext,
  actor: Actor,
  query: TableQuery,
): AsyncGenerator<string> {
  yield* (await figureTable(ctx, actor, query)).csv()
}

/** The same as a workbook. */
export async function* figureTableXlsx(
  ctx: EngineContext,
  actor: Actor,
  query: TableQuery,
): AsyncGenerator<Uint8Array> {
  yield* (await figureTable(ctx, actor, query)).xlsx(ctx.now())
}

async function figureTable(ctx: EngineContext, actor: Actor, query: TableQuery): Promise<AnyTable> {
  const { by, ...rest } = query
  switch (query.table) {
    case 'accuracy': {
      const found = await accuracyFigures(ctx, actor, {
        ...rest,
        by: by === 'item' || by === 'class' ? undefined : by,
      })
      const rows = [...found.rows, { ...found.total, label: 'Total' }]
      return made<AccuracyRow>('Record accuracy', accuracyColumns(found), rows)
    }
    case 'reasons': {
      const { rows, currency } = await reasonFigures(ctx, actor, rest)
      return made('Variance by reason', reasonColumns(currency), rows)
    }
    case 'pareto': {
      const { rows, currency } = await paretoFigures(ctx, actor, { ...rest, by: by === 'area' ? by : 'item' })
      return made('Largest variances', paretoColumns(currency), rows)
    }
    case 'coverage': {
      const asked = by === 'zone' || by === 'category' || by === 'class' ? by : 'facility'
      const { rows, periods } = await coverageFigures(ctx, actor, { ...rest, by: asked })
      return made('Coverage', coverageColumns(periods), rows)
    }
    case 'overdue': {
      const asked = by === 'zone' || by === 'facility' ? by : 'class'
      const { rows } = await overdueFigures(ctx, actor, { facilityId: rest.facilityId, by: asked })
      return made('Overdue', overdueColumns, rows)
    }
    case 'productivity': {
      const asked = by === 'facility' || by === 'area' || by === 'run' ? by : 'month'
      const { rows } = await productivityFigures(ctx, actor, { ...rest, by: asked })
      return made('Scans an hour', productivityColumns, rows)
    }
    case 'proposals': {
      const { ages } = await proposalFigures(ctx, actor, rest)
      return made('What waits', ageColumns, ages)
    }
  }
}

function made<Row>(title: string, columns: readonly TableColumn<Row>[], rows: readonly Row[]): AnyTable {
  const table = (): FileTable<Row> => ({ title, columns, rows: atOnce(rows) })
  return { csv: () => asCsv(table()), xlsx: (now) => asXlsx(table(), now) }
}

const count = <Row>(name: string, of: (row: Row) => number | null): TableColumn<Row> => ({
  name,
  kind: 'number',
  of,
})
const label = { name: 'name', kind: 'text', of: (row: { readonly label: string }) => row.label } as const

function amount<Row>(
  name: string,
  currency: string | null,
  of: (row: Row) => string | null,
): TableColumn<Row>[] {
  if (currency === null) return []
  const money = (row: Row) => {
    const micros = of(row)
    return micros === null ? null : moneyToText(BigInt(micros))
  }
  return [{ name: `${name} ${currency}`, kind: 'number', of: money }]
}

function quantity<Row>(name: string, of: (row: Row) => number | null): TableColumn<Row> {
  const text = (row: Row) => {
    const milli = of(row)
    return milli === null ? null : quantityText(milli)
  }
  return { name, kind: 'number', of: text }
}

type ReasonRow = Awaited<ReturnType<typeof reasonFigures>>['rows'][number]
function reasonColumns(currency: string | null): TableColumn<ReasonRow>[] {
  return [
    { name: 'reason', kind: 'text', of: (row) => row.key },
    label,
    count('records', (row) => row.records),
    ...amount<ReasonRow>('short', currency, (row) => row.shortMicros),
    ...amount<ReasonRow>('over', currency, (row) => row.overMicros),
    ...amount<ReasonRow>('net', currency, (row) => row.netMicros),
    count('withoutCost', (row) => row.withoutCost),
  ]
}

type ParetoRow = Awaited<ReturnType<typeof paretoFigures>>['rows'][number]
function paretoColumns(currency: string | null): TableColumn<ParetoRow>[] {
  return [
    label,
    count('records', (row) => row.records),
    count('differing', (row) => row.differing),
    quantity('netQuantity', (row) => row.netMilli),
    quantity('absoluteQuantity', (row) => row.absoluteMilli),
    { name: 'unit', kind: 'text', of: (row) => row.unit },
    ...amount<ParetoRow>('net', currency, (row) => row.netMicros),
    ...amount<ParetoRow>('absolute', currency, (row) => row.absoluteMicros),
    quantity('cumulativePercent', (row) => row.cumulativeMilli),
  ]
}

type CoverageRow = Awaited<ReturnType<typeof coverageFigures>>['rows'][number]
function coverageColumns(periods: readonly string[]): TableColumn<CoverageRow>[] {
  return [
    label,
    count('of', (row) => row.of),
    count('counted', (row) => row.counted),
    quantity('percent', (row) => row.percentMilli),
    ...periods.map((period) =>
      quantity<CoverageRow>(
        period,
        (row) => row.cells.find((cell) => cell.period === period)?.percentMilli ?? null,
      ),
    ),
  ]
}

type OverdueRow = Awaited<ReturnType<typeof overdueFigures>>['rows'][number]
const overdueColumns: readonly TableColumn<OverdueRow>[] = [
  label,
  count('of', (row) => row.of),
  count('overdue', (row) => row.overdue),
  quantity('inTimePercent', (row) => row.inTimeMilli),
  ...[...OVERDUE_AGES, null].map((upToDays) =>
    count<OverdueRow>(
      upToDays === null ? 'older' : `upTo${upToDays}Days`,
      (row) => row.ages.find((age) => age.upToDays === upToDays)?.products ?? 0,
    ),
  ),
  count('never', (row) => row.never),
]

type WorkRow = Awaited<ReturnType<typeof productivityFigures>>['rows'][number]
const productivityColumns: readonly TableColumn<WorkRow>[] = [
  label,
  count('sessions', (row) => row.sessions),
  count('scans', (row) => row.scans),
  count('bins', (row) => row.bins),
  quantity('activeMinutes', (row) => Math.round(row.activeMs / 60)),
  quantity('scansPerHour', (row) => row.scansPerHourMilli),
]

type AgeRow = Awaited<ReturnType<typeof proposalFigures>>['ages'][number]
const ageColumns: readonly TableColumn<AgeRow>[] = [
  count('upToHours', (row) => row.upToHours),
  count('proposals', (row) => row.proposals),
  count('variances', (row) => row.variances),
]
