import { tables } from '@cyclecount/db'
import { asUuid, createTables, type AnyTable } from '@cyclecount/db/plumbing'
import type { RunId } from '@cyclecount/domain'
import { sql, type Kysely, type RawBuilder } from 'kysely'
import type { Company } from './company.ts'
import { median } from './figures.ts'

/** What is there, table by table, when a comparison opens the review; balances and deliveries are written behind it. */
const KEPT = [
  'on_hand_snapshot_line',
  'book_movement',
  'inv_count_import_variance',
  'inventory_var_dcsn_rsn',
  'inv_count_import_status',
] as const
const ROUNDS = 3

export interface PeerFound {
  /** The join, read. */
  readonly joinMs: number
  /** The same written into a bare table: two figures and a cost for each line. */
  readonly joinKeptMs: number
  /** The join and every row that the comparison left behind, in tables with the same keys, indexes and references; one commit. */
  readonly sameRowsMs: number
}

/** The same comparison as one statement: lines counted, the newest read of the book, what moved after each was counted. */
export function joined(runId: RunId): RawBuilder<unknown> {
  return sql`select i.product_id, i.location_id, sum(i.quantity) as counted_milli, max(s.on_hand_milli) -
      coalesce((select sum(m.quantity_milli) from book_movement m
        where m.facility_id = c.facility_id and m.product_id = s.product_id and m.occurred_at > max(i.last_at)), 0) as expected_milli,
      max(s.cost_value_micros) as cost
    from inventory_count_import c
    join inventory_count_import_item i on i.inventory_count_import_id = c.inventory_count_import_id
    join on_hand_snapshot_line s on s.product_id = i.product_id and s.location_id = i.location_id
      and s.snapshot_id = (select n.snapshot_id from on_hand_snapshot n where n.run_id = c.run_id order by n.read_at desc limit 1)
    where c.run_id = ${asUuid(runId)} group by i.product_id, i.location_id, c.facility_id, s.product_id`
}

/** How long plain SQL takes for it, ms: medians of three. For a product that is at rest. */
export async function measurePeer(company: Company, runId: RunId): Promise<PeerFound> {
  const read: number[] = []
  const kept: number[] = []
  const same: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    read.push(await timed(() => joined(runId).execute(company.db.read)))
    kept.push(await intoBareTable(company, runId))
    same.push(await intoSameTables(company, runId))
  }
  return { joinMs: median(read), joinKeptMs: median(kept), sameRowsMs: median(same) }
}

async function intoBareTable({ db }: Company, runId: RunId): Promise<number> {
  const took = await timed(() =>
    db.write((tx) => sql`create table bench_join as ${joined(runId)}`.execute(tx)),
  )
  await db.write((tx) => sql`drop table bench_join`.execute(tx))
  return took
}

async function intoSameTables({ db }: Company, runId: RunId): Promise<number> {
  const copies = KEPT.map((name) => copyOf(tables.find((table) => table.name === name)))
  await db.write((tx) => createTables(tx as unknown as Kysely<never>, db.dialect, copies))
  const took = await timed(() =>
    db.write(async (tx) => {
      await sql`create table bench_join as ${joined(runId)}`.execute(tx)
      for (const name of KEPT) {
        const into = sql.table(`bench_${name}`)
        await sql`insert into ${into} select t.* from ${sql.table(name)} t ${ofRun(name, runId)}`.execute(tx)
      }
    }),
  )
  await db.write(async (tx) => {
    await sql`drop table bench_join`.execute(tx)
    for (const { name } of copies.toReversed()) await sql`drop table ${sql.table(name)}`.execute(tx)
  })
  return took
}

/** The table under another name, so that it is filled as the product fills its own. */
function copyOf(table: AnyTable | undefined): AnyTable {
  if (!table) throw new Error('a table of the comparison is gone')
  const unique = table.unique.map((index) => ({ ...index, name: `bench_${index.name}` }))
  return { ...table, name: `bench_${table.name}`, unique }
}

function ofRun(name: (typeof KEPT)[number], runId: RunId): RawBuilder<unknown> {
  const run = asUuid(runId)
  switch (name) {
    case 'on_hand_snapshot_line':
      return sql`where t.snapshot_id =
        (select n.snapshot_id from on_hand_snapshot n where n.run_id = ${run} order by n.read_at desc limit 1)`
    case 'book_movement':
      return sql``
    case 'inv_count_import_variance':
      return sql`where t.run_id = ${run} and t.version = 1`
    case 'inventory_var_dcsn_rsn':
      return sql`where t.run_id = ${run} and t.decided_by is null`
    case 'inv_count_import_status':
      return sql`where t.status_id = 'no-variance'`
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const since = performance.now()
  await work()
  return performance.now() - since
}
