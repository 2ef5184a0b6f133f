import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeIowaRetailer } from '@cyclecount/ledger/iowa-fixture'

/** The store of the retailer that is counted: five people's work of an evening, small enough for a test. */
export const STORE = '2507'

/** One product in one bin, in whole units: what the book says, what really lies there, and how the counter meets it. */
export interface ShelfLine {
  readonly sku: string
  readonly bin: string
  readonly booked: number
  readonly lies: number
  /**
   * `scanned`: whole cases by the case's code, the rest piece by piece · `keyed`: scanned once, then “exactly so many” · `undone`: a
   * scan too many is taken back · `zero`: looked for and said to be 0 · `unseen`: nothing there, and nobody says so · `relabelled`:
   * one piece carries a code that nobody knows · `codeless`: has no code and is found by its name.
   */
  readonly how: 'scanned' | 'keyed' | 'undone' | 'zero' | 'unseen' | 'relabelled' | 'codeless'
}

export interface IowaStore {
  readonly lines: readonly ShelfLine[]
  /** What is printed on a product and on its case, where it has either. */
  readonly unitCodes: ReadonlyMap<string, string>
  readonly cases: ReadonlyMap<string, { readonly code: string; readonly units: number }>
  /** Codes that stand on several products. */
  readonly shared: ReadonlySet<string>
  /** A bin that is found empty; its lines are `unseen`. */
  readonly emptyBin: string
  /** Every bin with stock in the book, also of what nobody should find. */
  readonly bins: ReadonlySet<string>
}

/** Writes the retailer's CSV files into `folder`; three products of the store lose their codes. Says what really lies in the store. */
export async function writeIowaStore(folder: string): Promise<IowaStore> {
  await writeIowaRetailer(folder)
  const stock = (await rowsOf(folder, 'on_hand.csv')).filter(([store]) => store === STORE)
  const barcodes = await rowsOf(folder, 'barcodes.csv')
  const unitCodes = new Map(barcodes.filter(([, , pack]) => pack === '1').map(([sku, code]) => [sku, code]))
  const owners = Map.groupBy(barcodes, ([, code]) => code)
  const shared = new Set([...owners].filter(([, rows]) => rows.length > 1).map(([code]) => code))
  const packs = barcodes.filter(([, code, pack]) => pack !== '1' && !shared.has(code))
  const cases = new Map(packs.map(([sku, code, pack]) => [sku, { code, units: Number(pack) }]))
  const booked = stock
    .map(([, bin, sku, quantity]) => ({ sku, bin, booked: Number(quantity) }))
    .toSorted((a, b) => (`${a.bin} ${a.sku}` < `${b.bin} ${b.sku}` ? -1 : 1))
  const { lines, emptyBin } = plant(booked, {
    cases,
    isShared: (sku) => shared.has(unitCodes.get(sku) ?? ''),
  })
  const codeless = new Set(lines.filter(({ how }) => how === 'codeless').map(({ sku }) => sku))
  await rewrite(folder, 'barcodes.csv', ([sku]) => !codeless.has(sku))
  for (const sku of codeless) {
    unitCodes.delete(sku)
    cases.delete(sku)
  }
  return { lines, unitCodes, cases, shared, emptyBin, bins: new Set(booked.map(({ bin }) => bin)) }
}

type Booked = Pick<ShelfLine, 'sku' | 'bin' | 'booked'>
type Planted = Pick<ShelfLine, 'how' | 'lies'>

interface Codes {
  readonly cases: ReadonlyMap<string, { readonly units: number }>
  readonly isShared: (sku: string) => boolean
}

/** The shelf as the book says, but for what is planted: each kind on lines spread over the store, none on two. */
function plant(
  booked: readonly Booked[],
  { cases, isShared }: Codes,
): { readonly lines: readonly ShelfLine[]; readonly emptyBin: string } {
  const emptyBin = smallestBin(booked)
  const planted = new Map<Booked, Planted>(
    booked.filter(({ bin }) => bin === emptyBin).map((line) => [line, { how: 'unseen', lies: 0 }]),
  )
  const packOf = ({ sku }: Booked) => cases.get(sku)?.units ?? 0
  const on = (count: number, may: (line: Booked) => boolean, what: (line: Booked) => Planted) => {
    const free = booked.filter((line) => !planted.has(line) && !isShared(line.sku) && may(line))
    for (let at = 0; at < count; at += 1) {
      const line = free[Math.floor(((at + 0.5) * free.length) / count)]
      if (!line) throw new Error('the store is too small for what the test plants')
      planted.set(line, what(line))
    }
  }
  const holds = (units: number) => (line: Booked) => line.booked >= units
  const scanned = (more: number) => (line: Booked) => ({ how: 'scanned', lies: line.booked + more }) as const
  const hasCase = (line: Booked) => packOf(line) > 1 && line.booked > packOf(line)
  on(4, holds(4), scanned(-1))
  on(1, hasCase, (line) => scanned(-packOf(line))(line))
  on(3, holds(1), scanned(2))
  on(1, hasCase, (line) => scanned(packOf(line))(line))
  on(2, ({ booked: units }) => units === 0, scanned(3))
  on(3, holds(2), () => ({ how: 'zero', lies: 0 }))
  on(4, holds(2), () => ({ how: 'unseen', lies: 0 }))
  on(2, holds(10), ({ booked: lies }) => ({ how: 'keyed', lies }))
  on(2, holds(2), ({ booked: lies }) => ({ how: 'undone', lies }))
  on(1, holds(3), ({ booked: lies }) => ({ how: 'relabelled', lies }))
  on(3, holds(3), ({ booked: lies }) => ({ how: 'codeless', lies }))
  on(1, holds(4), scanned(-2))
  const [strayed] = [...planted.keys()].slice(-1)
  const lines = booked.map((line) => ({ ...line, ...(planted.get(line) ?? scanned(0)(line)) }))
  return { lines: strayed ? [...lines, strayedLine(lines, strayed)] : lines, emptyBin }
}

/** Two pieces lie in a bin of another zone, where the book has none of them. */
function strayedLine(lines: readonly ShelfLine[], { sku, bin }: Booked): ShelfLine {
  const elsewhere = lines.find((line) => line.bin.slice(0, 3) !== bin.slice(0, 3) && line.lies > 0)
  if (!elsewhere) throw new Error('the store has one zone only')
  return { sku, bin: elsewhere.bin, booked: 0, lies: 2, how: 'scanned' }
}

function smallestBin(booked: readonly Booked[]): string {
  const held = Map.groupBy(
    booked.filter((line) => line.booked > 0),
    ({ bin }) => bin,
  )
  const [smallest] = [...held].toSorted(([, a], [, b]) => a.length - b.length)
  if (!smallest) throw new Error('the store holds nothing')
  return smallest[0]
}

type Cells = readonly [string, string, string, string]

/** None of these two files has a cell with a comma in it. */
async function rowsOf(folder: string, name: string): Promise<readonly Cells[]> {
  const text = await readFile(join(folder, name), 'utf8')
  return text
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [a = '', b = '', c = '', d = ''] = line.split(',')
      return [a, b, c, d]
    })
}

async function rewrite(folder: string, name: string, keep: (cells: Cells) => boolean): Promise<void> {
  const [header = ''] = (await readFile(join(folder, name), 'utf8')).split('\n')
  const rows = (await rowsOf(folder, name)).filter((cells) => keep(cells))
  const width = header.split(',').length
  const lines = rows.map((cells) => cells.slice(0, width).join(','))
  await writeFile(join(folder, name), `${[header, ...lines].join('\n')}\n`)
}
