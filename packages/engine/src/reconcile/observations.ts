import type { CountObservation } from '@cyclecount/backend-port'
import type { VarianceId } from '@cyclecount/domain'
import type { EngineContext, Tx } from '../context.ts'
import { observationPayload } from '../delivery/payload.ts'
import type { LineFound } from './comparison.ts'
import type { Writing } from './write-variances.ts'

/** What of a line the backend is told. */
type ToldLine = Pick<
  LineFound,
  | 'productId'
  | 'lot'
  | 'serial'
  | 'unit'
  | 'actualQuantityOnHand'
  | 'systemQuantityOnHand'
  | 'countedAt'
  | 'counters'
  | 'items'
  | 'target'
  | 'recount'
>

export interface Observed {
  readonly line: ToldLine
  /** The first version of the line with this count. */
  readonly countedIn: VarianceId
  /** That version is being written now, so nobody was told of it. */
  readonly isFirst: boolean
}

/**
 * Every counted line is told to the backend once per round and count, also where nothing differs, so that the stock card shows that
 * somebody looked. The same line again changes nothing.
 */
export async function insertObservations(
  ctx: EngineContext,
  tx: Tx,
  writing: Pick<Writing, 'count' | 'book'>,
  observed: readonly Observed[],
): Promise<void> {
  const { count } = writing
  const counted = observed.filter(({ line }) => line.productId !== null && line.items.length > 0)
  if (counted.length === 0) return
  const known = await knownKeys(
    tx,
    counted.filter(({ isFirst }) => !isFirst),
  )
  const fresh = counted.filter((entry) => !known.has(observationKey(entry)))
  if (fresh.length === 0) return
  const { names } = writing.book
  const at = ctx.now()
  await ctx.db.rows.insert(
    tx,
    'delivery',
    fresh.map((entry) => {
      const { line } = entry
      const standing = line.recount?.counts[line.recount.stands]
      const observation: CountObservation = {
        idempotencyKey: observationKey(entry),
        facility: names.facility(count.facilityId),
        product: names.product(line.productId),
        location: names.location(line.target.locationId),
        // Of several lots that the count did not tell apart none was looked at by itself.
        lot: line.target.isAssumed ? line.lot : line.target.lot,
        serial: line.target.isAssumed ? line.serial : line.target.serial,
        stockState: line.target.stockState,
        owner: line.target.owner,
        unit: line.unit,
        countedMilli: line.actualQuantityOnHand,
        expectedMilli: line.systemQuantityOnHand,
        round: standing?.round ?? count.round,
        countKind: count.countType === 'HARD_COUNT' ? 'physical' : 'cycle',
        countedAt: line.countedAt ?? at,
        actor: standing?.by[0] ?? line.counters[0] ?? '',
        sourceRef: `run:${count.runId}`,
      }
      return {
        delivery_id: ctx.newId(),
        org_id: count.orgId,
        backend_id: count.backendId,
        facility_id: count.facilityId,
        kind: 'count-observation' as const,
        proposal_id: null,
        after_proposal_id: null,
        idempotency_key: observation.idempotencyKey,
        payload: observationPayload(observation),
        state: 'waiting' as const,
        attempts: 0,
        next_at: at,
        last_message: null,
        created_at: at,
      }
    }),
  )
}

function observationKey({ countedIn }: Observed): string {
  return `count:${countedIn}`
}

async function knownKeys(tx: Tx, counted: readonly Observed[]): Promise<ReadonlySet<string>> {
  if (counted.length === 0) return new Set()
  const rows = await tx
    .selectFrom('delivery')
    .select('idempotency_key')
    .where('idempotency_key', 'in', counted.map(observationKey))
    .execute()
  return new Set(rows.map((row) => row.idempotency_key))
}
