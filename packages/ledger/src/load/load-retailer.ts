import type { Ledger, LedgerTx } from '../ledger.ts'
import type { RetailerData } from '../retailer.ts'
import { startHistory } from './history.ts'
import { insertMasters, nameMasters } from './masters.ts'

export interface LoadOptions {
  /** Called after every thousand events, and at the end of each step. */
  readonly onProgress?: (progress: LoadProgress) => void
  /** Rows per statement; 400 unless told. */
  readonly batch?: number
}

export interface LoadProgress {
  readonly step: 'masters' | 'opening' | 'movements' | 'done'
  /** How many of the step are in. */
  readonly done: number
}

export type LoadOutcome =
  | {
      readonly kind: 'loaded'
      readonly facilities: number
      readonly locations: number
      readonly products: number
      readonly positions: number
      readonly events: number
    }
  /** Nothing was changed. */
  | { readonly kind: 'refused'; readonly problems: readonly string[] }

const MOST_PROBLEMS = 100

/**
 * Takes a retailer in, with its stock and its history, in one transaction: all of it or nothing. A ledger takes in one retailer, once;
 * a second time is refused. History is not held against the negative stock protection: what was below 0 is told as it was.
 */
export async function loadRetailer(
  ledger: Ledger,
  data: RetailerData,
  { onProgress = () => undefined, batch = 400 }: LoadOptions = {},
): Promise<LoadOutcome> {
  try {
    return await ledger.db.write(async (tx) => {
      if (!(await claim(ledger, tx)))
        throw new NotLoaded(['This inventory ledger already holds a retailer. A new one needs a new ledger.'])
      const problems: string[] = []
      const { rows, directory } = nameMasters(ledger, data, problems)
      stopAt(problems)
      await insertMasters(tx, rows, batch)
      onProgress({ step: 'masters', done: data.products.length })
      const history = startHistory(ledger, tx, directory, batch, problems)
      await eachWith(data.opening, history.open, problems, (done) => onProgress({ step: 'opening', done }))
      await eachWith(data.movements, history.move, problems, (done) =>
        onProgress({ step: 'movements', done }),
      )
      stopAt(problems)
      const { positions, events } = await history.finish()
      onProgress({ step: 'done', done: events })
      const { facilities, locations, products } = data
      return {
        kind: 'loaded',
        facilities: facilities.length,
        locations: locations.length,
        products: products.length,
        positions,
        events,
      }
    })
  } catch (error) {
    if (error instanceof NotLoaded) return { kind: 'refused', problems: error.problems }
    throw error
  }
}

/** Undoes the transaction. */
class NotLoaded extends Error {
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super(problems[0])
    this.problems = problems
  }
}

function stopAt(problems: readonly string[]): void {
  if (problems.length > 0) throw new NotLoaded(problems.slice(0, MOST_PROBLEMS))
}

/** Marks the ledger as taken; false where it was. Two processes that try at once agree by the row's lock. */
async function claim(ledger: Ledger, tx: LedgerTx): Promise<boolean> {
  const row = await tx
    .updateTable('ledger_org')
    .set({ loaded_at: ledger.now() })
    .where('only', '=', 1)
    .where('loaded_at', 'is', null)
    .returning('only')
    .executeTakeFirst()
  return row !== undefined
}

async function eachWith<T>(
  items: Iterable<T>,
  take: (item: T) => Promise<void>,
  problems: readonly string[],
  tell: (done: number) => void,
): Promise<void> {
  let done = 0
  for (const item of items) {
    await take(item)
    done += 1
    if (problems.length >= MOST_PROBLEMS) stopAt(problems)
    if (done % 1000 === 0) tell(done)
  }
  tell(done)
}
