import { join } from 'node:path'
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite'

type Row = Record<string, SQLOutputValue>

/** What the ledger holds of each product in each bin of each facility, as thousandths of a unit. */
export type Balances = ReadonlyMap<string, bigint>

/** As the files are on the disk: of a server that runs, or was killed. */
function rowsOf(dataDir: string, file: 'cyclecount.sqlite' | 'ledger.sqlite', sql: string): readonly Row[] {
  const database = new DatabaseSync(join(dataDir, file), { readOnly: true })
  try {
    database.exec('pragma busy_timeout = 20000')
    return database.prepare(sql).all()
  } finally {
    database.close()
  }
}

/** A count of the first so many places of the facility with this code, each with one piece less than the book has, as CSV. */
export function shelfFile(dataDir: string, facility: string, lines: number): string {
  const rows = rowsOf(
    dataDir,
    'ledger.sqlite',
    `select r.sku, b.code, p.quantity_milli, f.code as facility
       from ledger_position p
       join ledger_product r on r.product_id = p.product_id
       join ledger_bin b on b.bin_id = p.bin_id
       join ledger_facility f on f.facility_id = p.facility_id
      where r.tracking = 'none' and r.decimals = 0 and r.active = 1 and p.quantity_milli >= 2000
      order by p.position_id`,
  )
  const here = rows.filter((row) => row['facility'] === facility).slice(0, lines)
  const text = here.map(({ sku, code, quantity_milli: milli }) =>
    [String(sku), String(Number(milli) / 1000 - 1), String(code)].join(','),
  )
  return ['sku,quantity,location', ...text].join('\n')
}

/** How many proposals there are, and how many of them have their answer. */
export function deliveries(dataDir: string): { readonly proposals: number; readonly settled: number } {
  const [row] = rowsOf(
    dataDir,
    'cyclecount.sqlite',
    `select count(*) as proposals, coalesce(sum(status_id != 'pending'), 0) as settled from proposed_actions where run_id in
       (select run_id from count_run where name = 'Under fire')`,
  )
  return { proposals: Number(row?.['proposals']), settled: Number(row?.['settled']) }
}

export function balances(dataDir: string): Balances {
  const rows = rowsOf(
    dataDir,
    'ledger.sqlite',
    `select f.code || ' ' || r.sku || ' ' || coalesce(b.code, '') || ' ' || coalesce(p.lot, '') || ' ' || coalesce(p.serial, '') as place,
            sum(p.quantity_milli) as milli
       from ledger_position p
       join ledger_facility f on f.facility_id = p.facility_id
       join ledger_product r on r.product_id = p.product_id
       left join ledger_bin b on b.bin_id = p.bin_id
      group by 1`,
  )
  return new Map(rows.map(({ place, milli }) => [String(place), BigInt(Number(milli))]))
}

/** Fails where a proposal of the run is not accepted, was booked other than once, or a balance is not what it was and what was proposed. */
export function checkBooks(
  dataDir: string,
  before: Balances,
): { readonly proposals: number; readonly places: number; readonly interrupted: number } {
  const proposals = rowsOf(
    dataDir,
    'cyclecount.sqlite',
    `select p.status_id, p.document_id, p.idempotency_key, p.delta_milli, d.attempts,
            f.code || ' ' || r.sku || ' ' || coalesce(l.location_seq_id, '') || ' ' || coalesce(p.lot, '') || ' ' || coalesce(p.serial, '') as place
       from proposed_actions p join delivery d on d.idempotency_key = p.idempotency_key
       join facility f on f.facility_id = p.facility_id
       join product r on r.product_id = p.product_id
       left join location l on l.location_id = p.location_id
      where p.run_id in (select run_id from count_run where name = 'Under fire')`,
  )
  const open = proposals.filter(({ status_id: status }) => status !== 'accepted')
  if (open.length > 0)
    throw new Error(`${open.length} proposals are not accepted: ${JSON.stringify(open[0])}`)
  const documents = new Set(proposals.map(({ document_id: id }) => String(id)))
  if (documents.size !== proposals.length)
    throw new Error(`${proposals.length} proposals have ${documents.size} documents`)
  const operations = rowsOf(dataDir, 'ledger.sqlite', 'select idempotency_key, seq from ledger_operation')
  const booked = new Set(
    operations.flatMap(({ idempotency_key: key, seq }) => (seq === null ? [] : [String(key)])),
  )
  const unbooked = proposals.filter(({ idempotency_key: key }) => !booked.has(String(key)))
  if (unbooked.length > 0) throw new Error(`${unbooked.length} proposals are accepted and not booked`)

  const wanted = new Map(before)
  for (const { place, delta_milli: delta } of proposals)
    wanted.set(String(place), (wanted.get(String(place)) ?? 0n) + BigInt(Number(delta)))
  const after = balances(dataDir)
  for (const place of new Set([...wanted.keys(), ...after.keys()]))
    if ((wanted.get(place) ?? 0n) !== (after.get(place) ?? 0n))
      throw new Error(`${place} holds ${after.get(place)}, wanted are ${wanted.get(place)}`)
  return {
    proposals: proposals.length,
    places: new Set(proposals.map(({ place }) => place)).size,
    interrupted: proposals.filter(({ attempts }) => Number(attempts) > 1).length,
  }
}

const OPEN = 'select count(*) as open from delivery_attempt where finished_at is null'

/** How many attempts were begun and have no outcome: asked while the server was killed. */
export function attemptsOpen(dataDir: string): number {
  const [row] = rowsOf(dataDir, 'cyclecount.sqlite', OPEN)
  return Number(row?.['open'])
}

/** How many attempts were ever begun. */
export function attemptsBegun(dataDir: string): number {
  const [row] = rowsOf(dataDir, 'cyclecount.sqlite', 'select count(*) as begun from delivery_attempt')
  return Number(row?.['begun'])
}
