import { PROTOCOL_VERSION, fail, type CountUploadBody } from '@cyclecount/contract'
import type { AreaId, FacilityId, LocationId, RunId, Sentence } from '@cyclecount/domain'
import { appendAudit } from '../audit/chain.ts'
import type { EngineContext, Tx } from '../context.ts'
import { ingestAll, type PushOutcome } from '../ingest/ingest-all.ts'
import { tellOf } from '../ingest/push.ts'
import type { Reply } from '../reports/reply.ts'
import { say } from '../words/say.ts'
import { causeOfMachine, type MachineActor } from './actor.ts'
import { facilityOfMachine } from './facility.ts'
import { once } from './once.ts'
import { placesNamed, type FindPlace } from './upload-places.ts'
import { productsNamed } from './upload-products.ts'
import { addItems, namedRun, newRun, type UploadRun } from './upload-run.ts'
import { batchesOf, type AreaCount, type CountedRow } from './upload-sessions.ts'

/** How far a clock elsewhere may be ahead of ours. */
const AHEAD_MS = 5 * 60_000

interface Fault {
  readonly path: string
  readonly message: Sentence
}

/**
 * Takes in a count that was made elsewhere (EXEC-16): the log that a device would have sent of it, as counts of the machine, one an area,
 * through the same door as every other scan, in one transaction with the note of the key. All faults of the rows are told at once and then
 * nothing is taken in. `onSubmitted` is told after the commit.
 */
export async function uploadCount(
  ctx: EngineContext,
  machine: MachineActor,
  key: string,
  body: CountUploadBody,
  onSubmitted: (runId: RunId) => void = () => undefined,
): Promise<Reply<'uploadCount'>> {
  const facilityId = await facilityOfMachine(ctx, machine, body.facility)
  const taken: PushOutcome[] = []
  const { reply } = await once(ctx, machine, { route: 'uploadCount', key, body }, async (tx, carefully) => {
    taken.length = 0
    const read = await readRows(ctx, tx, machine, facilityId, body)
    const run = await runOf(ctx, tx, machine, facilityId, { body, read })
    const batches = await batchesOf(ctx, tx, machine, run, { counts: read.counts, more: body.more === true })
    const push = {
      protocol: PROTOCOL_VERSION,
      appVersion: null,
      sessions: batches.map(({ areaId: _, ...batch }) => batch),
      vouchedFor: [machine.personId],
    }
    const outcome = await ingestAll(ctx, tx, machine, push, carefully)
    const aside = [...outcome.outcomes.values()].flatMap(({ setAside }) => setAside)
    // Rows are read before they are made into a log: what cannot be understood now is a fault of ours, and nothing of it stays.
    if (aside.length > 0) throw new Error(`rows were set aside: ${aside[0]?.message ?? ''}`)
    taken.push(outcome)
    await appendAudit(tx, causeOfMachine(machine), [
      {
        facilityId,
        at: ctx.now(),
        tag: 'count.uploaded',
        subjectKind: 'run',
        subjectId: run.run_id,
        after: {
          machineId: machine.machineId,
          uploadedBy: body.uploadedBy ?? null,
          rows: body.rows.length,
          emptyLocations: body.emptyLocations?.length ?? 0,
          key,
        },
      },
    ])
    return {
      runId: run.run_id,
      sessions: batches.map(({ sessionId, areaId }) => ({
        sessionId,
        area: read.areaCode(areaId),
        state: outcome.states.get(sessionId) ?? 'counting',
        rows: read.counts.find((count) => count.areaId === areaId)?.rows.length ?? 0,
      })),
      rows: body.rows.length,
      unknownCodes: read.unknownCodes,
    }
  })
  tellOf(ctx, taken, onSubmitted)
  return reply
}

interface Rows {
  readonly counts: readonly AreaCount[]
  readonly unknownCodes: number
  readonly areaCode: (areaId: AreaId) => string
  readonly faults: readonly Fault[]
}

async function readRows(
  ctx: EngineContext,
  tx: Tx,
  machine: MachineActor,
  facilityId: FacilityId,
  body: CountUploadBody,
): Promise<Rows> {
  const findPlace = await placesNamed(tx, facilityId, body)
  const findProduct = await productsNamed(tx, machine.orgId, body.rows)
  const faults: Fault[] = []
  const counted: (CountedRow & { readonly areaId: AreaId })[] = []
  for (const [index, row] of body.rows.entries()) {
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
  const emptied = readEmptied(body, findPlace, faults)
  const areaIds = [...new Set([...counted, ...emptied].map(({ areaId }) => areaId))]
  const codes = await tx
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
  body: CountUploadBody,
  findPlace: FindPlace,
  faults: Fault[],
): readonly { readonly areaId: AreaId; readonly locationId: LocationId }[] {
  const counted = new Set(body.rows.flatMap((row) => row.location ?? []))
  return (body.emptyLocations ?? []).flatMap((location, index) => {
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

/** The run the rows go into, and every fault of the request told at once. */
async function runOf(
  ctx: EngineContext,
  tx: Tx,
  machine: MachineActor,
  facilityId: FacilityId,
  { body, read }: { readonly body: CountUploadBody; readonly read: Rows },
): Promise<UploadRun> {
  const { runId, runName, rows } = body
  const faults = [...read.faults]
  const items = [
    ...new Set(read.counts.flatMap((count) => count.rows.flatMap(({ productId }) => productId ?? []))),
  ]
  if ((runId === undefined) === (runName === undefined))
    faults.push({ path: 'body.runId', message: say('upload.run') })
  const named = runId === undefined ? null : await namedRun(tx, machine, facilityId, runId)
  if (named !== null)
    for (const [index, row] of rows.entries())
      if (row.countedAt < named.created_at)
        faults.push({ path: `body.rows.${index}.countedAt`, message: say('upload.beforeRun') })
  if (named === null && items.length === 0 && faults.length === 0)
    faults.push({ path: 'body.rows', message: say('upload.nothing') })
  if (faults.length > 0) fail('unprocessable', say('upload.wrong'), faults.slice(0, 1000))
  if (named === null) return newRun(ctx, tx, machine, { facilityId, name: runName ?? '', rows, items })
  if (named.isOwn) await addItems(tx, machine, named.run_id, items)
  return named
}
