import { DIGITS_OF_BYTE } from './hex.ts'

/**
 * Ids are UUIDv7 in lower-case text at every edge. The brand says what an id is of, so that a facility's id
 * cannot be passed where an area's is meant. `parseId` is the only door.
 */
declare const idOf: unique symbol
export type Id<Name extends string> = string & { readonly [idOf]: Name }

export type OrgId = Id<'org'>
export type FacilityId = Id<'facility'>
export type ZoneId = Id<'zone'>
export type AreaId = Id<'area'>
export type LocationId = Id<'location'>
export type ProductId = Id<'product'>
export type PersonId = Id<'person'>
export type RunId = Id<'run'>
export type AssignmentId = Id<'assignment'>
export type SessionId = Id<'session'>
export type DeviceId = Id<'device'>
export type ScanId = Id<'scan'>
export type VarianceId = Id<'variance'>
export type DecisionId = Id<'decision'>
export type ReasonId = Id<'reason'>
export type ProposalId = Id<'proposal'>
export type BackendId = Id<'backend'>
export type MachineId = Id<'machine'>
export type WebhookId = Id<'webhook'>
export type SuggestionId = Id<'suggestion'>
export type CommentId = Id<'comment'>
export type AttachmentId = Id<'attachment'>
export type PlanId = Id<'plan'>
export type ItemSetId = Id<'item-set'>
export type ScheduleId = Id<'schedule'>
export type ScheduledFacilityId = Id<'scheduled-facility'>
export type BlackoutId = Id<'blackout'>

const uuidText = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Whether the text is an id as this product writes them: a lower-case UUID. */
export function isId(text: string): boolean {
  return uuidText.test(text)
}

/** The id, or null where the text is not one. Upper case is accepted and lowered. */
export function parseId<T extends Id<string>>(text: string): T | null {
  const lower = text.toLowerCase()
  return isId(lower) ? (lower as T) : null
}

/**
 * A UUIDv7 (RFC 9562, 5.7): 48 bits of `nowMs` (UTC ms), then `random` (10 bytes, from a cryptographic source),
 * so that ids made later sort later. Pure: time and randomness are the caller's.
 */
export function uuidV7<T extends Id<string>>(nowMs: number, random: Uint8Array): T {
  if (random.length < 10) throw new RangeError('uuidV7 needs 10 random bytes')
  const time = Math.trunc(nowMs).toString(16).padStart(12, '0')
  let hex = time
  for (let at = 0; at < 10; at += 1) {
    const byte = random[at] ?? 0
    const marked = at === 0 ? 0x70 | (byte & 0x0f) : at === 2 ? 0x80 | (byte & 0x3f) : byte
    hex += DIGITS_OF_BYTE[marked] ?? ''
  }
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}` as T
}

/** Milliseconds (UTC) that a UUIDv7 carries. */
export function timeOfId(id: Id<string>): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
}

/** A readable, valid and stable id for tests and the demo: the same words give the same id. */
export function fakeId<T extends Id<string>>(words: string): T {
  let hash = 0xcbf29ce484222325n
  for (const char of words)
    hash = BigInt.asUintN(64, (hash ^ BigInt(char.codePointAt(0) ?? 0)) * 0x100000001b3n)
  const hex = hash.toString(16).padStart(16, '0')
  const mixed = BigInt.asUintN(64, hash * 0x9e3779b97f4a7c15n)
    .toString(16)
    .padStart(16, '0')
  return `00000000-${hex.slice(0, 4)}-7${hex.slice(4, 7)}-8${hex.slice(7, 10)}-${hex.slice(10, 16)}${mixed.slice(0, 6)}` as T
}
