import type { FacilityId, Sentence } from '@cyclecount/domain'
import { scopeOf, type Actor, type EngineContext } from '../context.ts'
import type { Body, Reply } from '../reports/reply.ts'
import type { FileFault } from '../uploads/count-file.ts'
import { csvTable } from '../uploads/csv-table.ts'
import { say } from '../words/say.ts'
import { unknownSkus } from './resolve-items.ts'

const MOST_ROWS = 100_000
const MOST_SKUS = 20_000
/** Faults told at once; who mends these sees the rest. */
const MOST_FAULTS = 500
const columns = ['sku', 'facility'] as const

interface Line {
  readonly row: number
  readonly sku: string
  readonly facility: string
}

/**
 * Reads a CSV of SKUs, or of facilities and the SKUs that are counted at each, and says everything that is wrong with it at once, with row and
 * column. It keeps nothing; what it answers is for a plan, and is empty unless all of the file is right.
 */
export async function readPlanFile(
  ctx: EngineContext,
  actor: Actor,
  { text }: Body<'readPlanFile'>,
): Promise<Reply<'readPlanFile'>> {
  const table = csvTable(text)
  if ('brokenAt' in table)
    return refused([{ row: table.brokenAt, column: null, message: say('countFile.noCsv') }])
  const [head = [], ...body] = table.records
  const names = head.map((name) => name.trim().toLowerCase())
  const faults: FileFault[] = headFaults(names).map((message) => ({ row: 1, column: null, message }))
  if (body.length === 0) faults.push(ofFile(say('planFile.empty')))
  if (body.length > MOST_ROWS) faults.push(ofFile(say('countFile.tooMany', { most: String(MOST_ROWS) })))
  if (faults.length > 0) return refused(faults)
  const { lines, faults: ofRows } = readLines(names, body)
  const byFacility = names.includes('facility')
  const unknown = await unknownSkus(ctx.db.read, actor.orgId, [...new Set(lines.map(({ sku }) => sku))])
  const facilities = byFacility ? await facilitiesByCode(ctx, actor) : new Map<string, FacilityId>()
  faults.push(
    ...ofRows,
    ...lines.flatMap((line) => lineFaults(line, unknown, byFacility ? facilities : null)),
  )
  const bySet = Map.groupBy(lines, ({ facility }) => facility)
  for (const some of bySet.values())
    if (some.length > MOST_SKUS) faults.push(ofFile(say('countFile.tooMany', { most: String(MOST_SKUS) })))
  if (faults.length > 0) return refused(faults.toSorted((a, b) => (a.row ?? 0) - (b.row ?? 0)))
  if (!byFacility) return { skus: lines.map(({ sku }) => sku), facilities: [], faults: [] }
  return {
    skus: [],
    facilities: [...bySet].flatMap(([code, some]) => {
      const facilityId = facilities.get(code)
      return facilityId === undefined ? [] : [{ facilityId, skus: some.map(({ sku }) => sku) }]
    }),
    faults: [],
  }
}

function ofFile(message: Sentence): FileFault {
  return { row: null, column: null, message }
}

function refused(faults: readonly FileFault[]): Reply<'readPlanFile'> {
  return { skus: [], facilities: [], faults: faults.slice(0, MOST_FAULTS) }
}

function headFaults(names: readonly string[]): readonly Sentence[] {
  const known: readonly string[] = columns
  return [
    ...names.flatMap((column, index) => {
      if (!known.includes(column)) return say('countFile.unknown', { column, known: columns.join(', ') })
      return names.indexOf(column) === index ? [] : say('countFile.twice', { column })
    }),
    ...(names.includes('sku') ? [] : [say('planFile.noSku')]),
  ]
}

function readLines(names: readonly string[], body: readonly (readonly string[])[]) {
  const lines: Line[] = []
  const faults: FileFault[] = []
  const seen = new Set<string>()
  for (const [index, cells] of body.entries()) {
    const row = index + 2
    if (cells.every((cell) => cell.trim() === '')) continue
    const cell = (column: (typeof columns)[number]) => cells[names.indexOf(column)]?.trim() ?? ''
    const line = { row, sku: cell('sku'), facility: cell('facility') }
    const missing = columns.filter((column) => names.includes(column) && line[column] === '')
    for (const column of missing) faults.push({ row, column, message: say('planFile.missing') })
    if (missing.length > 0) continue
    const key = JSON.stringify([line.facility, line.sku])
    if (seen.has(key)) faults.push({ row, column: 'sku', message: say('planFile.twice', { sku: line.sku }) })
    else lines.push(line)
    seen.add(key)
  }
  return { lines, faults }
}

function lineFaults(
  { row, sku, facility }: Line,
  unknown: ReadonlySet<string>,
  facilities: ReadonlyMap<string, FacilityId> | null,
): readonly FileFault[] {
  return [
    ...(unknown.has(sku) ? [{ row, column: 'sku', message: say('plan.wrong.sku', { sku }) }] : []),
    ...(facilities === null || facilities.has(facility)
      ? []
      : [{ row, column: 'facility', message: say('planFile.facility', { code: facility }) }]),
  ]
}

async function facilitiesByCode(ctx: EngineContext, actor: Actor): Promise<ReadonlyMap<string, FacilityId>> {
  const scope = scopeOf(actor, 'plan-runs')
  const rows = await ctx.db.read
    .selectFrom('facility')
    .select(['code', 'facility_id'])
    .where('org_id', '=', actor.orgId)
    .$if(scope !== 'all', (found) => found.where('facility_id', 'in', scope === 'all' ? [] : scope))
    .execute()
  return new Map(rows.map((row) => [row.code, row.facility_id]))
}
