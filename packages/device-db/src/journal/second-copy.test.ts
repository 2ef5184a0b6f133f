import {
  chainStep,
  fakeId,
  foldEvents,
  NO_CHAIN,
  uuidV7,
  type DeviceId,
  type ScanId,
  type SessionId,
} from '@cyclecount/domain'
import type { CaptureRequest } from '@cyclecount/sync'
import { contractPlace, fakeStamp, foreignLog, snapshotOf } from '@cyclecount/sync/testing'
import { beforeEach, describe, expect, test } from 'vitest'
import version1 from '../../fixtures/journal-version-1.json' with { type: 'json' }
import { createFakeDevice, withCatalogue, type FakeDevice } from '../fake-device.ts'
import { readJournal, type JournalContents } from './contents.ts'
import { createFeeder, type Feeder } from './feeder.ts'
import { createMemoryDisk, type MemoryDisk } from './memory-file.ts'
import { restore, type SecondCopy } from './restore.ts'
import { readSentinel } from './sentinel.ts'
import { openSlot } from './slot.ts'
import { unsentInJournal } from './unsent.ts'

const session = fakeId<SessionId>('session')
const enrolled = { token: 'token', label: 'Zebra', incarnation: 'one', clockOffsetMs: 0, people: [] }

let device: FakeDevice
let disk: MemoryDisk
let feeder: Feeder
let noted: string | null
let clock: number

function scan(code: string): CaptureRequest {
  const none = { lot: null, serial: null, expiry: null, statedMilli: null, weightMilli: null }
  return { kind: 'scan', code, codeKey: code, ...none, locationId: null }
}

async function capture(...requests: CaptureRequest[]): Promise<void> {
  for (const request of requests) {
    const outcome = await device.store.capture(session, request, fakeStamp())
    if (outcome.kind === 'failed') throw new Error(outcome.problem.message)
    feeder.captured(outcome.captured)
  }
}

async function acknowledge(acked: number): Promise<void> {
  const log = (await device.store.log(session)).toSorted((a, b) => a.deviceSeq - b.deviceSeq)
  const ackedChain = log.slice(0, acked).reduce((chain, { scanId }) => chainStep(chain, scanId), NO_CHAIN)
  await device.database.sessions.update(session, { acked, ackedChain })
}

function journal(): JournalContents {
  return readJournal(disk.bytes())
}

function copy(over: Partial<SecondCopy> = {}): SecondCopy {
  return {
    journal: journal(),
    sentinel: readSentinel(noted),
    now: 1_800_000_000_000,
    appVersion: 'test',
    newScanId: () => uuidV7<ScanId>((clock += 1), crypto.getRandomValues(new Uint8Array(10))),
    ...over,
  }
}

async function feed(): Promise<void> {
  const slot = openSlot(await disk.files())
  feeder = createFeeder({
    store: device.store,
    put: async (records) => slot?.put(records),
    note: (text) => (noted = text),
    now: () => (clock += 1),
  })
  await feeder.look()
}

/** The browser deleted the database; another one is there. */
async function loseDatabase(): Promise<void> {
  device.store.close()
  device = await createFakeDevice()
}

beforeEach(async () => {
  clock = 1_800_000_000_000
  noted = null
  disk = createMemoryDisk()
  device = await withCatalogue(await createFakeDevice())
  await device.store.setSetting('device', { deviceId: await device.store.deviceId(), ...enrolled })
  await device.store.setSetting('person', { personId: fakeId('ana'), name: 'Ana', orgName: 'Quillmere' })
  await feed()
  return () => device.store.close()
})

describe('the second copy', () => {
  test('[JN6] a lost database is restored: who, what, its lines, and the sequence goes on', async () => {
    await capture({ kind: 'start', ...contractPlace }, scan('COLA'), scan('MYSTERY'), scan('CASE'))
    const { scanId } = (await device.store.log(session))[1] ?? {}
    if (scanId) await capture({ kind: 'void', target: scanId })
    await feeder.look()
    const before = { log: await device.store.log(session), items: await device.store.items(session) }
    await loseDatabase()
    expect(await restore(device.database, copy())).toMatchObject({ events: 5, missing: [] })
    const { store } = device
    expect(await store.log(session)).toEqual(before.log)
    expect(await store.items(session)).toEqual(before.items)
    expect(await store.setting('device')).toMatchObject({ token: 'token', label: 'Zebra' })
    expect(await store.setting('person')).toMatchObject({ name: 'Ana' })
    expect(await store.session(session)).toMatchObject({ acked: 0, last: 5, scans: 3, local: 'counting' })
    expect((await store.waiting()).map(({ acked, last }) => [acked, last])).toEqual([[0, 5]])
    const next = await store.capture(session, scan('COLA'), fakeStamp())
    expect(next).toMatchObject({ kind: 'saved', captured: { event: { deviceSeq: 6 } } })
  })

  test('[JN6] what came from the server is pulled again, for the second copy does not hold it', async () => {
    await device.store.adoptSnapshot(snapshotOf(foreignLog(['COLA', 'COLA'])))
    await capture(scan('COLA'))
    await feeder.look()
    await loseDatabase()
    expect(await restore(device.database, copy())).toMatchObject({ events: 1 })
    expect(await device.store.pulledTo(session)).toEqual({ seq: 0, chain: NO_CHAIN })
    expect(await device.store.lacking(session)).toBeNull()
    expect(await device.store.log(session)).toHaveLength(1)
  })

  test('[JN6] lost again after it was restored, it is restored again', async () => {
    await capture({ kind: 'start', ...contractPlace })
    await acknowledge(1)
    await capture(scan('COLA'), scan('CASE'))
    await feeder.look()
    await loseDatabase()
    expect(await restore(device.database, copy())).toMatchObject({ events: 2, missing: [] })
    await feed()
    await capture(scan('COLA'))
    await loseDatabase()
    expect(await restore(device.database, copy())).toMatchObject({ events: 3, missing: [] })
  })

  test('[JN7] restoring again, or what is there already, changes nothing', async () => {
    await capture({ kind: 'start', ...contractPlace }, scan('COLA'))
    await feeder.look()
    expect(await restore(device.database, copy())).toBeNull()
    await loseDatabase()
    expect(await restore(device.database, copy())).toMatchObject({ events: 2 })
    expect(await restore(device.database, copy())).toBeNull()
    expect(await device.store.log(session)).toHaveLength(2)
  })

  test('[JN4] what is acknowledged is not kept, but where it ended is; taken back it is kept again', async () => {
    await capture({ kind: 'start', ...contractPlace }, scan('COLA'), scan('COLA'))
    await acknowledge(3)
    await feeder.look()
    expect(journal().events.size).toBe(0)
    await acknowledge(0)
    await feeder.look()
    expect([...journal().events.values()].flat().map(({ deviceSeq }) => deviceSeq)).toEqual([1, 2, 3])
    await acknowledge(2)
    await feeder.look()
    await loseDatabase()
    expect(await restore(device.database, copy())).toMatchObject({ events: 1, missing: [] })
    expect((await device.store.waiting()).map(({ from, last }) => [from.seq, last])).toEqual([[2, 3]])
    expect(await device.store.read(session, 3, 10)).toMatchObject([{ deviceSeq: 3 }])
  })

  test('[JN6] a database that lost its last commits gets them back, each once', async () => {
    await capture({ kind: 'start', ...contractPlace }, scan('COLA'), scan('COLA'), scan('CASE'))
    await feeder.look()
    const items = await device.store.items(session)
    await device.database.log.bulkDelete([
      [session, 3],
      [session, 4],
    ])
    await device.database.sessions.update(session, { last: 2, scans: 1 })
    expect(await restore(device.database, copy())).toMatchObject({ events: 2, missing: [] })
    expect(await device.store.items(session)).toEqual(items)
    expect(await device.store.session(session)).toMatchObject({ last: 4, scans: 3 })
  })

  test('[JN6] a database that fell behind what the server holds goes on behind that, and sends nothing twice', async () => {
    await capture({ kind: 'start', ...contractPlace }, scan('COLA'), scan('COLA'))
    await acknowledge(3)
    await capture(scan('CASE'))
    await feeder.look()
    await device.database.log.bulkDelete([2, 3, 4].map((place) => [session, place]))
    await device.database.sessions.update(session, { last: 1, acked: 1, scans: 0 })
    expect(await restore(device.database, copy())).toMatchObject({ events: 1, missing: [] })
    expect(await device.store.session(session)).toMatchObject({ acked: 3, last: 4, floor: 3 })
    expect(await device.store.read(session, 4, 10)).toMatchObject([{ kind: 'scan', deviceSeq: 4 }])
  })

  test('[JN7] an event whose place was taken meanwhile is counted behind the others', async () => {
    await capture({ kind: 'start', ...contractPlace }, scan('COLA'), scan('CASE'))
    await feeder.look()
    const kept = journal()
    await device.database.log.delete([session, 3])
    await device.database.sessions.update(session, { last: 2, scans: 1 })
    await device.store.capture(session, scan('TEA'), fakeStamp())
    expect(await restore(device.database, copy({ journal: kept }))).toMatchObject({ events: 1 })
    const log = await device.store.log(session)
    expect(log.map((event) => [event.deviceSeq, 'code' in event ? event.code : event.kind])).toEqual([
      [1, 'start'],
      [2, 'COLA'],
      [3, 'TEA'],
      [4, 'CASE'],
    ])
    const { items } = foldEvents(log)
    expect((await device.store.items(session)).toSorted((a, b) => a.key.localeCompare(b.key))).toEqual(
      [...items.values()].toSorted((a, b) => a.key.localeCompare(b.key)),
    )
  })

  test('[JN8] what nobody holds any more is named, and a note stands at its place', async () => {
    await capture({ kind: 'start', ...contractPlace }, scan('COLA'), scan('COLA'), scan('CASE'))
    await feeder.look()
    const whole = journal()
    const events = (whole.events.get(session) ?? []).filter(
      ({ deviceSeq }) => deviceSeq !== 2 && deviceSeq !== 4,
    )
    await loseDatabase()
    const lossy = { ...whole, events: new Map([[session, events]]) }
    expect(await restore(device.database, copy({ journal: lossy }))).toMatchObject({
      events: 2,
      missing: [
        { sessionId: session, from: 2, through: 2 },
        { sessionId: session, from: 4, through: 4 },
      ],
    })
    const log = await device.store.read(session, 1, 10)
    expect(log).toMatchObject([
      { kind: 'start' },
      { kind: 'note', deviceSeq: 2, text: 'A record was lost on this device: its storage was damaged.' },
      { kind: 'scan', deviceSeq: 3 },
      { kind: 'note', deviceSeq: 4 },
    ])
  })

  test('[JN8] with nothing in the journal, the range is named that was not on the server', async () => {
    await capture({ kind: 'start', ...contractPlace }, scan('COLA'), scan('COLA'))
    await acknowledge(1)
    await feeder.look()
    await loseDatabase()
    const missing = [{ sessionId: session, from: 2, through: 3 }]
    expect(await restore(device.database, copy({ journal: readJournal([]) }))).toMatchObject({
      events: 0,
      missing,
    })
    expect(await device.store.setting('restored')).toMatchObject({ missing })
  })

  test('[JN8] a sequence is not used again for what the server may hold', async () => {
    await capture({ kind: 'start', ...contractPlace }, scan('COLA'), scan('COLA'))
    await acknowledge(3)
    await feeder.look()
    await loseDatabase()
    expect(await restore(device.database, copy())).toMatchObject({ events: 0, missing: [] })
    const next = await device.store.capture(session, scan('COLA'), fakeStamp())
    expect(next).toMatchObject({ kind: 'saved', captured: { event: { deviceSeq: 4 } } })
    expect((await device.store.waiting()).map(({ from, last }) => [from.seq, last])).toEqual([[3, 4]])
  })

  test('[JN9] a device that was enrolled anew is not overruled, and the old one’s scans stay where they are', async () => {
    await capture({ kind: 'start', ...contractPlace }, scan('COLA'))
    await feeder.look()
    await loseDatabase()
    const another = fakeId<DeviceId>('another')
    await device.store.setSetting('device', { deviceId: another, ...enrolled })
    expect(await restore(device.database, copy({ sentinel: null }))).toBeNull()
    expect(await device.store.setting('device')).toMatchObject({ deviceId: another })
    expect(await device.store.sessions()).toEqual([])
    expect(journal().events.get(session)).toHaveLength(2)
  })

  test('[JN9] who signed out does not come back', async () => {
    await capture({ kind: 'start', ...contractPlace }, scan('COLA'))
    await feeder.look()
    await device.store.setSetting('person', null)
    await device.database.log.delete([session, 2])
    await restore(device.database, copy())
    expect(await device.store.setting('person')).toBeNull()
  })

  test('[JN1] what the journal could not take is fed when it can', async () => {
    await capture({ kind: 'start', ...contractPlace })
    await feeder.look()
    disk.setRoom(10)
    await capture(scan('COLA'), scan('CASE'))
    await expect(feeder.look()).rejects.toMatchObject({ name: 'QuotaExceededError' })
    disk.setRoom(Infinity)
    await capture(scan('COLA'))
    await feeder.look()
    expect(journal().events.get(session)).toHaveLength(4)
  })

  test('[JN1] a capture is in the journal without anybody looking', async () => {
    await capture({ kind: 'start', ...contractPlace })
    await feeder.look()
    await capture(scan('COLA'), scan('COLA'))
    expect(journal().events.get(session)).toHaveLength(3)
  })

  test('[JN10] EXEC-12 the file of what waits can be made from the journal alone', async () => {
    await capture({ kind: 'start', ...contractPlace }, scan('COLA'), scan('CASE'))
    await feeder.look()
    const { sessions, deviceId } = await device.store.exportUnsent(7)
    expect(unsentInJournal(journal(), 7)).toEqual([
      { format: 'cyclecount-unsent', version: 1, deviceId, exportedAt: 7, sessions },
    ])
    await acknowledge(3)
    await feeder.look()
    expect(unsentInJournal(journal(), 7)).toEqual([])
  })

  test('[JN5] [VN4] a journal that version 1 wrote is read, and what waits in it is put back', async () => {
    const files = version1.files.map((file) => Uint8Array.from(atob(file), (letter) => letter.charCodeAt(0)))
    device.store.close()
    device = await createFakeDevice()
    const { store, database } = device
    const sentinel = readSentinel(version1.sentinel)
    expect(await restore(database, copy({ journal: readJournal(files), sentinel }))).toMatchObject({
      events: 4,
      missing: [],
    })
    expect(await store.setting('device')).toMatchObject({ token: 'token', label: 'Zebra' })
    expect((await store.waiting()).map(({ acked, last, from }) => [acked, last, from.seq])).toEqual([
      [2, 6, 2],
    ])
    expect(await store.read(session, 3, 10)).toMatchObject([
      { kind: 'scan', code: 'CASE' },
      { kind: 'scan', code: 'MYSTERY' },
      { kind: 'scan', code: 'COLA' },
      { kind: 'void' },
    ])
    expect((await store.items(session)).map((item) => [item.code, item.quantityMilli])).toEqual([
      ['MYSTERY', 1000],
      ['COLA', 1000],
    ])
  })
})
