import { routes, type Call, type ReplyOf, type Route } from '@cyclecount/contract'
import { moneyToText, quantityText, type RunId } from '@cyclecount/domain'
import { parse } from 'csv-parse/sync'
import { countAndApprove } from './counted-elsewhere.ts'
import { findLibreOffice, openedAsCsv } from './libreoffice.ts'
import { startProduct } from './product.ts'
import { signedIn } from './signed-in.ts'

/** What looks like a formula is marked as text in CSV. */
const MARKED = /^'(?=[=+\-@\t\r])/

/**
 * Opens what an auditor exports in LibreOffice and compares every cell with what the API says: ADJ-7. `npm run spreadsheets`; ends with 1 and says
 * why where there is no LibreOffice to be had.
 */
const office = findLibreOffice()
if ('missing' in office) {
  // Nothing was proven: that is no success.
  console.log(`Not run: ${office.missing}.`)
  process.exitCode = 1
} else await prove(office.path)

type Cell = string | number | null
type Line = Readonly<Record<string, Cell>>

async function prove(soffice: string): Promise<void> {
  const product = await startProduct({ DEMO_SALES: 'off' })
  try {
    // What breaks files: a comma, quotes, a line's end, what looks like a formula or like a number, letters of other alphabets.
    const note = '=1+1, "doubly" found;\n007 – Öl, 鍵'
    const runId = await countAndApprove(product, { products: 'boots', note })
    const { call, save } = await auditor(product.origin)
    const chain = (await delivered(call, runId)).map(flattened)
    const { lines } = await call(routes.review, { params: { runId }, query: { status: 'all', limit: '500' } })
    const review = lines.map((line) => reviewed(line)).toSorted(bySku)
    if (chain.length < 2 || review.length < 2) throw new Error('there is too little to compare')
    for (const ending of ['csv', 'xlsx'] as const) {
      const csv = ending === 'csv'
      const chainFile = await save(csv ? routes.decisionChainCsv : routes.decisionChainXlsx, runId)
      const cells = compare(chain, await cellsOf(soffice, ending, chainFile))
      const reviewFile = await save(csv ? routes.reviewExport : routes.reviewWorkbook, runId)
      const more = compare(review, (await cellsOf(soffice, ending, reviewFile)).toSorted(bySku))
      console.log(
        `${ending}: ${cells} cells of the decision chain and ${more} of the review are as the API says.`,
      )
    }
  } finally {
    await product.dispose()
  }
}

/** The chain once the book has taken everything that was approved. */
async function delivered(call: Call, runId: RunId) {
  for (const deadline = Date.now() + 60_000; ;) {
    const { links, next } = await call(routes.decisionChain, { params: { runId }, query: {} })
    if (next !== null) throw new Error('the chain has a second page')
    if (links.every((link) => link.inventoryItemVariance?.statusId !== 'pending')) return links
    if (Date.now() > deadline) throw new Error('what was approved was not delivered')
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

async function auditor(origin: string) {
  const { call, authorization } = await signedIn(origin, 'nils')
  const save = async (route: Route, runId: RunId): Promise<Uint8Array> => {
    const answer = await fetch(`${origin}${route.path.replace(':runId', runId)}?status=all`, {
      headers: { authorization },
    })
    if (answer.status !== 200) throw new Error(`${route.path}: ${answer.status}`)
    return new Uint8Array(await answer.arrayBuffer())
  }
  return { call, save }
}

async function cellsOf(
  soffice: string,
  ending: 'csv' | 'xlsx',
  bytes: Uint8Array,
): Promise<readonly Readonly<Record<string, string>>[]> {
  const csv = await openedAsCsv(soffice, { ending, bytes })
  return parse<Record<string, string>>(csv, { columns: true, bom: true })
}

function bySku(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): number {
  return String(a['sku']) < String(b['sku']) ? -1 : 1
}

/** “Entity.field” of a link: quantities and money as decimals, as a file has them. */
function flattened(link: Readonly<Record<string, unknown>>): Line {
  const cells = Object.entries(link).flatMap(([entity, held]) =>
    Object.entries((held ?? {}) as Line).map(([field, value]): [string, Cell] => {
      const name = `${entity.charAt(0).toUpperCase()}${entity.slice(1)}.${field.replace(/(Milli|Micros)$/, '')}`
      return [name, decimal(field, value)]
    }),
  )
  return Object.fromEntries(cells)
}

function decimal(field: string, value: Cell): Cell {
  if (value === null) return null
  if (field.endsWith('Milli')) return quantityText(Number(value))
  if (field.endsWith('Micros')) return moneyToText(BigInt(value))
  return value
}

/** A line of the review by the names that its columns have. */
function reviewed(line: ReplyOf<typeof routes.review>['lines'][number]): Line {
  const { decision } = line
  const money = (micros: string | null) => (micros === null ? null : moneyToText(BigInt(micros)))
  return {
    sku: line.sku,
    title: line.title,
    location: line.locationCode,
    lot: line.lot,
    serial: line.serial,
    unit: line.unit,
    consignedBy: line.consignedBy,
    state: line.countedState,
    countedAt: line.countedAt,
    counters: line.counters.join('; '),
    systemQuantityOnHand: quantityText(line.expectedMilli),
    actualQuantityOnHand: quantityText(line.countedMilli),
    varianceQuantityOnHand: quantityText(line.varianceMilli),
    percent: line.percentMilli === null ? null : quantityText(line.percentMilli),
    movedSince: quantityText(line.movedSinceMilli),
    expectedAsOf: line.asOfCount ? 'count' : 'read',
    currency: line.currency,
    unitCost: money(line.unitCostMicros),
    costVariance: money(line.costVarianceMicros),
    valueVariance: money(line.valueVarianceMicros),
    outcome: decision?.outcome ?? null,
    reason: decision?.reasonLabel ?? null,
    note: decision?.note ?? null,
    precedence: decision?.precedence ?? null,
    decidedBy: decision?.decidedBy ?? null,
    rule: decision?.rule ?? null,
    decidedAt: decision?.decidedAt ?? null,
  }
}

/** Every cell of every line, by its column; answers how many. */
function compare(said: readonly Line[], opened: readonly Readonly<Record<string, string>>[]): number {
  if (opened.length !== said.length) throw new Error(`${opened.length} lines and not ${said.length}`)
  let cells = 0
  for (const [index, row] of opened.entries()) {
    const line = said[index] ?? {}
    const missing = Object.keys(line).filter((name) => !(name in row))
    if (missing.length > 0) throw new Error(`no column ${missing.join(', ')}`)
    for (const [column, text] of Object.entries(row)) {
      if (!isSame(line[column] ?? null, text))
        throw new Error(
          `line ${index + 1}, ${column}: ${JSON.stringify(text)} and not ${JSON.stringify(line[column])}`,
        )
      cells += 1
    }
  }
  return cells
}

function isSame(said: Cell, opened: string): boolean {
  if (said === null) return opened === ''
  // An instant: dates of a sheet are whole seconds, in UTC.
  if (typeof said === 'number') return Math.abs(Date.parse(utc(opened)) - said) <= 1000
  if (/^-?\d+(\.\d+)?$/.test(said)) return opened !== '' && Number(opened) === Number(said)
  return opened.replace(MARKED, '') === said
}

function utc(text: string): string {
  return text.endsWith('Z') ? text : `${text.replace(' ', 'T')}Z`
}
