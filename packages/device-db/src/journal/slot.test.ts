import { describe, expect, test } from 'vitest'
import { readJournal } from './contents.ts'
import { createMemoryDisk } from './memory-file.ts'
import { eventRecord, sessionRecord, slotCases } from './slot.contract.ts'
import { openSlot } from './slot.ts'

describe('a slot of the journal in memory', () => {
  test.each(slotCases)('$name', async ({ run }) => {
    const disk = createMemoryDisk()
    await expect(run(disk)).resolves.toBeUndefined()
  })

  test('[JN3] a full disk keeps nothing of what was put, and what was there before', async () => {
    const disk = createMemoryDisk()
    const slot = openSlot(await disk.files())
    slot?.put([eventRecord(1)])
    // Room for the first of the two, not for both.
    disk.setRoom(200)
    expect(() => slot?.put([eventRecord(2), eventRecord(3)])).toThrow(
      expect.objectContaining({ name: 'QuotaExceededError' }),
    )
    disk.setRoom(Infinity)
    expect(openSlot(await disk.files())?.records()).toEqual([eventRecord(1)])
    slot?.put([eventRecord(2)])
    expect(slot?.records()).toEqual([eventRecord(1), eventRecord(2)])
    expect(openSlot(await disk.files())?.records()).toEqual([eventRecord(1), eventRecord(2)])
  })

  test('[JN4] no room for a copy leaves the file as it is', async () => {
    const disk = createMemoryDisk()
    const slot = openSlot(await disk.files())
    const long = 'x'.repeat(70_000)
    slot?.put([eventRecord(1, long), eventRecord(2)])
    disk.setRoom(150)
    slot?.put([sessionRecord(1, 1)])
    disk.setRoom(Infinity)
    expect(slot?.records()).toEqual([sessionRecord(1, 1), eventRecord(2)])
    expect(openSlot(await disk.files())?.records()).toEqual([sessionRecord(1, 1), eventRecord(2)])
  })
})

describe('the journal over all slots', () => {
  test('[JN5] what several slots hold counts once, and the newest word counts', async () => {
    const [one, two] = [createMemoryDisk(), createMemoryDisk()]
    openSlot(await one.files())?.put([sessionRecord(0, 1), eventRecord(1), eventRecord(2), eventRecord(3)])
    openSlot(await two.files())?.put([sessionRecord(1, 2), eventRecord(4), eventRecord(2)])
    const { events, sessions, newer } = readJournal([...one.bytes(), ...two.bytes()])
    expect([...events.values()].flat()).toEqual([eventRecord(2), eventRecord(3), eventRecord(4)])
    expect(sessions).toEqual([sessionRecord(1, 2)])
    expect(newer).toBe(false)
  })
})
