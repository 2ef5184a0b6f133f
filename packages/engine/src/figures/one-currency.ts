import { sql } from 'kysely'
import type { EngineContext } from '../context.ts'
import { countedRecords } from './records.ts'
import { showsCost, type FiguresScope } from './scope.ts'

/** The currency in which amounts are told, and those they could be told in, the one of most records first. Null: no cost to be seen. */
export async function currencyOf(
  ctx: EngineContext,
  scope: FiguresScope,
  asked: string | undefined,
): Promise<{ readonly currency: string | null; readonly currencies: string[] }> {
  if (!showsCost(scope)) return { currency: null, currencies: [] }
  const rows = await countedRecords(ctx, scope)
    .select(['v.currency', sql<number>`count(*)`.as('records')])
    .groupBy('v.currency')
    .orderBy('records', 'desc')
    .orderBy('v.currency')
    .execute()
  const currencies = rows.map((row) => row.currency)
  const currency = currencies.find((each) => each === asked) ?? currencies[0] ?? null
  return { currency, currencies }
}
