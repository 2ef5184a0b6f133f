import { fail, type UnsentCheck, type UnsentFile } from '@cyclecount/contract'
import {
  correctedTime,
  isLateFor,
  type AssignmentId,
  type DeviceId,
  type FacilityId,
  type OrgId,
  type PersonId,
  type Sentence,
  type SessionState,
} from '@cyclecount/domain'
import { requireAt, type Actor, type EngineContext } from '../context.ts'
import { readEvents, readRecord } from '../ingest/read-events.ts'
import { isVouchedFor } from '../people/devices.ts'
import { say } from '../words/say.ts'
import { peopleAmong } from './readable.ts'
import { checkPhotos } from './take-in-photos.ts'

type FileSession = UnsentFile['sessions'][number]

/** The device that wrote a file, as the server knows it. */
interface FileDevice {
  readonly orgId: OrgId
  readonly deviceId: DeviceId
  /** Null where it is not enrolled here: then it is one of the company's because who hands the file in says so. */
  readonly label: string | null
  readonly revoked: boolean
  /** Who may have counted on it: who signed in on it, else whom the file names of the company. */
  readonly people: ReadonlySet<PersonId>
}

/** What taking the file in at the facility would do. Changes nothing. */
export async function checkUnsent(
  ctx: EngineContext,
  actor: Actor,
  facilityId: FacilityId,
  file: UnsentFile,
): Promise<UnsentCheck> {
  requireAt(actor, 'decide', facilityId)
  const device = await fileDevice(ctx, actor, file)
  const names = await peopleAmong(
    ctx.db.read,
    actor.orgId,
    file.sessions.map(({ userId }) => userId),
  )
  const sessions: UnsentCheck['sessions'] = []
  for (const session of file.sessions)
    sessions.push(await checkSession(ctx, facilityId, device, session, names))
  return {
    deviceLabel: device.label,
    deviceRevoked: device.revoked,
    exportedAt: file.exportedAt,
    sessions,
    photos: await checkPhotos(ctx, facilityId, file),
  }
}

/**
 * The device of the file. One that is not enrolled here (the server's data is older than its enrolment) is vouched for by who hands the
 * file in. Fails with `not-found` where the device is another company's.
 */
export async function fileDevice(
  ctx: EngineContext,
  actor: Actor,
  { deviceId, sessions }: Pick<UnsentFile, 'deviceId' | 'sessions'>,
): Promise<FileDevice> {
  const device = await ctx.db.read
    .selectFrom('device')
    .select(['org_id', 'label', 'revoked_at', 'token_hash'])
    .where('device_id', '=', deviceId)
    .executeTakeFirst()
  if (device && device.org_id !== actor.orgId) return fail('not-found', say('unsent.device'))
  if (!device || isVouchedFor(device.token_hash)) {
    const named = sessions.map(({ userId }) => userId)
    const known = await peopleAmong(ctx.db.read, actor.orgId, [...new Set(named)])
    const people = new Set(named.filter((userId) => known.has(userId)))
    return { orgId: actor.orgId, deviceId, label: null, revoked: false, people }
  }
  const people = await ctx.db.read
    .selectFrom('device_person')
    .select('person_id')
    .where('device_id', '=', deviceId)
    .where('org_id', '=', actor.orgId)
    .execute()
  return {
    orgId: actor.orgId,
    deviceId,
    label: device.label,
    revoked: device.revoked_at !== null,
    people: new Set(people.map((row) => row.person_id)),
  }
}

async function checkSession(
  ctx: EngineContext,
  facilityId: FacilityId,
  device: FileDevice,
  session: FileSession,
  names: ReadonlyMap<PersonId | null, string>,
): Promise<UnsentCheck['sessions'][number]> {
  const reads = readEvents(session, device.deviceId, device.people)
  const home = await homeOf(ctx, device, session)
  const { here, through } = await heldOf(ctx, device, session)
  const times = reads.flatMap((read) => ('event' in read ? [correctedTime(read.event)] : []))
  return {
    sessionId: session.sessionId,
    personName: names.get(session.userId) ?? null,
    runName: home?.facilityId === facilityId ? home.runName : null,
    areaName: home?.facilityId === facilityId ? home.areaName : null,
    state: home?.facilityId === facilityId ? home.state : null,
    firstAt: times.length === 0 ? null : Math.max(0, Math.min(...times)),
    lastAt: times.length === 0 ? null : Math.max(0, Math.max(...times)),
    records: session.events.length,
    here,
    missingBefore: Math.max(0, session.fromSeq - 1 - through),
    unreadable: reads.filter((read) => 'problem' in read).length,
    late: home?.state !== undefined && home.state !== null && isLateFor(home.state),
    refused: refusedAt(facilityId, home),
  }
}

interface Home {
  readonly facilityId: FacilityId
  readonly runName: string
  readonly areaName: string
  /** Null: it begins in the file. */
  readonly state: SessionState | null
}

function refusedAt(facilityId: FacilityId, home: Pick<Home, 'facilityId'> | null): Sentence | null {
  if (home === null) return say('unsent.noStart')
  return home.facilityId === facilityId ? null : say('unsent.otherFacility')
}

/** Where the count belongs: as the server knows it, else as its beginning in the file says. */
async function homeOf(
  ctx: EngineContext,
  device: Pick<FileDevice, 'orgId'>,
  session: FileSession,
): Promise<Home | null> {
  const known = await ctx.db.read
    .selectFrom('inventory_count_import as s')
    .innerJoin('area as a', 'a.area_id', 's.area_id')
    .innerJoin('count_run as r', 'r.run_id', 's.run_id')
    .select([
      's.facility_id as facilityId',
      's.status_id as state',
      'a.name as areaName',
      'r.name as runName',
    ])
    .where('s.inventory_count_import_id', '=', session.sessionId)
    .where('s.org_id', '=', device.orgId)
    .executeTakeFirst()
  if (known) return known
  const { event } = readRecord(session.events[0])
  return event?.kind === 'start' ? homeOfStart(ctx, device.orgId, event.assignmentId) : null
}

async function homeOfStart(
  ctx: EngineContext,
  orgId: OrgId,
  assignmentId: AssignmentId,
): Promise<Home | null> {
  const given = await ctx.db.read
    .selectFrom('count_assignment as ca')
    .innerJoin('area as a', 'a.area_id', 'ca.area_id')
    .innerJoin('count_run as r', 'r.run_id', 'ca.run_id')
    .select(['ca.facility_id as facilityId', 'a.name as areaName', 'r.name as runName'])
    .where('ca.assignment_id', '=', assignmentId)
    .where('ca.org_id', '=', orgId)
    .executeTakeFirst()
  return given ? { ...given, state: null } : null
}

/** How many of the places that the file fills are held already, and how far the device's log is held without a gap. */
async function heldOf(
  ctx: EngineContext,
  device: FileDevice,
  session: FileSession,
): Promise<{ readonly here: number; readonly through: number }> {
  const seqs = new Set<number>()
  for (const table of ['scan', 'scan_quarantine', 'scan_conflict'] as const)
    for (const seq of await placesIn(ctx, table, device, session)) seqs.add(seq)
  const mark = await ctx.db.read
    .selectFrom('session_device')
    .select('acked_through')
    .where('session_id', '=', session.sessionId)
    .where('device_id', '=', device.deviceId)
    .executeTakeFirst()
  return { here: seqs.size, through: mark?.acked_through ?? 0 }
}

async function placesIn(
  ctx: EngineContext,
  table: 'scan' | 'scan_quarantine' | 'scan_conflict',
  device: FileDevice,
  session: FileSession,
): Promise<readonly number[]> {
  const rows = await ctx.db.read
    .selectFrom(table)
    .select('device_seq')
    .where('session_id', '=', session.sessionId)
    .where('device_id', '=', device.deviceId)
    .where('device_seq', '>=', session.fromSeq)
    .where('device_seq', '<', session.fromSeq + session.events.length)
    .execute()
  return rows.map((row) => row.device_seq)
}
