import type { OrgId } from '@cyclecount/domain'
import type { ReadOrTx } from '../context.ts'

/** One class: up to which share of the value it goes, the classes before it included, and how often its products are counted. */
export interface AbcClass {
  readonly name: string
  /** Thousandths of a percent. */
  readonly throughMilli: number
  readonly everyDays: number
}

/**
 * Where a company says nothing: A the first 80 % of the value, B the next 15 % (H. F. Dickie, 1951), counted four times, twice and once a
 * year (D. J. Piasecki, “Inventory Accuracy”, 2003).
 */
const usual: readonly AbcClass[] = [
  { name: 'A', throughMilli: 80_000, everyDays: 91 },
  { name: 'B', throughMilli: 95_000, everyDays: 182 },
  { name: 'C', throughMilli: 100_000, everyDays: 365 },
]

/** The company's classes, the most valuable first. */
export async function abcRules(db: ReadOrTx, orgId: OrgId): Promise<readonly AbcClass[]> {
  const rows = await db
    .selectFrom('abc_class')
    .select(['class', 'through_milli', 'every_days'])
    .where('org_id', '=', orgId)
    .orderBy('through_milli')
    .execute()
  if (rows.length === 0) return usual
  return rows.map((row) => ({
    name: row.class,
    throughMilli: row.through_milli,
    everyDays: row.every_days,
  }))
}

const YEAR_DAYS = 365

/** How often a class is counted; what has none of ours as often as the last one. */
export function everyDaysOf(classes: readonly AbcClass[], name: string): number {
  return (classes.find((one) => one.name === name) ?? classes.at(-1))?.everyDays ?? YEAR_DAYS
}
