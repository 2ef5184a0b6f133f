import type {
  DeviceId,
  FacilityId,
  LocationId,
  PersonId,
  ProductId,
  ScanEvent,
  SessionId,
} from '@cyclecount/domain'
import {
  LOG_BEGINS,
  type Captured,
  type CaptureOutcome,
  type CodeChoice,
  type KnownProduct,
  type LocalStore,
  type SyncStatus,
} from '@cyclecount/sync'
import { adoptSession, beginWithSnapshot, keepHistory } from './adopt.ts'
import { readLines } from './base-lines.ts'
import { readAreas, readFacilities, storeAreas, type AreasReceived } from './areas.ts'
import {
  createProductSearch,
  productsByIds,
  readProduct,
  storeCatalogueBatch,
  type CatalogueBatch,
  type FoundProduct,
  type ProductSearch,
} from './catalogue.ts'
import { createChanges, type Change } from './changes.ts'
import { DeviceStorageError, onDatabase, type OnDatabase } from './connection.ts'
import { openDeviceDatabase, type DeviceDatabase } from './database.ts'
import { createKnownCodes } from './known-codes.ts'
import { createKnownLines } from './known-lines.ts'
import { choicesForCode } from './look-up.ts'
import { openSession, recentEvents, type OpenedSession } from './opened-session.ts'
import { guardOpening } from './opening.ts'
import {
  acknowledge,
  forkedSessions,
  noteConnection,
  pruneSessions,
  readConnection,
  readIdentity,
  readOutbox,
  readStatus,
  settledSessions,
  statusWithOwed,
  waitingSessions,
} from './outbox.ts'
import { storeProblem } from './problem.ts'
import type { AreaRow, FacilityRow, SessionRow } from './rows.ts'
import { eventsOf, lackingOf, pulledTo, readSession, readSessions, within } from './session-rows.ts'
import {
  changeSetting,
  createSettingReader,
  readSetting,
  writeSetting,
  type Setting,
  type SettingName,
} from './settings.ts'
import { createTrouble, type Trouble } from './trouble.ts'
import { exportUnsent, neitherSentNorExported, withOwed, type UnsentFile } from './unsent-file.ts'
import { createWriteAhead, type KeepAhead } from './write-ahead.ts'

/** The device's memory: what sync needs, and what screens read. */
export interface DeviceStore extends LocalStore {
  readonly deviceId: () => Promise<DeviceId>
  /** Another id for a device without a token and without a log; any other keeps the one it has, which is in its events. */
  readonly renewDeviceId: () => Promise<DeviceId>
  readonly setting: <Name extends SettingName>(name: Name) => Promise<Setting<Name> | null>
  readonly setSetting: <Name extends SettingName>(name: Name, value: Setting<Name> | null) => Promise<void>
  /** Reads, changes and writes in one transaction, over all tabs. */
  readonly changeSetting: <Name extends SettingName>(
    name: Name,
    change: (before: Setting<Name> | null) => Setting<Name> | null,
  ) => Promise<void>
  readonly storeAreas: (received: AreasReceived) => Promise<void>
  readonly areas: (personId: PersonId) => Promise<readonly AreaRow[]>
  readonly facilities: () => Promise<readonly FacilityRow[]>
  readonly storeCatalogueBatch: (facilityId: FacilityId, batch: CatalogueBatch) => Promise<void>
  readonly searchProducts: ProductSearch
  readonly product: (facilityId: FacilityId, productId: ProductId) => Promise<FoundProduct | null>
  readonly products: (
    facilityId: FacilityId,
    productIds: readonly ProductId[],
  ) => Promise<ReadonlyMap<ProductId, KnownProduct>>
  readonly choices: (facilityId: FacilityId, codeKey: string) => Promise<readonly CodeChoice[]>
  readonly session: (sessionId: SessionId) => Promise<SessionRow | null>
  readonly sessions: () => Promise<readonly SessionRow[]>
  readonly openSession: (sessionId: SessionId, recentAtMost: number) => Promise<OpenedSession | null>
  readonly recentEvents: (sessionId: SessionId, limit: number) => Promise<readonly ScanEvent[]>
  readonly setLocation: (sessionId: SessionId, locationId: LocationId | null) => Promise<void>
  readonly status: () => Promise<Omit<SyncStatus, 'storageAlmostFull'>>
  readonly exportUnsent: (exportedAt: number) => Promise<UnsentFile>
  /** How many captures of a person are neither on the server nor in the last file. */
  readonly neitherSentNorExported: (personId: PersonId) => Promise<number>
  /** Called after every write of this tab, another tab or the worker. */
  readonly onChange: (listener: (what: Change) => void) => () => void
  /** Called with every capture of this tab, as soon as it is durable. */
  readonly onCaptured: (listener: (captured: Captured) => void) => () => void
  /** Captures are saved from now on as soon as this, or the database, has them on the disk; null where it is no longer there. */
  readonly writeAhead: (keep: KeepAhead | null) => void
  /** Takes a facility's codes into memory; again after they changed. */
  readonly learnCodes: (facilityId: FacilityId) => Promise<void>
  /** Makes what else lives in this database and no scan waits for: photos. */
  readonly beside: <T>(make: (database: DeviceDatabase, read: OnDatabase, write: OnDatabase) => T) => T
  readonly trouble: Trouble
  readonly close: () => void
}

export interface DeviceStoreOptions {
  readonly newDeviceId: () => DeviceId
  readonly database?: DeviceDatabase
  /** Puts back what a second copy has, before anybody uses the database. */
  readonly restore?: (opened: DeviceDatabase) => Promise<unknown>
}

/** Opens lazily: the first call opens the database, and an id for this device is made where there is none. */
export function createDeviceStore({
  newDeviceId,
  database = openDeviceDatabase(),
  restore = () => Promise.resolve(),
}: DeviceStoreOptions): DeviceStore {
  const changes = createChanges(database.name)
  const trouble = createTrouble()
  const captures = new Set<(captured: Captured) => void>()
  const facilities = new Map<SessionId, FacilityId>()
  const lines = createKnownLines()
  const codes = createKnownCodes(database)
  const ahead = createWriteAhead(
    { database, facilities, lines, codes },
    {
      owed: trouble.failed,
      otherwise: (captured) => {
        tellCaptured(captured)
        changes.tell('other')
      },
    },
  )
  let minted: Promise<DeviceId> | null = null
  guardOpening(database, restore)
  database.on('blocked', () => trouble.failed(storeProblem('blocked')))
  database.on('populate', () => {
    minted = null
    lines.forget()
    codes.forget()
  })
  changes.onChange((what) => {
    if (what === 'catalogue') codes.forget()
  })

  /** After it was shown: to wake a worker takes time from the same cores. */
  function tellCaptured(captured: Captured): void {
    setTimeout(() => {
      for (const listener of captures) listener(captured)
    })
  }

  function deviceId(): Promise<DeviceId> {
    minted ??= read(() => mintDeviceId(database, newDeviceId)).then(
      (device) => {
        // Until it is enrolled, another tab may take another id.
        if (device.token === null) minted = null
        return device.deviceId
      },
      (error: unknown) => {
        minted = null
        throw error
      },
    )
    return minted
  }
  /** Whoever was told that a scan is saved finds it here. */
  const read = <T>(work: () => PromiseLike<T>): Promise<T> =>
    ahead.caughtUp().then(() => trouble.watch('read', () => onDatabase(database, work)))
  async function write<T>(work: () => PromiseLike<T>, what: Change = 'other'): Promise<T> {
    await ahead.caughtUp()
    const done = await trouble.watch('write', () => onDatabase(database, work))
    changes.tell(what)
    return done
  }

  return {
    deviceId,
    renewDeviceId: () => {
      minted = null
      return write(() => renewDeviceId(database, newDeviceId))
    },
    identity: async () => {
      const id = await deviceId()
      return read(() => readIdentity(database, id))
    },
    waiting: async () => {
      await ahead.pay()
      return read(() => waitingSessions(database))
    },
    settled: () => read(() => settledSessions(database)),
    forked: () => read(() => forkedSessions(database)),
    read: (sessionId, fromSeq, limit) => read(() => readOutbox(database, sessionId, fromSeq, limit)),
    acknowledge: (acks, server) => write(() => acknowledge(database, acks, server)),
    prune: (now) => write(() => pruneSessions(database, now)),
    connection: () => read(() => readConnection(database)),
    noteConnection: (state, error) => write(() => noteConnection(database, state, error)),
    async capture(sessionId, request, stamp) {
      const outcome = await deviceId()
        .then((id) => ahead.capture({ deviceId: id, sessionId, request, stamp }))
        .catch(refusal)
      if (outcome.kind === 'saved') {
        if (!ahead.owed()) trouble.worked()
        tellCaptured(outcome.captured)
      } else trouble.failed(outcome.problem)
      changes.tell(outcome.kind === 'saved' ? 'capture' : 'other')
      return outcome
    },
    adopt: async (pulled) => {
      const id = await deviceId()
      lines.forget()
      await write(() => adoptSession(database, id, pulled))
    },
    adoptSnapshot: async (snapshot) => {
      const id = await deviceId()
      lines.forget()
      return write(() => beginWithSnapshot(database, id, snapshot))
    },
    lacking: (sessionId) =>
      read(async () => {
        const row = await readSession(database, sessionId)
        return row && lackingOf(row)
      }),
    keepHistory: (sessionId, from, events, place) =>
      read(() => keepHistory(database, sessionId, from, events, place)),
    pulledTo: (sessionId) =>
      read(async () => {
        const row = await readSession(database, sessionId)
        return row ? pulledTo(row) : LOG_BEGINS
      }),
    log: (sessionId) =>
      read(async () => [
        ...eventsOf(await within(database.log, sessionId).toArray()),
        ...eventsOf(await within(database.remote, sessionId).toArray()),
      ]),
    items: (sessionId) => read(async () => (await readLines(database, sessionId)).lines),
    setting: createSettingReader(database, read),
    setSetting: (name, value) => write(() => writeSetting(database, name, value)),
    changeSetting: (name, change) => write(() => changeSetting(database, name, change)),
    storeAreas: (received) => write(() => storeAreas(database, received)),
    areas: (personId) => read(() => readAreas(database, personId)),
    facilities: () => read(() => readFacilities(database)),
    storeCatalogueBatch: (facilityId, batch) =>
      write(() => storeCatalogueBatch(database, facilityId, batch), 'catalogue'),
    searchProducts: createProductSearch(database),
    product: (facilityId, productId) => read(() => readProduct(database, facilityId, productId)),
    products: (facilityId, productIds) => read(() => productsByIds(database, facilityId, productIds)),
    choices: (facilityId, codeKey) => read(() => choicesForCode(database, facilityId, codeKey)),
    session: (sessionId) => read(() => readSession(database, sessionId)),
    sessions: () => read(() => readSessions(database)),
    openSession: async (sessionId, most) => {
      const opened = await read(() => openSession(database, sessionId, most))
      if (opened) {
        facilities.set(sessionId, opened.session.facilityId)
        if (opened.isWhole) lines.opened(opened.session, opened.items)
      }
      return opened
    },
    recentEvents: (sessionId, limit) => read(() => recentEvents(database, sessionId, limit)),
    setLocation: (sessionId, locationId) =>
      write(async () => void (await database.sessions.update(sessionId, { locationId }))),
    status: () => read(async () => statusWithOwed(await readStatus(database), ahead.owed())),
    exportUnsent: async (exportedAt) => {
      const id = await deviceId()
      await ahead.pay()
      const file = await write(() => exportUnsent(database, id, exportedAt))
      return withOwed(file, ahead.owed())
    },
    neitherSentNorExported: (personId) =>
      read(async () => {
        const isOwed = ahead.owed()?.stamp.userId === personId
        return (await neitherSentNorExported(database, personId)) + (isOwed ? 1 : 0)
      }),
    writeAhead: ahead.through,
    learnCodes: codes.learn,
    onChange: changes.onChange,
    onCaptured(listener) {
      captures.add(listener)
      return () => captures.delete(listener)
    },
    beside: (make) => make(database, read, write),
    trouble,
    close() {
      changes.close()
      database.close()
    },
  }
}

/** A storage that does not work refuses a scan; it never leaves whoever scanned without a word. */
function refusal(error: unknown): CaptureOutcome {
  if (error instanceof DeviceStorageError) return { kind: 'failed', problem: error.problem }
  throw error
}

const nobody = { token: null, label: '', incarnation: null, clockOffsetMs: null, people: [] }

async function mintDeviceId(
  database: DeviceDatabase,
  newDeviceId: () => DeviceId,
): Promise<Setting<'device'>> {
  const held = await readSetting(database, 'device')
  if (held) return held
  return database.transaction('rw', [database.settings, database.log], async () => {
    const known = await readSetting(database, 'device')
    if (known) return known
    // Where only the row was lost, the log knows who captured it.
    const first = eventsOf(await database.log.limit(1).toArray())[0]
    const device = { deviceId: first?.deviceId ?? newDeviceId(), ...nobody }
    await writeSetting(database, 'device', device)
    return device
  })
}

async function renewDeviceId(database: DeviceDatabase, newDeviceId: () => DeviceId): Promise<DeviceId> {
  return database.transaction('rw', [database.settings, database.log], async () => {
    const known = await readSetting(database, 'device')
    if (known && (known.token !== null || (await database.log.count()) > 0)) return known.deviceId
    const device = { ...(known ?? nobody), deviceId: newDeviceId() }
    await writeSetting(database, 'device', device)
    return device.deviceId
  })
}
