import type { RunProgress } from '@cyclecount/contract'
import type { FacilityId, RunId } from '@cyclecount/domain'
import { sql } from 'kysely'
import type { Actor, EngineContext } from '../context.ts'
import { ERASED_NAME } from '../people/names.ts'
import { facilityCount, type FacilityCount } from '../reconcile/facility-count.ts'
import { figureKinds } from '../reports/late-kinds.ts'
import { missingOf } from './missing.ts'

/** Where the run is counted: what changes there may change its progress. */
export async function runFacilityId(ctx: EngineContext, actor: Actor, runId: RunId): Promise<FacilityId> {
  return (await facilityCount(ctx, actor, 'see-runs', runId)).facilityId
}

/** The run at this moment: areas, their bins and sessions, and which devices still hold scans that the submit named. */
export async function runProgress(ctx: EngineContext, actor: Actor, runId: RunId): Promise<RunProgress> {
  const count = await facilityCount(ctx, actor, 'see-runs', runId)
  const [areas, bins, reached, sessions, items, arrivals, late, devices] = await Promise.all([
    areasOf(ctx, count),
    binsOf(ctx, count),
    reachedBins(ctx, count),
    sessionsOf(ctx, count),
    itemTotals(ctx, count),
    lastArrivals(ctx, count),
    lateTotals(ctx, count),
    devicesOf(ctx, count),
  ])
  const itemsBySession = new Map(items.map((row) => [row.session_id, row]))
  const arrivedBySession = new Map(arrivals.map((row) => [row.session_id, row]))
  const lateBySession = new Map(late.map((row) => [row.session_id, row.late]))
  const devicesBySession = Map.groupBy(devices, (row) => row.session_id)
  const sessionsByArea = Map.groupBy(sessions, (row) => row.area_id)
  const binsByArea = new Map(bins.map((row) => [row.area_id, row.bins]))
  const reachedByArea = Map.groupBy(reached, (row) => row.area_id)

  return {
    runId,
    at: ctx.now(),
    status: count.status,
    reconciledAt: count.reconciledAt,
    areas: areas.map((area) => {
      const states = new Map<string, string>()
      for (const { location_id: id, state } of reachedByArea.get(area.area_id) ?? []) {
        if (states.get(id) !== 'counted') states.set(id, state)
      }
      const inState = (wanted: string) => [...states.values()].filter((state) => state === wanted).length
      return {
        areaId: area.area_id,
        areaName: area.name,
        locations: binsByArea.get(area.area_id) ?? 0,
        locationsCounted: inState('counted'),
        locationsEmpty: inState('confirmed-empty'),
        sessions: (sessionsByArea.get(area.area_id) ?? []).map((session) => {
          const item = itemsBySession.get(session.session_id)
          return {
            sessionId: session.session_id,
            personName: session.display_name ?? '',
            state: session.status_id,
            scans: item?.scans ?? 0,
            items: item?.items ?? 0,
            unitsMilli: item?.units ?? 0,
            unknownCodes: item?.unknown_codes ?? 0,
            lateScans: lateBySession.get(session.session_id) ?? 0,
            startedAt: session.created_date,
            lastScanAt: item?.last_scan_at ?? null,
            lastReceivedAt: arrivedBySession.get(session.session_id)?.received_at ?? null,
            device: arrivedBySession.get(session.session_id)?.label ?? null,
            joinedInto: session.joined_into,
            upload: uploadOf(session),
            waitingFor:
              session.status_id === 'submitting'
                ? missingOf(session.submit_seqs, devicesBySession.get(session.session_id) ?? [])
                : [],
          }
        }),
      }
    }),
  }
}

function uploadOf(
  row: Awaited<ReturnType<typeof sessionsOf>>[number],
): RunProgress['areas'][number]['sessions'][number]['upload'] {
  const { upload_kind: kind, upload_name: name, uploaded_at: uploadedAt } = row
  if (kind === null || name === null || uploadedAt === null) return null
  return { kind, name, uploadedBy: row.uploader ?? ERASED_NAME, uploadedAt }
}

/** Areas assigned in this round, and those that somebody counted in it. */
function areasOf(ctx: EngineContext, count: FacilityCount) {
  return ctx.db.read
    .selectFrom('area')
    .select(['area_id', 'name'])
    .where('facility_id', '=', count.facilityId)
    .where((eb) =>
      eb.or([
        eb.exists(
          eb
            .selectFrom('count_assignment as a')
            .select('a.area_id')
            .whereRef('a.area_id', '=', 'area.area_id')
            .where('a.run_id', '=', count.runId)
            .where('a.round', '=', count.round)
            .where('a.released_at', 'is', null),
        ),
        eb.exists(
          eb
            .selectFrom('inventory_count_import as s')
            .select('s.area_id')
            .whereRef('s.area_id', '=', 'area.area_id')
            .where('s.run_id', '=', count.runId)
            .where('s.facility_id', '=', count.facilityId)
            .where('s.round', '=', count.round),
        ),
      ]),
    )
    .orderBy('code')
    .execute()
}

function binsOf(ctx: EngineContext, count: FacilityCount) {
  return ctx.db.read
    .selectFrom('area_location as al')
    .innerJoin('area', 'area.area_id', 'al.area_id')
    .select(['al.area_id', sql<number>`count(*)`.as('bins')])
    .where('area.facility_id', '=', count.facilityId)
    .groupBy('al.area_id')
    .execute()
}

function reachedBins(ctx: EngineContext, count: FacilityCount) {
  return liveSessions(ctx, count)
    .innerJoin('session_location as sl', 'sl.session_id', 's.inventory_count_import_id')
    .innerJoin('area_location as al', (join) =>
      join.onRef('al.area_id', '=', 's.area_id').onRef('al.location_id', '=', 'sl.location_id'),
    )
    .select(['s.area_id', 'sl.location_id', 'sl.state'])
    .execute()
}

function sessionsOf(ctx: EngineContext, count: FacilityCount) {
  return ctx.db.read
    .selectFrom('inventory_count_import as s')
    .leftJoin('person_profile as p', 'p.person_id', 's.uploaded_by_user_login')
    .select(['s.inventory_count_import_id as session_id', 's.area_id', 's.status_id', 's.submit_seqs'])
    .leftJoin('session_upload as su', 'su.session_id', 's.inventory_count_import_id')
    .leftJoin('count_upload as u', 'u.upload_id', 'su.upload_id')
    .leftJoin('person_profile as up', 'up.person_id', 'u.uploaded_by')
    .select(['s.created_date', 's.joined_into', 'p.display_name'])
    .select([
      'u.kind as upload_kind',
      'u.name as upload_name',
      'u.uploaded_at',
      'up.display_name as uploader',
    ])
    .where('s.run_id', '=', count.runId)
    .where('s.facility_id', '=', count.facilityId)
    .where('s.round', '=', count.round)
    .orderBy('s.created_date')
    .orderBy('s.inventory_count_import_id')
    .execute()
}

function itemTotals(ctx: EngineContext, count: FacilityCount) {
  return sessionsInRound(ctx, count)
    .innerJoin(
      'inventory_count_import_item as i',
      'i.inventory_count_import_id',
      's.inventory_count_import_id',
    )
    .select((eb) => [
      's.inventory_count_import_id as session_id',
      eb.fn.countAll<number>().as('items'),
      sql<number>`cast(sum(i.quantity) as bigint)`.as('units'),
      sql<number>`cast(sum(i.events) as bigint)`.as('scans'),
      eb.fn.max('i.last_at').as('last_scan_at'),
      sql<number>`sum(case when i.product_id is null then 1 else 0 end)`.as('unknown_codes'),
    ])
    .where('i.status_id', '!=', 'voided')
    .groupBy('s.inventory_count_import_id')
    .execute()
}

/** When the newest scan arrived: one look-up per session, whatever the log's length. */
function lastArrivals(ctx: EngineContext, count: FacilityCount) {
  return sessionsInRound(ctx, count)
    .select((eb) => [
      's.inventory_count_import_id as session_id',
      eb
        .selectFrom('scan as c')
        .select('c.received_at')
        .whereRef('c.session_id', '=', 's.inventory_count_import_id')
        .orderBy('c.change_seq', 'desc')
        .limit(1)
        .as('received_at'),
      eb
        .selectFrom('scan as c')
        .innerJoin('device as d', 'd.device_id', 'c.device_id')
        .select('d.label')
        .whereRef('c.session_id', '=', 's.inventory_count_import_id')
        .orderBy('c.change_seq', 'desc')
        .limit(1)
        .as('label'),
    ])
    .execute()
}

function lateTotals(ctx: EngineContext, count: FacilityCount) {
  return sessionsInRound(ctx, count)
    .innerJoin('scan as c', 'c.session_id', 's.inventory_count_import_id')
    .select((eb) => ['s.inventory_count_import_id as session_id', eb.fn.countAll<number>().as('late')])
    .where('s.status_id', 'in', ['submitted', 'voided'])
    .where('c.late_state', '=', 'waiting')
    .where('c.kind', 'in', figureKinds)
    .groupBy('s.inventory_count_import_id')
    .execute()
}

function devicesOf(ctx: EngineContext, count: FacilityCount) {
  return sessionsInRound(ctx, count)
    .innerJoin('session_device as d', 'd.session_id', 's.inventory_count_import_id')
    .leftJoin('device', 'device.device_id', 'd.device_id')
    .select(['d.session_id', 'd.device_id', 'd.acked_through', 'device.label'])
    .execute()
}

function sessionsInRound(ctx: EngineContext, count: FacilityCount) {
  return ctx.db.read
    .selectFrom('inventory_count_import as s')
    .where('s.run_id', '=', count.runId)
    .where('s.facility_id', '=', count.facilityId)
    .where('s.round', '=', count.round)
}

function liveSessions(ctx: EngineContext, count: FacilityCount) {
  return sessionsInRound(ctx, count).where('s.status_id', '!=', 'voided')
}
