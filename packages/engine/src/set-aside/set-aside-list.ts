import { MAX_SET_ASIDE, type ReadableRecord, type SetAside } from '@cyclecount/contract'
import type { DeviceId, RunId, SessionId } from '@cyclecount/domain'
import type { Actor, EngineContext } from '../context.ts'
import { rowToEvent } from '../ingest/scan-row.ts'
import { namesOf } from '../people/names.ts'
import { facilityCount, type FacilityCount } from '../reconcile/facility-count.ts'
import { diagnose } from './diagnose.ts'
import { readerOf } from './readable.ts'
import { waitingRecords, type WaitingRecord } from './waiting.ts'

/** Records of the run that arrived and do not count, with what can be read of them and why they do not. */
export async function setAsideList(ctx: EngineContext, actor: Actor, runId: RunId): Promise<SetAside> {
  const count = await facilityCount(ctx, actor, 'review', runId)
  const all = await waitingRecords(ctx.db.read, count)
  const shown = all.slice(0, MAX_SET_ASIDE)
  const labels = await labelsOf(ctx, count, shown)
  const sessions = await sessionsOf(ctx, count, shown)
  const listed: SetAside['sessions'][number][] = []
  for (const [sessionId, records] of Map.groupBy(shown, (record) => record.sessionId)) {
    const session = sessions.get(sessionId) ?? null
    listed.push({
      sessionId,
      personName: session?.personName ?? null,
      areaName: session?.areaName ?? null,
      state: session?.state ?? null,
      own: session?.userId === actor.personId,
      records: await readRecords(ctx, count, session, records, labels),
    })
  }
  return { records: all.length, sessions: listed }
}

async function readRecords(
  ctx: EngineContext,
  count: FacilityCount,
  session: Parameters<typeof diagnose>[2],
  records: readonly WaitingRecord[],
  labels: ReadonlyMap<DeviceId, string>,
): Promise<SetAside['sessions'][number]['records']> {
  const listed: SetAside['sessions'][number]['records'] = []
  for (const ofDevice of Map.groupBy(records, (record) => record.deviceId).values()) {
    const diagnoses = await diagnose(ctx.db.read, count, session, ofDevice)
    const raws = ofDevice.map((record): unknown => JSON.parse(record.raw))
    const held = diagnoses.map(({ inLog }) => (inLog === null ? null : rowToEvent(inLog)))
    const read = await readerOf(ctx.db.read, count.orgId, [...raws, ...held])
    for (const [index, record] of ofDevice.entries()) {
      const beside = held[index] ?? null
      listed.push({
        recordId: record.recordId,
        deviceLabel: labels.get(record.deviceId) ?? null,
        deviceSeq: record.deviceSeq,
        receivedAt: record.receivedAt,
        why: diagnoses[index]?.why ?? '',
        read: read(raws[index]),
        inLog: beside === null ? null : (read(beside) satisfies ReadableRecord),
        notCountable: diagnoses[index]?.notCountable ?? null,
      })
    }
  }
  return listed
}

async function labelsOf(
  ctx: EngineContext,
  count: FacilityCount,
  records: readonly WaitingRecord[],
): Promise<ReadonlyMap<DeviceId, string>> {
  const ids = [...new Set(records.map((record) => record.deviceId))]
  if (ids.length === 0) return new Map()
  const rows = await ctx.db.read
    .selectFrom('device')
    .select(['device_id', 'label'])
    .where('org_id', '=', count.orgId)
    .where('device_id', 'in', ids)
    .execute()
  return new Map(rows.map((row) => [row.device_id, row.label]))
}

async function sessionsOf(ctx: EngineContext, count: FacilityCount, records: readonly WaitingRecord[]) {
  const ids = [...new Set(records.map((record) => record.sessionId))]
  if (ids.length === 0) return new Map<SessionId, never>()
  const rows = await ctx.db.read
    .selectFrom('inventory_count_import as s')
    .innerJoin('area as a', 'a.area_id', 's.area_id')
    .select([
      's.inventory_count_import_id as id',
      's.uploaded_by_user_login',
      's.status_id',
      's.joined_into',
      'a.name',
    ])
    .where('s.run_id', '=', count.runId)
    .where('s.inventory_count_import_id', 'in', ids)
    .execute()
  const nameOf = await namesOf(
    ctx,
    count.orgId,
    rows.map((row) => row.uploaded_by_user_login),
  )
  return new Map(
    rows.map((row) => [
      row.id,
      {
        userId: row.uploaded_by_user_login,
        state: row.status_id,
        joinedInto: row.joined_into,
        areaName: row.name,
        personName: nameOf(row.uploaded_by_user_login),
      },
    ]),
  )
}
