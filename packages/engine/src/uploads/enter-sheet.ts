import { createHash } from 'node:crypto'
import { fail, type CountUploadBody } from '@cyclecount/contract'
import { asSheetNumber, type AreaId, type RunId } from '@cyclecount/domain'
import { appendAudit } from '../audit/chain.ts'
import { causeOf, type Actor, type EngineContext, type ReadOrTx, type Tx } from '../context.ts'
import { ensureServerDevice } from '../deciding/server-device.ts'
import type { PushOutcome } from '../ingest/ingest-all.ts'
import { retrying, tellOf } from '../ingest/push.ts'
import { namesOf } from '../people/names.ts'
import { localToUtc } from '../planning/create-run.ts'
import {
  facilityCount,
  lockFacilityCount,
  refuseClosed,
  type FacilityCount,
} from '../reconcile/facility-count.ts'
import type { Body, Reply } from '../reports/reply.ts'
import { say } from '../words/say.ts'
import { counterOf } from './counter.ts'
import { noteUpload } from './note-upload.ts'
import { sheetNumber } from './sheet-number.ts'
import { takeInRows } from './take-in-rows.ts'

const MINUTE_MS = 60_000

interface Sheet {
  readonly areaId: AreaId
  readonly areaCode: string
  readonly number: string
}

/**
 * Takes in what was written on a sheet of the run: a count of who counted on paper, in the same log as every other, with who keyed it. What
 * has no row was not counted; 0 is 0. A sheet counts once, unless its count was voided (`already-decided`); where the area was counted in
 * another way too, that has to be said (`not-ready`), for both are added up. `onSubmitted` is told after the commit.
 */
export async function enterSheet(
  ctx: EngineContext,
  actor: Actor,
  runId: RunId,
  body: Body<'enterSheet'>,
  onSubmitted: (runId: RunId) => void = () => undefined,
): Promise<Reply<'enterSheet'>> {
  const count = await facilityCount(ctx, actor, 'assign-areas', runId)
  const counted = await counterOf(ctx, actor, count.facilityId, body.countedBy)
  const countedAt = notBefore(count.createdAt, localToUtc(body.countedLocal, count.timeZone))
  const taken: PushOutcome[] = []
  const reply = await retrying((carefully) =>
    ctx.db.write(async (tx) => {
      taken.length = 0
      refuseClosed(await lockFacilityCount(tx, count))
      const sheet = await sheetOf(tx, count, body.number)
      await refuseAgain(ctx, tx, count, sheet, body.besides)
      const deviceId = await ensureServerDevice(ctx, tx, { ...actor, which: 'elsewhere' })
      const personId = await counted(tx)
      const source = { orgId: count.orgId, personId, deviceId, runsBy: actor.personId, addsItems: false }
      const given = await rowsOf(tx, count, sheet, body, countedAt)
      const { reply: told, outcome } = await takeInRows(
        ctx,
        tx,
        source,
        count.facilityId,
        { ...given, runId },
        carefully,
      )
      taken.push(outcome)
      const sessionId = told.sessions[0]?.sessionId ?? fail('unprocessable', say('sheet.empty'))
      await noteUpload(ctx, tx, actor, {
        facilityId: count.facilityId,
        runId,
        kind: 'sheet',
        name: sheet.number,
        contentHash: await contentOf(tx, count, sheet),
        countedBy: personId,
        sessions: [sessionId],
      })
      await appendAudit(tx, causeOf(actor), [
        {
          facilityId: count.facilityId,
          at: ctx.now(),
          tag: 'sheet.entered',
          subjectKind: 'session',
          subjectId: sessionId,
          after: {
            sheet: sheet.number,
            countedBy: personId,
            countedAt,
            rows: given.rows.length,
            emptyLocations: given.emptyLocations.length,
          },
        },
      ])
      return { sessionId, rows: told.rows, unknownCodes: told.unknownCodes }
    }),
  )
  tellOf(ctx, taken, onSubmitted)
  return reply
}

/** Paper knows no seconds: the minute in which the run was planned is not before it. */
function notBefore(plannedAt: number, at: number): number {
  return at < plannedAt && plannedAt - at < MINUTE_MS ? plannedAt : at
}

/** What a sheet is known by, whatever was written on it: it counts once, and once more each time its count was voided. */
async function contentOf(tx: Tx, { runId }: FacilityCount, { number }: Sheet): Promise<string> {
  const { times } = await tx
    .selectFrom('count_upload')
    .select((eb) => eb.fn.countAll<number>().as('times'))
    .where('run_id', '=', runId)
    .where('kind', '=', 'sheet')
    .where('name', '=', number)
    .executeTakeFirstOrThrow()
  return createHash('sha256').update(`sheet ${number} of ${runId}, ${times}`).digest('hex')
}

/** The area whose sheet has the number in the round that is counted now. */
async function sheetOf(db: ReadOrTx, count: FacilityCount, typed: string): Promise<Sheet> {
  const areas = await db
    .selectFrom('area')
    .select(['area_id', 'code'])
    .where('facility_id', '=', count.facilityId)
    .execute()
  const number = asSheetNumber(typed)
  const { runId, round } = count
  const found = areas.find((area) => sheetNumber({ runId, round, areaId: area.area_id }) === number)
  if (!found) {
    const message = say('sheet.none')
    return fail('unprocessable', message, [{ path: 'body.number', message }])
  }
  return { areaId: found.area_id, areaCode: found.code, number }
}

/** Refuses a sheet that counts already, and one beside another count of its area of which nobody said that it adds to it. */
async function refuseAgain(
  ctx: EngineContext,
  tx: Tx,
  count: FacilityCount,
  sheet: Sheet,
  isBesides: boolean,
): Promise<void> {
  const others = await tx
    .selectFrom('inventory_count_import as s')
    .leftJoin('session_upload as su', 'su.session_id', 's.inventory_count_import_id')
    .leftJoin('count_upload as u', 'u.upload_id', 'su.upload_id')
    .select(['s.uploaded_by_user_login', 'u.kind', 'u.name', 'u.uploaded_by'])
    .where('s.run_id', '=', count.runId)
    .where('s.facility_id', '=', count.facilityId)
    .where('s.round', '=', count.round)
    .where('s.area_id', '=', sheet.areaId)
    .where('s.status_id', '!=', 'voided')
    .execute()
  const nameOf = await namesOf(
    ctx,
    count.orgId,
    others.flatMap((row) => [
      row.uploaded_by_user_login,
      ...(row.uploaded_by === null ? [] : [row.uploaded_by]),
    ]),
  )
  const same = others.find((row) => row.kind === 'sheet' && row.name === sheet.number)
  if (same)
    fail(
      'already-decided',
      say('sheet.before', { name: nameOf(same.uploaded_by ?? same.uploaded_by_user_login) }),
    )
  if (others.length > 0 && !isBesides) {
    const people = [...new Set(others.map((row) => nameOf(row.uploaded_by_user_login)))].join(', ')
    fail('not-ready', say('sheet.besides', { people }))
  }
}

interface Given extends Pick<CountUploadBody, 'rows'> {
  readonly emptyLocations: string[]
}

/** What was keyed, as rows of a count made elsewhere. A code that is the SKU of a product is that product. */
async function rowsOf(
  db: ReadOrTx,
  count: FacilityCount,
  sheet: Sheet,
  { lines, others, emptyLocations }: Body<'enterSheet'>,
  countedAt: number,
): Promise<Given> {
  const typed = others.map(({ code }) => code)
  const skus = new Set(
    typed.length === 0
      ? []
      : (
          await db
            .selectFrom('product')
            .select('sku')
            .where('org_id', '=', count.orgId)
            .where('sku', 'in', typed)
            .execute()
        ).map((row) => row.sku),
  )
  const at = { area: sheet.areaCode, countedAt }
  return {
    rows: [
      ...lines.map((line) => ({ ...line, ...at })),
      ...others.map(({ code, location, quantityMilli }) => ({
        ...(skus.has(code) ? { sku: code } : { code }),
        location,
        quantityMilli,
        ...at,
      })),
    ],
    emptyLocations,
  }
}
