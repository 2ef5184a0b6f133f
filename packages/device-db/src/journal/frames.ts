import { crc32 } from './crc32.ts'

/**
 *   file    "CCJRNL" version:u8 0x0A generation:u32  frame frame frame …
 *   frame   0xC7 0x4A length:u32 checksum:u32 payload        payload: JSON in UTF-8, checksum: its CRC-32; numbers little-endian
 *
 * Another shape of the file is another version, and this reader learns it beside version 1. A record's own shape is in `record.ts`.
 */
export const JOURNAL_VERSION = 1

const MAGIC = [...'CCJRNL'].map((letter) => letter.charCodeAt(0))
const HEADER_BYTES = 12
const FRAME_BYTES = 10

/** Where a record stands in its file, its frame included. */
export interface Span {
  readonly at: number
  readonly bytes: number
}

export interface Framed {
  readonly span: Span
  /** Parsed JSON, unchecked. */
  readonly record: unknown
}

/** What a file holds. `newer`: written by a version of the app that this one does not know; it is left alone. */
export type FileContent =
  | { readonly kind: 'empty' }
  | { readonly kind: 'newer'; readonly version: number }
  | {
      readonly kind: 'records'
      readonly generation: number
      readonly records: readonly Framed[]
      /** Up to here everything is whole; behind it a write was cut off. */
      readonly end: number
      /** Whether something between whole records could not be read. */
      readonly damaged: boolean
    }

export function header(generation: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array([...MAGIC, JOURNAL_VERSION, 0x0a, 0, 0, 0, 0])
  new DataView(bytes.buffer).setUint32(8, generation, true)
  return bytes
}

export function frame(record: unknown): Uint8Array<ArrayBuffer> {
  const payload = new TextEncoder().encode(JSON.stringify(record))
  const bytes = new Uint8Array(FRAME_BYTES + payload.length)
  const view = new DataView(bytes.buffer)
  bytes.set([0xc7, 0x4a])
  view.setUint32(2, payload.length, true)
  view.setUint32(6, crc32(payload), true)
  bytes.set(payload, FRAME_BYTES)
  return bytes
}

/** Reads whatever can be read: a cut-off end is told apart, and damage in between costs the damaged records only. */
export function readFrames(bytes: Uint8Array<ArrayBuffer>): FileContent {
  const isHeaded = bytes.length >= HEADER_BYTES && MAGIC.every((byte, at) => bytes[at] === byte)
  const version = isHeaded ? (bytes[MAGIC.length] ?? 0) : JOURNAL_VERSION
  if (version > JOURNAL_VERSION) return { kind: 'newer', version }
  const generation = isHeaded ? new DataView(bytes.buffer, bytes.byteOffset).getUint32(8, true) : 0
  const records: Framed[] = []
  let at = isHeaded ? HEADER_BYTES : 0
  let end = at
  let damaged = false
  while (at < bytes.length) {
    const found = frameAt(bytes, at)
    if (found) {
      // Something lies between the last whole record and this one.
      damaged ||= at > end
      records.push(found)
      at += found.span.bytes
      end = at
    } else at = nextMark(bytes, at + 1)
  }
  if (!isHeaded && records.length === 0) return { kind: 'empty' }
  return { kind: 'records', generation, records, end, damaged: damaged || !isHeaded }
}

/** The record whose frame begins there, or null where none does or it is not whole. */
export function frameAt(bytes: Uint8Array<ArrayBuffer>, at: number): Framed | null {
  const from = at + FRAME_BYTES
  if (from > bytes.length || bytes[at] !== 0xc7 || bytes[at + 1] !== 0x4a) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset + at)
  const length = view.getUint32(2, true)
  if (from + length > bytes.length) return null
  const payload = bytes.subarray(from, from + length)
  if (crc32(payload) !== view.getUint32(6, true)) return null
  try {
    const record: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload))
    return { span: { at, bytes: FRAME_BYTES + length }, record }
  } catch {
    return null
  }
}

function nextMark(bytes: Uint8Array, from: number): number {
  let at = bytes.indexOf(0xc7, from)
  while (at !== -1 && bytes[at + 1] !== 0x4a) at = bytes.indexOf(0xc7, at + 1)
  return at === -1 ? bytes.length : at
}
