import { createHash } from 'node:crypto'
import { fail, type CountFileBody, type CountFileCheck } from '@cyclecount/contract'
import type { FacilityId, RunId } from '@cyclecount/domain'
import { appendAudit } from '../audit/chain.ts'
import { causeOf, requireAt, type Actor, type EngineContext, type ReadOrTx } from '../context.ts'
import { ensureServerDevice } from '../deciding/server-device.ts'
import type { PushOutcome } from '../ingest/ingest-all.ts'
import { retrying, tellOf } from '../ingest/push.ts'
import { namesOf } from '../people/names.ts'
import { localToUtc } from '../planning/create-run.ts'
import { refuseClosed } from '../reconcile/facility-count.ts'
import type { Reply } from '../reports/reply.ts'
import { say } from '../words/say.ts'
import { counterOf } from './counter.ts'
import { readCountFile, type CountFile, type FileFault } from './count-file.ts'
import { noteUpload, refuseSecond, uploadBefore } from './note-upload.ts'
import {
  readRows,
  runFaults,
  takeInRows,
  type ReadRows,
  type RowFault,
  type UploadedCount,
} from './take-in-rows.ts'

interface Read {
  readonly given: UploadedCount
  readonly rows: ReadRows
  readonly faults: readonly FileFault[]
  readonly contentHash: string
}

/** Faults told at once; who mends these sees the rest. */
const MOST_FAULTS = 500

/** What taking in a file of a count made elsewhere would do, and everything that is wrong with it at once. Changes nothing. */
export async function checkCountFile(
  ctx: EngineContext,
  actor: Actor,
  facilityId: FacilityId,
  body: CountFileBody,
): Promise<Reply<'checkCountFile'>> {
  requireAt(actor, 'assign-areas', facilityId)
  const file = await readFile(ctx, actor, facilityId, body)
  const { rows, faults, contentHash } = await understand(ctx, ctx.db.read, actor, facilityId, { file, body })
  const areas = await ctx.db.read
    .selectFrom('area')
    .select(['area_id', 'code', 'name'])
    .where('facility_id', '=', facilityId)
    .orderBy('code')
    .execute()
  const times = rows.counts.flatMap((count) => count.rows.map(({ countedAt }) => countedAt))
  return {
    rows: file.rows.length + file.emptied.length,
    areas: areas.flatMap(({ area_id: areaId, code, name }) => {
      const count = rows.counts.find((one) => one.areaId === areaId)
      return count ? [{ code, name, rows: count.rows.length, emptyLocations: count.emptied.length }] : []
    }),
    unknownCodes: rows.unknownCodes,
    firstAt: times.length === 0 ? null : times.reduce((a, b) => Math.min(a, b)),
    lastAt: times.length === 0 ? null : times.reduce((a, b) => Math.max(a, b)),
    faults: faults.slice(0, MOST_FAULTS),
    before: await beforeOf(ctx, actor, facilityId, contentHash),
  }
}

/**
 * Takes in a file of a count made elsewhere (EXEC-16) as sessions of who counted, with who took it in and when; whole or not at all, and the
 * same content once (`already-decided`), unless the run it went into was cancelled. `onSubmitted` is told after the commit.
 */
export async function takeInCountFile(
  ctx: EngineContext,
  actor: Actor,
  facilityId: FacilityId,
  body: CountFileBody,
  onSubmitted: (runId: RunId) => void = () => undefined,
): Promise<Reply<'takeInCountFile'>> {
  requireAt(actor, 'assign-areas', facilityId)
  const taken: PushOutcome[] = []
  const file = await readFile(ctx, actor, facilityId, body)
  const counted = await counterOf(ctx, actor, facilityId, body.countedBy)
  const reply = await retrying((carefully) =>
    ctx.db.write(async (tx) => {
      taken.length = 0
      const { given, faults, contentHash } = await understand(ctx, tx, actor, facilityId, {
        file,
        body,
      })
      await refuseSecond(ctx, tx, actor, facilityId, contentHash)
      if (faults.length > 0)
        fail(
          'unprocessable',
          say('upload.wrong'),
          faults.slice(0, MOST_FAULTS).map(({ row, column, message }) => ({
            path: ['body.text', row, column].filter((part) => part !== null).join('.'),
            message,
          })),
        )
      const deviceId = await ensureServerDevice(ctx, tx, { ...actor, which: 'elsewhere' })
      const personId = await counted(tx)
      const source = { orgId: actor.orgId, personId, deviceId, runsBy: actor.personId, addsItems: false }
      const { reply: told, outcome } = await takeInRows(ctx, tx, source, facilityId, given, carefully)
      taken.push(outcome)
      await noteUpload(ctx, tx, actor, {
        facilityId,
        runId: told.runId,
        kind: 'file',
        name: body.fileName,
        contentHash,
        countedBy: personId,
        sessions: told.sessions.map(({ sessionId }) => sessionId),
      })
      await appendAudit(tx, causeOf(actor), [
        {
          facilityId,
          at: ctx.now(),
          tag: 'count.uploaded',
          subjectKind: 'run',
          subjectId: told.runId,
          after: { fileName: body.fileName, sha256: contentHash, rows: told.rows, countedBy: personId },
        },
      ])
      return told
    }),
  )
  tellOf(ctx, taken, onSubmitted)
  return reply
}

/** Before any transaction: scans wait for no file that is read. */
async function readFile(
  ctx: EngineContext,
  actor: Actor,
  facilityId: FacilityId,
  body: CountFileBody,
): Promise<CountFile> {
  const facility = await ctx.db.read
    .selectFrom('facility')
    .select('time_zone')
    .where('facility_id', '=', facilityId)
    .where('org_id', '=', actor.orgId)
    .executeTakeFirst()
  if (!facility) return fail('not-found', say('facility.none'))
  const timeZone = facility.time_zone
  const countedAt = body.countedLocal === null ? null : localToUtc(body.countedLocal, timeZone)
  return readCountFile(body.text, { timeZone, countedAt })
}

async function understand(
  ctx: EngineContext,
  db: ReadOrTx,
  actor: Actor,
  facilityId: FacilityId,
  { file, body }: { readonly file: CountFile; readonly body: CountFileBody },
): Promise<Read> {
  const given: UploadedCount = {
    ...body.into,
    rows: file.rows.map(({ row }) => row),
    emptyLocations: file.emptied.map(({ location }) => location),
  }
  const rows = await readRows(ctx, db, actor, facilityId, given)
  const run = 'runId' in body.into ? await plannedRun(db, actor, facilityId, body.into.runId) : null
  const ofRun = file.faults.length > 0 ? [] : runFaults(given, rows, run)
  const faults = [...file.faults, ...[...rows.faults, ...ofRun].map((fault) => faultOf(file, fault))]
  const contentHash = createHash('sha256').update(body.text).digest('hex')
  return { given, rows, faults: faults.toSorted((a, b) => (a.row ?? 0) - (b.row ?? 0)), contentHash }
}

async function plannedRun(db: ReadOrTx, { orgId }: Actor, facilityId: FacilityId, runId: RunId) {
  const run = await db
    .selectFrom('count_run as r')
    .innerJoin('run_facility as rf', 'rf.run_id', 'r.run_id')
    .select(['r.created_at', 'rf.status'])
    .where('r.run_id', '=', runId)
    .where('r.org_id', '=', orgId)
    .where('rf.facility_id', '=', facilityId)
    .executeTakeFirst()
  if (!run) return fail('not-found', say('run.none'))
  refuseClosed(run)
  return run
}

/** `body.rows.3.sku` in terms of the file: its row and column. */
function faultOf(file: CountFile, { path, message }: RowFault): FileFault {
  const [, list, index, part] = path.split('.')
  if (index === undefined) return { row: null, column: null, message: say('countFile.nothing') }
  const at = list === 'rows' ? file.rows[Number(index)]?.at : file.emptied[Number(index)]?.at
  const column = list === 'rows' ? (part ?? null) : 'location'
  return { row: at ?? null, column: column === null ? null : columnOf(column), message }
}

function columnOf(part: string): string {
  if (part === 'quantityMilli') return 'quantity'
  return part === 'countedAt' ? 'counted_at' : part
}

async function beforeOf(
  ctx: EngineContext,
  actor: Actor,
  facilityId: FacilityId,
  contentHash: string,
): Promise<CountFileCheck['before']> {
  const found = await uploadBefore(ctx.db.read, facilityId, contentHash)
  if (!found) return null
  const nameOf = await namesOf(ctx, actor.orgId, [found.uploaded_by])
  return {
    runId: found.run_id,
    runName: found.run_name,
    fileName: found.name,
    uploadedBy: nameOf(found.uploaded_by),
    uploadedAt: found.uploaded_at,
  }
}
