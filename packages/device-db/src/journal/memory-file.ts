import type { JournalFile } from './slot.ts'

/** Bytes that outlive the handles on them, and a disk that can be full. */
export interface MemoryDisk {
  readonly files: () => Promise<readonly [JournalFile, JournalFile]>
  readonly bytes: () => readonly Uint8Array<ArrayBuffer>[]
  /** How many more bytes can be written; infinite at first. */
  setRoom: (bytes: number) => void
}

export function createMemoryDisk(): MemoryDisk {
  const contents: [Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>] = [new Uint8Array(), new Uint8Array()]
  let room = Infinity

  function open(at: 0 | 1): JournalFile {
    return {
      getSize: () => contents[at].length,
      read(into, from) {
        const found = contents[at].subarray(from.at, from.at + into.length)
        into.set(found)
        return found.length
      },
      write(bytes, to) {
        const kept = bytes.subarray(0, Math.max(0, Math.min(bytes.length, room)))
        room -= kept.length
        const longer = new Uint8Array(Math.max(contents[at].length, to.at + kept.length))
        longer.set(contents[at])
        longer.set(kept, to.at)
        contents[at] = longer
        return kept.length
      },
      truncate(size) {
        contents[at] = contents[at].slice(0, size)
      },
      flush: () => undefined,
      close: () => undefined,
    }
  }
  return {
    files: () => Promise.resolve([open(0), open(1)]),
    bytes: () => contents,
    setRoom(bytes) {
      room = bytes
    },
  }
}
