import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '@cyclecount/db'
import { runScript } from '@cyclecount/e2e/command'
import { startProduct, type Product } from '@cyclecount/e2e/product'
import { sql, type Kysely } from 'kysely'
import { openCompany, STORE_CODE, type BenchProduct, type Company } from './company.ts'
import type { LocationId } from '@cyclecount/domain'

/** Products in a bin. */
const A_BIN = 20
const BINS_A_ZONE = 50
const ON_HAND = 20

/** A product of the store, and the one bin in which it lies. */
export interface Shelved extends BenchProduct {
  readonly locationId: LocationId
}

/** A running product that holds one store with as many positions, each of another product. */
export interface LargeStore {
  readonly product: Product
  readonly company: Company
  readonly shelved: readonly Shelved[]
  /** Where the embedded ledger keeps its books. */
  readonly ledgerUrl: string
  readonly dispose: () => Promise<void>
}

/** Imports a store from CSV files as an operator does, and starts the product on it. `databaseUrl`: null for SQLite. */
export async function startLargeStore(positions: number, databaseUrl: string | null): Promise<LargeStore> {
  const folder = await mkdtemp(join(tmpdir(), 'cyclecount-bench-store-'))
  const database: Readonly<Record<string, string>> = databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }
  const env = { ...database, DATA_DIR: join(folder, 'data'), DEMO_SALES: 'off', LOG_LEVEL: 'warn' }
  const files = join(folder, 'files')
  await writeFiles(files, positions)
  const imported = await runScript('import-retailer', files, { ...env, PORT: '1' })
  if (imported.exitCode !== 0) throw new Error(imported.printed)
  const product = await startProduct(env)
  const company = await openCompany(databaseUrl ?? join(folder, 'data', 'cyclecount.sqlite'))
  return {
    product,
    company,
    shelved: await readShelves(company),
    ledgerUrl: databaseUrl ?? join(folder, 'data', 'ledger.sqlite'),
    dispose: async () => {
      await company.close()
      await product.dispose()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function writeFiles(folder: string, positions: number): Promise<void> {
  await mkdir(folder, { recursive: true })
  const all = Array.from({ length: positions }, (_, at) => at)
  const bin = (at: number): string => `B${String(Math.floor(at / A_BIN)).padStart(5, '0')}`
  const sku = (at: number): string => `SKU${String(at).padStart(6, '0')}`
  const bins = all.filter((at) => at % A_BIN === 0)
  const zone = (at: number): string => `Z${Math.floor(at / A_BIN / BINS_A_ZONE)}`
  const write = (name: string, lines: readonly string[]): Promise<void> =>
    writeFile(join(folder, name), `${lines.join('\n')}\n`)
  await write('facilities.csv', [
    'facility,name,time_zone,currency',
    `${STORE_CODE},Bench store,Europe/Lisbon,EUR`,
  ])
  await write('products.csv', [
    'sku,title,category,unit_cost,price',
    ...all.map((at) => `${sku(at)},Item ${at},c${at % 40},1,2`),
  ])
  await write('barcodes.csv', ['sku,barcode,kind', ...all.map((at) => `${sku(at)},C${sku(at)},own`)])
  await write('locations.csv', [
    'facility,zone,bin',
    ...bins.map((at) => `${STORE_CODE},${zone(at)},${bin(at)}`),
  ])
  await write('on_hand.csv', [
    'facility,bin,sku,quantity',
    ...all.map((at) => `${STORE_CODE},${bin(at)},${sku(at)},${ON_HAND}`),
  ])
}

async function readShelves({ db }: Company): Promise<readonly Shelved[]> {
  const products = await db.read
    .selectFrom('product')
    .innerJoin('product_barcode as code', 'code.product_id', 'product.product_id')
    .select(['product.product_id', 'code.code_key', 'product.sku'])
    .orderBy('product.sku')
    .execute()
  const locations = await db.read
    .selectFrom('location')
    .select(['location_id', 'location_seq_id'])
    .orderBy('location_seq_id')
    .execute()
  return products.map((row, at) => {
    const location = locations[Math.floor(at / A_BIN)]
    if (!location) throw new Error(`no bin for ${row.sku}`)
    return { productId: row.product_id, code: row.code_key, locationId: location.location_id }
  })
}

/**
 * Sells one piece of each position of half the store, one after the other and round again, at times spread evenly over the span (UTC ms), as if
 * the till had written it: the rows of the ledger, straight in its database.
 */
export async function sell(
  { ledgerUrl }: Pick<LargeStore, 'ledgerUrl'>,
  sales: number,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<void> {
  const ledger = openDatabase<Record<string, never>>({ url: ledgerUrl, tables: [] })
  try {
    await ledger.write(async (tx) => {
      const { rows } = await sql<{ positions: number | string }>`
        select count(*) as positions from ledger_position`.execute(tx)
      const selling = Math.ceil(Number(rows[0]?.positions ?? 0) / 2)
      for (let done = 0; done < sales;) {
        const part = Math.min(selling, sales - done)
        await sellOnce(tx, part, from + ((to - from) * done) / sales, (to - from) / sales)
        done += part
      }
    })
  } finally {
    await ledger.close()
  }
}

async function sellOnce(
  tx: Kysely<Record<string, never>>,
  part: number,
  from: number,
  step: number,
): Promise<void> {
  const chosen = sql`(select p.*, row_number() over (order by p.position_id) as n
    from ledger_position p order by p.position_id limit ${part})`
  await sql`insert into ledger_stock_card (facility_id, seq, org_id, kind, product_id, position_id, owner, quantity_milli,
      position_after_milli, reason_code, actor, comment, source_ref, occurred_at, recorded_at, unit_cost_micros,
      unit_cost_per_milli, cost_delta_micros, uncosted_delta_milli, counted_milli, expected_milli, round, overcommitted, document_seq)
    select c.facility_id, f.last_seq + c.n, c.org_id, 'sale', c.product_id, c.position_id, c.owner, -1000,
      c.quantity_milli - 1000, 'opening', 'till', '', '', cast(${Math.round(from)} + c.n * cast(${step} as double precision) as bigint),
      cast(${Math.round(from)} + c.n * cast(${step} as double precision) as bigint), 1000000, 1000, -1000000, 0, null, null, null, 0, null
    from ${chosen} c join ledger_facility f on f.facility_id = c.facility_id`.execute(tx)
  const sold = sql`(select position_id from ledger_position order by position_id limit ${part})`
  await sql`update ledger_average_cost set quantity_milli = quantity_milli - 1000, value_micros = value_micros - 1000000
    where product_id in (select product_id from ledger_position where position_id in ${sold})`.execute(tx)
  await sql`update ledger_position set quantity_milli = quantity_milli - 1000
    where position_id in ${sold}`.execute(tx)
  await sql`update ledger_facility set last_seq = last_seq + ${part}`.execute(tx)
}
