import { quantityText } from '@cyclecount/domain'
import type { AuditAnchor } from '../audit/anchors.ts'
import { verifyAudit } from '../audit/verify.ts'
import type { Actor, EngineContext } from '../context.ts'
import type { FacilityCount } from '../reconcile/facility-count.ts'
import { exportReview } from '../reports/export-review.ts'
import { asCsv, atOnce, type TableColumn } from '../reports/table.ts'
import { binsOf, type Bin } from './bins.ts'
import { closingOf } from './count-closing.ts'
import { auditExcerpt, logStart } from './audit-excerpt.ts'
import { proposalsTable, sessionsTable, statusTable } from './pack-tables.ts'
import { testCountsOf } from './test-counts.ts'

/** One file of the pack, made when it is asked for. */
export interface PackFile {
  readonly name: string
  readonly what: string
  readonly parts: () => AsyncIterable<string>
}

/** The files of the pack in their order. */
export function packFiles(
  ctx: EngineContext,
  actor: Actor,
  count: FacilityCount,
  anchors: readonly AuditAnchor[],
): readonly PackFile[] {
  const table = <Row>(columns: readonly TableColumn<Row>[], rows: () => Promise<readonly Row[]>) =>
    async function* () {
      yield* asCsv({ title: '', columns, rows: atOnce(await rows()) })
    }
  return [
    {
      name: 'closing.json',
      what: 'Cut-off checklist, posting date, accounting period, the certificates and whether they stand',
      parts: () => closingJson(ctx, count),
    },
    {
      name: 'coverage.csv',
      what: 'Every bin: counted, confirmed empty or not reached',
      parts: table(binColumns, () => binsOf(ctx, count)),
    },
    {
      name: 'variances.csv',
      what: 'Every line: book, count, variance, and how it was decided by whom',
      parts: () => exportReview(ctx, actor, count.runId, {}),
    },
    {
      name: 'proposals.csv',
      what: 'What was offered to the books, and its document there',
      parts: () => proposalsTable(ctx, count),
    },
    {
      name: 'sessions.csv',
      what: 'Who counted which area, when, on which devices',
      parts: () => sessionsTable(ctx, count),
    },
    {
      name: 'status-history.csv',
      what: 'Every state of every session and item',
      parts: () => statusTable(ctx, count),
    },
    {
      name: 'test-counts.csv',
      what: 'What the auditors counted themselves, beside what was counted',
      parts: table(testColumns, () => testCountsOf(ctx, count)),
    },
    {
      name: 'audit-log.csv',
      what: 'The audit log of the facility from the beginning of the run, without a gap, with its seals',
      parts: () => auditExcerpt(ctx, count),
    },
    {
      name: 'audit-verification.json',
      what: 'The whole chain of the facility recomputed when this archive was made',
      parts: () => verification(ctx, count, anchors),
    },
  ]
}

async function* closingJson(ctx: EngineContext, count: FacilityCount): AsyncGenerator<string> {
  const { testCounts: _, ...closing } = await closingOf(ctx, count)
  yield `${JSON.stringify(closing, null, 2)}\n`
}

async function* verification(
  ctx: EngineContext,
  count: FacilityCount,
  anchors: readonly AuditAnchor[],
): AsyncGenerator<string> {
  const verdict = await verifyAudit(ctx, count.facilityId, anchors)
  const excerptFrom = await logStart(ctx, count)
  const how =
    'Each row of audit-log.csv names the hash of the row before it (previousHash); npm run audit:verify recomputes the chain.'
  yield `${JSON.stringify({ ...verdict, excerptFrom, anchors: anchors.length, how }, null, 2)}\n`
}

const binColumns: readonly TableColumn<Bin>[] = [
  { name: 'location', kind: 'text', of: (bin) => bin.code },
  { name: 'zone', kind: 'text', of: (bin) => bin.zone },
  { name: 'area', kind: 'text', of: (bin) => bin.area },
  { name: 'state', kind: 'text', of: (bin) => bin.state },
]

const testColumns: readonly TableColumn<Awaited<ReturnType<typeof testCountsOf>>[number]>[] = [
  { name: 'sku', kind: 'text', of: (row) => row.sku },
  { name: 'title', kind: 'text', of: (row) => row.title },
  { name: 'location', kind: 'text', of: (row) => row.locationCode },
  { name: 'unit', kind: 'text', of: (row) => row.unit },
  { name: 'recorded', kind: 'number', of: (row) => quantityText(row.recordedMilli) },
  { name: 'testCounted', kind: 'number', of: (row) => quantityText(row.countedMilli) },
  { name: 'difference', kind: 'number', of: (row) => quantityText(row.differenceMilli) },
  { name: 'note', kind: 'text', of: (row) => row.note },
  { name: 'countedBy', kind: 'text', of: (row) => row.countedBy },
  { name: 'countedAt', kind: 'instant', of: (row) => row.countedAt },
]
