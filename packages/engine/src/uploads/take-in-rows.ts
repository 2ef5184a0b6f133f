import { PROTOCOL_VERSION, fail, type CountUploadBody, type CountUploadReply } from '@cyclecount/contract'
import type { AreaId, FacilityId, LocationId, Sentence } from '@cyclecount/domain'
import type { EngineContext, ReadOrTx, Tx } from '../context.ts'
import { ingestAll, type PushOutcome } from '../ingest/ingest-all.ts'
import { say } from '../words/say.ts'
import type { CountSource } from './count-source.ts'
import { placesNamed, type FindPlace } from './upload-places.ts'
import { productsNamed } from './upload-products.ts'
import { addItems, namedRun, newRun, type UploadRun } from './upload-run.ts'
import { batchesOf, type AreaCount, type CountedRow } from './upload-sessions.ts'

/** How far a clock elsewhere may be ahead of ours. */
const AHEAD_MS = 5 * 60_000

/** Rows of a count made elsewhere, and the run they go into. */
export type UploadedCount = Pick<CountUploadBody, 'rows' | 'emptyLocations' | 'runId' | 'runName' | 'more'>

export interface RowFault {
  readonly path: string
  readonly message: Sentence
}

export interface TakenRows {
  readonly reply: CountUploadReply
  /** For `tellOf`, after the commit. */
  readonly outcome: PushOutcome
}

/**
 * Takes in rows of a count that was made elsewhere (EXEC-16): the log that a device would have sent of it, one count an area, through the
 * same door as every other scan, in the caller's transaction. All faults of the rows are told at once (`unprocessable`) and then nothing is
 * taken in.
 */
export async function takeInRows(
  ctx: EngineContext,
  tx: Tx,
  source: CountSource,
  facilityId: FacilityId,
  given: UploadedCount,
  carefully: boolean,
): Promise<TakenRows> {
  const read = await readRows(ctx, tx, source, facilityId, given)
  const run = await runOf(ctx, tx, source, facilityId, { given, read })
  const batches = await batchesOf(ctx, tx, source, run, { counts: read.counts, more: given.more === true })
  const push = {
    protocol: PROTOCOL_VERSION,
    appVersion: null,
    sessions: batches.map(({ areaId: _, ...batch }) => batch),
    vouchedFor: [source.personId],
  }
  const outcome = await ingestAll(ctx, tx, source, push, carefully)
  const aside = [...outcome.outcomes.values()].flatMap(({ setAside }) => setAside)
  // Rows are read before they are made into a log: what cannot be understood now is a fault of ours, and nothing of it stays.
  if (aside.length > 0) throw new Error(`rows were set aside: ${aside[0]?.message ?? ''}`)
  return {
    outcome,
    reply: {
      runId: run.run_id,
      sessions: batches.map(({ sessionId, areaId }) => ({
        sessionId,
        area: read.areaCode(areaId),
        state: outcome.states.get(sessionId) ?? 'counting',
        rows: read.counts.find((count) => count.areaId === areaId)?.rows.length ?? 0,
      })),
      rows: given.rows.length,
      unknownCodes: read.unknownCodes,
    },
  }
}

export interface ReadRows {
  readonly counts: readonly AreaCount[]
  readonly unknownCodes: number
  readonly areaCode: (areaId: AreaId) => string
  readonly faults: readonly RowFault[]
}

/** What the rows say, in our ids, and everything that is wrong with them. Changes nothing. */
export async function readRows(
  ctx: EngineContext,
  db: ReadOrTx,
  { orgId }: Pick<CountSource, 'orgId'>,
  facilityId: FacilityId,
  given: UploadedCount,
): Promise<ReadRows> {
  const findPlace = await placesNamed(db, facilityId, given)
  const findProduct = await productsNamed(db, orgId, given.rows)
  const faults: RowFault[] = []
  const counted: (CountedRow & { readonly areaId: AreaId })[] = []
  for (const [index, row] of given.rows.entries()) {
    const path = `body.rows.${index}`
    const place = findPlace({ location: row.location, area: row.area })
    const what = findProduct(row)
    if ('fault' in place) faults.push({ path: `${path}.${place.part}`, message: place.fault })
    if ('fault' in what) faults.push({ path: `${path}.${what.part}`, message: what.fault })
    if (row.countedAt > ctx.now() + AHEAD_MS)
      faults.push({ path: `${path}.countedAt`, message: say('upload.future') })
    if ('fault' in place || 'fault' in what) continue
    const { lot = null, serial = null, expiry = null, quantityMilli, countedAt } = row
    counted.push({ ...what, ...place, lot, serial, expiry, quantityMilli, countedAt })
  }
  const emptied = readEmptied(given, findPlace, faults)
  const areaIds = [...new Set([...counted, ...emptied].map(({ areaId }) => areaId))]
  const codes = await db
    .selectFrom('area')
    .select(['area_id', 'code'])
    .where('facility_id', '=', facilityId)
    .execute()
  const codeOf = new Map(codes.map((row) => [row.area_id, row.code]))
  return {
    counts: areaIds.map((areaId) => ({
      areaId,
      rows: counted.filter((row) => row.areaId === areaId).map(({ areaId: _, ...row }): CountedRow => row),
      emptied: emptied.filter((bin) => bin.areaId === areaId).map(({ locationId }) => locationId),
    })),
    unknownCodes: counted.filter(({ productId }) => productId === null).length,
    areaCode: (areaId) => codeOf.get(areaId) ?? '',
    faults,
  }
}

function readEmptied(
  given: UploadedCount,
  findPlace: FindPlace,
  faults: RowFault[],
): readonly { readonly areaId: AreaId; readonly locationId: LocationId }[] {
  const counted = new Set(given.rows.flatMap((row) => row.location ?? []))
  return (given.emptyLocations ?? []).flatMap((location, index) => {
    const path = `body.emptyLocations.${index}`
    const place = findPlace({ location, area: undefined })
    if ('fault' in place) {
      faults.push({ path, message: place.fault })
      return []
    }
    if (counted.has(location)) faults.push({ path, message: say('upload.emptyCounted') })
    return place.locationId === null ? [] : { areaId: place.areaId, locationId: place.locationId }
  })
}

/** What goes wrong between the rows and the run they go into; `run` null: a new one of what they name. */
export function runFaults(
  { rows }: UploadedCount,
  { counts, faults }: ReadRows,
  run: { readonly created_at: number } | null,
): readonly RowFault[] {
  if (run !== null)
    return rows.flatMap((row, index) =>
      row.countedAt < run.created_at
        ? [{ path: `body.rows.${index}.countedAt`, message: say('upload.beforeRun') }]
        : [],
    )
  const isKnown = counts.some((count) => count.rows.some(({ productId }) => productId !== null))
  return isKnown || faults.length > 0 ? [] : [{ path: 'body.rows', message: say('upload.nothing') }]
}

/** The run the rows go into, and every fault of the request told at once. */
async function runOf(
  ctx: EngineContext,
  tx: Tx,
  source: CountSource,
  facilityId: FacilityId,
  { given, read }: { readonly given: UploadedCount; readonly read: ReadRows },
): Promise<UploadRun> {
  const { runId, runName, rows } = given
  const oneRun =
    (runId === undefined) === (runName === undefined)
      ? [{ path: 'body.runId', message: say('upload.run') }]
      : []
  const named = runId === undefined ? null : await namedRun(tx, source, facilityId, runId)
  const faults = [...read.faults, ...oneRun, ...runFaults(given, read, named)]
  if (faults.length > 0) fail('unprocessable', say('upload.wrong'), faults.slice(0, 1000))
  const items = [
    ...new Set(read.counts.flatMap((count) => count.rows.flatMap(({ productId }) => productId ?? []))),
  ]
  if (named === null) return newRun(ctx, tx, source, { facilityId, name: runName ?? '', rows, items })
  if (named.isOwn) await addItems(tx, source, named.run_id, items)
  return named
}
