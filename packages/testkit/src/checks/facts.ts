import type {
  AreaId,
  AssignmentId,
  DeviceId,
  FacilityId,
  PersonId,
  ScanId,
  SessionId,
  SessionState,
} from '@cyclecount/domain'
import { bytesToUuid, uuidToBytes } from '@cyclecount/db/plumbing'
import type { Disk } from '../world/database.ts'

/** What the server has committed, read beside it and without its code. */
export interface Facts {
  readonly sessions: () => readonly SessionFact[]
  readonly sessionsOf: (personId: PersonId) => readonly SessionId[]
  readonly places: () => readonly PlaceFact[]
  readonly aside: () => readonly AsideFact[]
  /** How many places of a device's log up to one are held, in the log or set aside. */
  readonly heldThrough: (sessionId: SessionId, deviceId: DeviceId, through: number) => number
  readonly items: (sessionId: SessionId) => readonly ItemFact[]
  readonly locations: (sessionId: SessionId) => readonly (readonly [string, string])[]
  readonly lateWaiting: () => readonly { readonly sessionId: SessionId; readonly scanId: ScanId }[]
  readonly unknownCodes: () => readonly { readonly sessionId: SessionId; readonly codeKey: string }[]
  readonly assignments: () => readonly AssignmentFact[]
  /** What is held under a photo's name; null where nothing is. */
  readonly photo: (place: PhotoPlace) => Uint8Array | null
}

export interface PhotoPlace {
  readonly facilityId: FacilityId
  readonly sha256: string
}

export interface SessionFact {
  readonly sessionId: SessionId
  readonly areaId: AreaId
  readonly userId: PersonId
  readonly state: SessionState
  readonly areaEmpty: boolean
  /** Where a manager added it to; null where nobody did. */
  readonly joinedInto: SessionId | null
}

export interface PlaceFact {
  readonly sessionId: SessionId
  readonly deviceId: DeviceId
  readonly seq: number
  readonly scanId: ScanId
  readonly late: 'waiting' | 'accepted' | 'dismissed' | null
}

export interface AsideFact {
  readonly kind: 'quarantined' | 'conflict'
  readonly sessionId: SessionId
  readonly deviceId: DeviceId
  readonly seq: number
  readonly raw: string
  readonly recordId: string
  /** What somebody decided of it, or that it was understood later; null where it waits. */
  readonly settled: 'count' | 'leave-out' | 'understood' | null
}

export interface ItemFact {
  readonly key: string
  readonly status: string
  readonly productId: string | null
  readonly codeKey: string | null
  readonly code: string | null
  readonly quantityMilli: number
  readonly events: number
  readonly firstAt: number
  readonly lastAt: number
}

export interface AssignmentFact {
  readonly assignmentId: AssignmentId
  readonly areaId: AreaId
  readonly personId: PersonId
}

type Row = Readonly<Record<string, unknown>>

export function readFacts({ side }: Disk): Facts {
  const all = (sql: string) => {
    const statement = side.prepare<unknown[], Row>(sql)
    return (...given: readonly unknown[]) => statement.all(...given)
  }
  const sessions = all(
    'select inventory_count_import_id id, area_id area, uploaded_by_user_login user, status_id state, area_empty empty, joined_into joined from inventory_count_import order by id',
  )
  const places = all('select session_id, device_id, device_seq seq, scan_id, late_state late from scan')
  const quarantined = all(
    'select quarantine_id id, session_id, device_id, device_seq seq, raw, resolved_at, resolved_by, resolution from scan_quarantine',
  )
  const conflicts = all(
    'select conflict_id id, session_id, device_id, device_seq seq, raw, resolved_at, resolved_by, resolution from scan_conflict',
  )
  const held = all(
    `select count(distinct seq) held from (
      select device_seq seq from scan where session_id = ? and device_id = ?
      union all select device_seq from scan_quarantine where session_id = ? and device_id = ?
      union all select device_seq from scan_conflict where session_id = ? and device_id = ?
    ) where seq <= ?`,
  )
  const items = all(
    'select item_key, status_id, product_id, code_key, product_identifier code, quantity, events, first_at, last_at from inventory_count_import_item where inventory_count_import_id = ? order by item_key',
  )
  const locations = all('select location_id id, state from session_location where session_id = ? order by id')
  const late = all(
    "select session_id, scan_id from scan where late_state = 'waiting' and kind in ('scan', 'hand', 'set', 'void', 'match', 'confirm-empty') order by session_id, change_seq",
  )
  const unknown = all(
    'select distinct session_id, code_key from scan where product_id is null and code_key is not null order by 1, 2',
  )
  const assignments = all(
    'select assignment_id, area_id, person_id from count_assignment where released_at is null order by assigned_at, assignment_id',
  )
  const blobs = all('select content from blob where facility_id = ? and sha256 = ?')
  const asideOf = (kind: AsideFact['kind'], rows: readonly Row[]): AsideFact[] =>
    rows.map((row) => ({
      kind,
      sessionId: id(row['session_id']),
      deviceId: id(row['device_id']),
      seq: Number(row['seq']),
      raw: String(row['raw']),
      recordId: id(row['id']),
      settled: settledOf(row),
    }))
  const allSessions = () =>
    sessions().map((row) => ({
      sessionId: id<SessionId>(row['id']),
      areaId: id<AreaId>(row['area']),
      userId: id<PersonId>(row['user']),
      state: row['state'] as SessionState,
      areaEmpty: row['empty'] === 1,
      joinedInto: row['joined'] === null ? null : id<SessionId>(row['joined']),
    }))
  return {
    sessions: allSessions,
    sessionsOf: (personId) =>
      allSessions()
        .filter((session) => session.userId === personId)
        .map(({ sessionId }) => sessionId),
    places: () =>
      places().map((row) => ({
        sessionId: id(row['session_id']),
        deviceId: id(row['device_id']),
        seq: Number(row['seq']),
        scanId: id(row['scan_id']),
        late: row['late'] as PlaceFact['late'],
      })),
    aside: () => [...asideOf('quarantined', quarantined()), ...asideOf('conflict', conflicts())],
    heldThrough: (sessionId, deviceId, through) => {
      const place = [uuidToBytes(sessionId), uuidToBytes(deviceId)]
      return Number(held(...place, ...place, ...place, through)[0]?.['held'])
    },
    items: (sessionId) => items(uuidToBytes(sessionId)).map(itemOf),
    locations: (sessionId) =>
      locations(uuidToBytes(sessionId)).map((row) => [id(row['id']), String(row['state'])] as const),
    lateWaiting: () =>
      late().map((row) => ({ sessionId: id(row['session_id']), scanId: id(row['scan_id']) })),
    unknownCodes: () =>
      unknown().map((row) => ({ sessionId: id(row['session_id']), codeKey: String(row['code_key']) })),
    assignments: () =>
      assignments().map((row) => ({
        assignmentId: id(row['assignment_id']),
        areaId: id(row['area_id']),
        personId: id(row['person_id']),
      })),
    photo: ({ facilityId, sha256 }) =>
      (blobs(uuidToBytes(facilityId), sha256)[0]?.['content'] as Uint8Array | undefined) ?? null,
  }
}

function settledOf(row: Row): AsideFact['settled'] {
  if (row['resolved_at'] === null) return null
  if (row['resolved_by'] === null) return 'understood'
  return row['resolution'] === 'count' ? 'count' : 'leave-out'
}

function itemOf(row: Row): ItemFact {
  return {
    key: String(row['item_key']),
    status: String(row['status_id']),
    productId: row['product_id'] === null ? null : id<never>(row['product_id']),
    codeKey: row['code_key'] as string | null,
    code: row['code'] as string | null,
    quantityMilli: Number(row['quantity']),
    events: Number(row['events']),
    firstAt: Number(row['first_at']),
    lastAt: Number(row['last_at']),
  }
}

function id<T extends string>(value: unknown): T {
  return bytesToUuid(value as Uint8Array) as T
}
