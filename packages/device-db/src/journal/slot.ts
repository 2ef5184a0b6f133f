import { frame, frameAt, header, readFrames, type FileContent, type Span } from './frames.ts'
import { allOf, hold, holdNothing, isHeld, type Held } from './held.ts'
import { readRecord, type JournalRecord } from './record.ts'

/** A file as a dedicated worker has it: a `FileSystemSyncAccessHandle`, or bytes in memory. */
export interface JournalFile {
  readonly getSize: () => number
  readonly read: (into: Uint8Array<ArrayBuffer>, from: { readonly at: number }) => number
  readonly write: (bytes: Uint8Array<ArrayBuffer>, to: { readonly at: number }) => number
  readonly truncate: (size: number) => void
  readonly flush: () => void
  readonly close: () => void
}

/** One tab's share of the journal: two files, of which one is written and the other takes over when that one is tidied up. */
export interface Slot {
  /** Appends what is not held yet. On the disk when it returns; where it throws, nothing of it is in the file. */
  readonly put: (records: readonly JournalRecord[]) => void
  /** Everything that counts. */
  readonly records: () => readonly JournalRecord[]
  readonly clear: () => void
  readonly close: () => void
}

/** Below this size nobody tidies up. */
const SMALL_BYTES = 65_536

type Files = readonly [JournalFile, JournalFile]

/** Null where a newer version of the app wrote it: then it is not touched. */
export function openSlot(files: Files): Slot | null {
  const contents = files.map((file) => readFrames(bytesOf(file)))
  if (contents.some(({ kind }) => kind === 'newer')) return null
  return slotOf(files, contents)
}

function slotOf(files: Files, contents: readonly FileContent[]): Slot {
  let active = chosen(contents)
  let held: Held<Span> = holdNothing()
  let end = 0
  let generation = 0
  const file = (): JournalFile => files[active]
  const other = (): JournalFile => files[active === 0 ? 1 : 0]

  function begin(next: number): void {
    generation = next
    held = holdNothing()
    file().truncate(0)
    end = write(file(), header(generation), 0)
    file().flush()
  }

  function append(bytes: Uint8Array<ArrayBuffer>): void {
    const before = end
    try {
      end = write(file(), bytes, before)
      file().flush()
    } catch (error) {
      end = before
      file().truncate(before)
      throw error
    }
  }

  function put(records: readonly JournalRecord[]): void {
    const fresh = records
      .filter((record) => !isHeld(held, record))
      .map((record) => [record, frame(record)] as const)
    if (fresh.length === 0) return
    let at = end
    append(joined(fresh.map(([, bytes]) => bytes)))
    for (const [record, { length }] of fresh) {
      hold(held, record, { at, bytes: length })
      at += length
    }
    tidy()
  }

  /** Where most of the file no longer counts, what does is copied to the other one; a crash in between leaves the first whole. */
  function tidy(): void {
    const live = allOf(held)
    const bytes = live.reduce((sum, span) => sum + span.bytes, 0)
    if (end < SMALL_BYTES || bytes * 2 > end) return
    try {
      rewrite(live)
    } catch {
      // No room for a copy: the file goes on as it is.
      other().truncate(0)
    }
  }

  function rewrite(live: readonly Span[]): void {
    const whole = joined([header(generation + 1), ...live.map((span) => readSpan(file(), span))])
    other().truncate(0)
    write(other(), whole, 0)
    other().flush()
    file().truncate(0)
    file().flush()
    active = active === 0 ? 1 : 0
    load(readFrames(whole))
  }

  function load(content: FileContent): void {
    if (content.kind !== 'records') return begin(1)
    held = holdNothing()
    generation = content.generation
    end = content.end
    for (const { span, record } of content.records) {
      const known = readRecord(record)
      if (known) hold(held, known, span)
    }
  }

  const content = contents[active]
  load(content ?? { kind: 'empty' })
  other().truncate(0)
  if (file().getSize() > end) file().truncate(end)
  if (content?.kind === 'records' && content.damaged) rewrite(allOf(held))
  return {
    put,
    records: () =>
      allOf(held)
        .map((span) => recordAt(file(), span))
        .filter((record) => record !== null),
    clear: () => begin(generation + 1),
    close() {
      for (const each of files) each.close()
    },
  }
}

/** The whole one: where tidying up was cut off both have records, and the older one lacks nothing. */
function chosen([first, second]: readonly FileContent[]): 0 | 1 {
  if (second?.kind !== 'records') return 0
  if (first?.kind !== 'records') return 1
  return first.generation <= second.generation ? 0 : 1
}

function bytesOf(file: JournalFile): Uint8Array<ArrayBuffer> {
  return readSpan(file, { at: 0, bytes: file.getSize() })
}

function readSpan(file: JournalFile, { at, bytes }: Span): Uint8Array<ArrayBuffer> {
  const into = new Uint8Array(bytes)
  return into.subarray(0, file.read(into, { at }))
}

function recordAt(file: JournalFile, span: Span): JournalRecord | null {
  return readRecord(frameAt(readSpan(file, span), 0)?.record)
}

/** Where the write ends. Some platforms write less than asked for where the disk is full, and say nothing. */
function write(file: JournalFile, bytes: Uint8Array<ArrayBuffer>, at: number): number {
  if (file.write(bytes, { at }) < bytes.length)
    throw new DOMException('The disk is full.', 'QuotaExceededError')
  return at + bytes.length
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
