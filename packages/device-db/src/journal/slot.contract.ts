import type { DeviceId, SessionId } from '@cyclecount/domain'
import { JOURNAL_VERSION } from './frames.ts'
import type { EventRecord, JournalRecord } from './record.ts'
import { openSlot, type JournalFile, type Slot } from './slot.ts'

/**
 * What holds of a slot on any platform. Framework-free and without imports from other rooms, so that the same cases run in memory
 * under Vitest and in a real worker on a real OPFS.
 */
export interface SlotCase {
  readonly name: string
  readonly run: (disk: Disk) => Promise<void>
}

/** Two files that stay when their handles are closed. */
export interface Disk {
  readonly files: () => Promise<readonly [JournalFile, JournalFile]>
}

const session = 'session' as SessionId
const device = 'device' as DeviceId

export function eventRecord(deviceSeq: number, text = ''): EventRecord {
  const scanId = `scan-${deviceSeq}`
  return { kind: 'event', sessionId: session, deviceId: device, deviceSeq, scanId, event: { scanId, text } }
}

export function sessionRecord(acked: number, at: number): JournalRecord {
  return {
    kind: 'session',
    sessionId: session,
    deviceId: device,
    acked,
    at,
    row: { acked, name: 'Getränke 🥤' },
  }
}

const token: JournalRecord = { kind: 'setting', name: 'device', at: 1, value: { token: 'secret' } }

export const slotCases: readonly SlotCase[] = [
  {
    name: '[JN2] what was put is there when it is opened again',
    async run(disk) {
      const before = [token, sessionRecord(0, 1), eventRecord(1), eventRecord(2)]
      await withSlot(disk, (slot) => slot.put(before))
      await withSlot(disk, (slot) => {
        same(slot.records(), before)
        slot.put([eventRecord(2), eventRecord(3), { ...token, at: 2, value: { token: 'other' } }])
      })
      const after = [{ ...token, at: 2, value: { token: 'other' } }, sessionRecord(0, 1), ...events(1, 3)]
      same(await recordsOf(disk), after)
    },
  },
  {
    name: '[JN3] a write that was cut off anywhere costs that record and nothing before or after it',
    async run(disk) {
      await withSlot(disk, (slot) => slot.put(events(1, 2)))
      const whole = await sizeOf(disk)
      await withSlot(disk, (slot) => slot.put(events(3, 3)))
      const last = await bytesOf(disk, whole)
      for (let cut = 0; cut < last.length; cut += 7) {
        await onFirst(disk, (file) => {
          file.truncate(whole)
          file.write(last.slice(0, cut), { at: whole })
        })
        await withSlot(disk, (slot) => same(slot.records(), events(1, 2)))
        same(await sizeOf(disk), whole)
        await withSlot(disk, (slot) => slot.put([eventRecord(4)]))
        same(await recordsOf(disk), [...events(1, 2), eventRecord(4)])
      }
    },
  },
  {
    name: '[JN3] damage in the middle costs the record that it hits',
    async run(disk) {
      await withSlot(disk, (slot) => slot.put([eventRecord(1)]))
      const from = await sizeOf(disk)
      await withSlot(disk, (slot) => slot.put(events(2, 5)))
      await onFirst(disk, (file) => file.write(new Uint8Array([0xc7, 0x4a, 0xff, 0xff]), { at: from + 2 }))
      const rest = [eventRecord(1), ...events(3, 5)]
      await withSlot(disk, (slot) => {
        same(slot.records(), rest)
        slot.put([eventRecord(6)])
      })
      same(await recordsOf(disk), [...rest, eventRecord(6)])
    },
  },
  {
    name: '[JN3] a record whose text was changed is not taken for another',
    async run(disk) {
      await withSlot(disk, (slot) => slot.put([eventRecord(1, 'cola'), eventRecord(2)]))
      const bytes = await bytesOf(disk, 0)
      await onFirst(disk, (file) => file.write(new Uint8Array([0x6b]), { at: textAt(bytes, 'cola') }))
      same(await recordsOf(disk), [eventRecord(2)])
    },
  },
  {
    name: '[JN3] a damaged beginning leaves the records behind it',
    async run(disk) {
      await withSlot(disk, (slot) => slot.put(events(1, 3)))
      await onFirst(disk, (file) => file.write(new Uint8Array([0, 0, 0, 0]), { at: 0 }))
      same(await recordsOf(disk), events(1, 3))
      same(await recordsOf(disk), events(1, 3))
    },
  },
  {
    name: '[JN4] what is acknowledged is dropped, and the file shrinks',
    async run(disk) {
      const long = 'x'.repeat(1_000)
      await withSlot(disk, (slot) => {
        slot.put([token, sessionRecord(0, 1)])
        for (let seq = 1; seq <= 100; seq += 1) slot.put([eventRecord(seq, long)])
        slot.put([sessionRecord(98, 2)])
        same(slot.records(), [token, sessionRecord(98, 2), eventRecord(99, long), eventRecord(100, long)])
      })
      const size = await sizeOf(disk)
      if (size > 4_000) throw new Error(`${size} bytes are left`)
      await withSlot(disk, (slot) => slot.put([eventRecord(101)]))
      same(await recordsOf(disk), [
        token,
        sessionRecord(98, 2),
        eventRecord(99, long),
        eventRecord(100, long),
        eventRecord(101),
      ])
    },
  },
  {
    name: '[JN4] what is acknowledged of one device says nothing of the one it was before',
    async run(disk) {
      const former = { ...eventRecord(2), deviceId: 'former' as DeviceId, scanId: 'scan-of-former' }
      await withSlot(disk, (slot) => {
        slot.put([former, eventRecord(1), sessionRecord(3, 1)])
        slot.put([eventRecord(2), { ...former, deviceSeq: 3, scanId: 'another-of-former' }])
      })
      const kept = [former, { ...former, deviceSeq: 3, scanId: 'another-of-former' }]
      same(await recordsOf(disk), [sessionRecord(3, 1), ...kept])
    },
  },
  {
    name: '[JN4] a crash while it is tidied up loses nothing',
    async run(disk) {
      await withSlot(disk, (slot) => slot.put(events(1, 4)))
      const whole = await bytesOf(disk, 0)
      const files = await disk.files()
      // The copy was cut off, and is of the next generation.
      const copy = whole.slice(0, whole.length - 30)
      new DataView(copy.buffer).setUint32(8, 2, true)
      files[1].write(copy, { at: 0 })
      for (const file of files) file.close()
      same(await recordsOf(disk), events(1, 4))
    },
  },
  {
    name: '[JN5] a journal of a newer version is left as it is',
    async run(disk) {
      await withSlot(disk, (slot) => slot.put(events(1, 2)))
      await onFirst(disk, (file) => file.write(new Uint8Array([JOURNAL_VERSION + 1]), { at: 6 }))
      const before = await bytesOf(disk, 0)
      const files = await disk.files()
      same(openSlot(files), null)
      for (const file of files) file.close()
      same([...(await bytesOf(disk, 0))], [...before])
    },
  },
]

async function withSlot(disk: Disk, work: (slot: Slot) => void): Promise<void> {
  const slot = openSlot(await disk.files())
  if (!slot) throw new Error('the slot was not opened')
  work(slot)
  slot.close()
}

async function recordsOf(disk: Disk): Promise<readonly JournalRecord[]> {
  let records: readonly JournalRecord[] = []
  await withSlot(disk, (slot) => {
    records = slot.records()
  })
  return records
}

async function onFirst<T>(disk: Disk, work: (file: JournalFile) => T): Promise<T> {
  const files = await disk.files()
  const done = work(files[0])
  for (const file of files) file.close()
  return done
}

/** Of both files: one of them is empty. */
async function sizeOf(disk: Disk): Promise<number> {
  const files = await disk.files()
  const size = files[0].getSize() + files[1].getSize()
  for (const file of files) file.close()
  return size
}

function bytesOf(disk: Disk, from: number): Promise<Uint8Array<ArrayBuffer>> {
  return onFirst(disk, (file) => {
    const bytes = new Uint8Array(file.getSize() - from)
    file.read(bytes, { at: from })
    return bytes
  })
}

function textAt(bytes: Uint8Array, text: string): number {
  return new TextDecoder('latin1').decode(bytes).indexOf(text)
}

function events(from: number, through: number): readonly EventRecord[] {
  return Array.from({ length: through - from + 1 }, (_, at) => eventRecord(from + at))
}

function same(found: unknown, expected: unknown): void {
  const [a, b] = [JSON.stringify(found), JSON.stringify(expected)]
  if (a !== b) throw new Error(`expected ${b}\nfound ${a}`)
}
