import {
  NO_CHAIN,
  chainStep,
  chainText,
  type Chain,
  type DeviceId,
  type ScanId,
  type SessionId,
} from '@cyclecount/domain'
import type { Tx } from '../context.ts'
import type { ScanRow } from './scan-row.ts'

/** How far a device's part of a session's log is held without a gap, and the chain of it. */
export interface Held {
  readonly through: number
  readonly chain: Chain
}

export const nothingHeld: Held = { through: 0, chain: NO_CHAIN }

interface Place {
  readonly sessionId: SessionId
  readonly deviceId: DeviceId
}

/** What stands at one place of a device's log: an event of the log, or (`kind` null) a record that was set aside. */
export interface HeldRecord {
  readonly seq: number
  readonly text: string
  readonly kind: ScanRow['kind'] | null
}

/** What is held of the device's log after a place, in order, once per place: the log's own event where there is one. */
export async function heldAfter(
  tx: Pick<Tx, 'selectFrom'>,
  place: Place,
  after: number,
): Promise<readonly HeldRecord[]> {
  const rows = await tx
    .selectFrom('scan')
    .select(['device_seq', 'scan_id', 'kind'])
    .where('session_id', '=', place.sessionId)
    .where('device_id', '=', place.deviceId)
    .where('device_seq', '>', after)
    .execute()
  const records = new Map<number, HeldRecord>()
  for (const { seq, raw } of await setAsideAfter(tx, place, after))
    if (!records.has(seq)) records.set(seq, { seq, text: chainText(JSON.parse(raw)), kind: null })
  for (const row of rows)
    records.set(row.device_seq, { seq: row.device_seq, text: row.scan_id satisfies ScanId, kind: row.kind })
  return [...records.values()].toSorted((a, b) => a.seq - b.seq)
}

/** Records that were set aside after a place; of several at one place the quarantined one comes first. */
async function setAsideAfter(
  tx: Pick<Tx, 'selectFrom'>,
  place: Place,
  after: number,
): Promise<readonly { readonly seq: number; readonly raw: string }[]> {
  const found: { readonly seq: number; readonly raw: string }[] = []
  for (const name of ['scan_quarantine', 'scan_conflict'] as const) {
    const rows = await tx
      .selectFrom(name)
      .select(['device_seq', 'raw'])
      .where('session_id', '=', place.sessionId)
      .where('device_id', '=', place.deviceId)
      .where('device_seq', '>', after)
      .orderBy('received_at')
      .execute()
    for (const row of rows) found.push({ seq: row.device_seq, raw: row.raw })
  }
  return found
}

/** Goes on from a place over every record that follows without a gap. */
export function reachFrom(held: Held, records: readonly HeldRecord[]): Held {
  let { through, chain } = held
  for (const { seq, text } of records) {
    if (seq <= through) continue
    if (seq !== through + 1) break
    through = seq
    chain = chainStep(chain, text)
  }
  return { through, chain }
}
