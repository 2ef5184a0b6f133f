import { statement } from '@cyclecount/db'
import {
  NO_CHAIN,
  chainStep,
  chainText,
  type Chain,
  type DeviceId,
  type ScanId,
  type SessionId,
} from '@cyclecount/domain'
import type { ReadOrTx } from '../context.ts'
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

type After = Place & { readonly after: number }

const loggedAfter = statement<After>()((db, given) =>
  db
    .selectFrom('scan')
    .select(['device_seq', 'scan_id', 'kind'])
    .where('session_id', '=', given('sessionId'))
    .where('device_id', '=', given('deviceId'))
    .where('device_seq', '>', given('after')),
)
/** Of several at one place the quarantined one comes first. */
const asideAfter = (['scan_quarantine', 'scan_conflict'] as const).map((table) =>
  statement<After>()((db, given) =>
    db
      .selectFrom(table)
      .select(['device_seq as seq', 'raw'])
      .where('session_id', '=', given('sessionId'))
      .where('device_id', '=', given('deviceId'))
      .where('device_seq', '>', given('after'))
      .orderBy('received_at'),
  ),
)

/** What stands at one place of a device's log: an event of the log, or (`kind` null) a record that was set aside. */
export interface HeldRecord {
  readonly seq: number
  readonly text: string
  readonly kind: ScanRow['kind'] | null
}

/** What is held of the device's log after a place, in order, once per place: the log's own event where there is one. */
export async function heldAfter(
  tx: ReadOrTx,
  { sessionId, deviceId }: Place,
  after: number,
): Promise<readonly HeldRecord[]> {
  const place = { sessionId, deviceId, after }
  const rows = await loggedAfter(tx, place)
  const records = new Map<number, HeldRecord>()
  for (const setAside of asideAfter)
    for (const { seq, raw } of await setAside(tx, place))
      if (!records.has(seq)) records.set(seq, { seq, text: chainText(JSON.parse(raw)), kind: null })
  for (const row of rows)
    records.set(row.device_seq, { seq: row.device_seq, text: row.scan_id satisfies ScanId, kind: row.kind })
  return [...records.values()].toSorted((a, b) => a.seq - b.seq)
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
