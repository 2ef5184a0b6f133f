import { fail, type SendSignalsBody, type SignalEventsBody } from '@cyclecount/contract'
import type { FacilityId, ProductId, Sentence } from '@cyclecount/domain'
import { appendAudit } from '../audit/chain.ts'
import type { EngineContext, Tx } from '../context.ts'
import { requestSuggestions } from '../jobs/request-job.ts'
import { chunksOf } from '../reconcile/chunks.ts'
import type { Reply } from '../reports/reply.ts'
import { transact } from '../transact.ts'
import { say } from '../words/say.ts'
import { causeOfMachine, type MachineActor } from './actor.ts'
import { facilityOfMachine } from './facility.ts'
import { once } from './once.ts'

const ROWS_AT_ONCE = 500
/** Clocks differ by so much. */
const AHEAD_MS = 5 * 60_000

interface GivenSignal {
  /** What a fault of it is called. */
  readonly path: string
  readonly facilityId: FacilityId | null
  readonly kind: 'order-rejected' | 'short-pick'
  readonly sku: string
  readonly occurredAt: number
  readonly reference: string
  readonly quantityMilli: number | null
}

/**
 * Takes in refused orders and short picks, all or none, in one transaction with the note of the key, and has the facility's suggestions worked
 * out. The same reference of a product, whoever sends it again, changes nothing.
 */
export async function takeSignals(
  ctx: EngineContext,
  machine: MachineActor,
  key: string,
  body: SendSignalsBody,
): Promise<Reply<'sendSignals'>> {
  const facilityId = await facilityOfMachine(ctx, machine, body.facility)
  const given = body.signals.map((signal, index) => ({
    ...signal,
    path: `body.signals.${index}`,
    facilityId,
    quantityMilli: signal.quantityMilli ?? null,
  }))
  const { reply } = await once(ctx, machine, { route: 'sendSignals', key, body }, (tx) =>
    insert(ctx, tx, machine, given),
  )
  return reply
}

const kindOf = { 'order.rejected': 'order-rejected', 'pick.short': 'short-pick' } as const

/** The same from events: an event that comes again, by its source and id, changes nothing. */
export async function takeSignalEvents(
  ctx: EngineContext,
  machine: MachineActor,
  events: SignalEventsBody,
): Promise<Reply<'sendSignalEvents'>> {
  const places = await ctx.db.read
    .selectFrom('facility')
    .select(['facility_id', 'code'])
    .where('org_id', '=', machine.orgId)
    .where('facility_id', 'in', machine.facilities)
    .execute()
  const byCode = new Map(places.map((row) => [row.code, row.facility_id]))
  const given = events.map(({ id, source, type, time, data }, index) => ({
    path: `body.${index}`,
    facilityId: byCode.get(data.facility) ?? null,
    kind: kindOf[type],
    sku: data.sku,
    occurredAt: Date.parse(time),
    reference: `${source} ${id}`,
    quantityMilli: data.quantityMilli ?? null,
  }))
  return transact(ctx, (tx) => insert(ctx, tx, machine, given))
}

async function insert(
  ctx: EngineContext,
  tx: Tx,
  machine: MachineActor,
  given: readonly GivenSignal[],
): Promise<Reply<'sendSignals'>> {
  const products = await productsOf(tx, machine, given)
  const now = ctx.now()
  const faults = given.flatMap((signal) => faultsOf(signal, products, now))
  if (faults.length > 0) fail('bad-request', say('signal.wrong'), faults)
  const rows = given.flatMap(({ facilityId, sku, kind, occurredAt, reference, quantityMilli }) => {
    const productId = products.get(sku)
    if (facilityId === null || productId === undefined) return []
    return [
      {
        signal_id: ctx.newId(),
        org_id: machine.orgId,
        facility_id: facilityId,
        kind,
        product_id: productId,
        quantity_milli: quantityMilli,
        occurred_at: occurredAt,
        reference,
        machine_id: machine.machineId,
        received_at: now,
      },
    ]
  })
  const taken: FacilityId[] = []
  for (const some of chunksOf(rows, ROWS_AT_ONCE)) {
    const kept = await tx
      .insertInto('count_signal')
      .values(some)
      .onConflict((conflict) => conflict.doNothing())
      .returning('facility_id')
      .execute()
    taken.push(...kept.map((row) => row.facility_id))
  }
  for (const [facilityId, { length }] of Map.groupBy(taken, (id) => id)) {
    await requestSuggestions(tx, ctx, { orgId: machine.orgId, facilityId })
    await appendAudit(tx, causeOfMachine(machine), [
      {
        facilityId,
        at: now,
        tag: 'signals.taken',
        subjectKind: 'facility',
        subjectId: facilityId,
        after: { machineId: machine.machineId, signals: length },
      },
    ])
  }
  return { taken: taken.length, before: rows.length - taken.length }
}

function faultsOf(
  { path, facilityId, sku, occurredAt }: GivenSignal,
  products: ReadonlyMap<string, ProductId>,
  now: number,
): readonly { readonly path: string; readonly message: Sentence }[] {
  return [
    ...(facilityId === null ? [{ path: `${path}.data.facility`, message: say('signal.facility') }] : []),
    ...(products.has(sku) ? [] : [{ path: `${path}.sku`, message: say('signal.sku') }]),
    ...(occurredAt > now + AHEAD_MS ? [{ path: `${path}.occurredAt`, message: say('signal.future') }] : []),
  ]
}

async function productsOf(
  tx: Tx,
  machine: MachineActor,
  given: readonly GivenSignal[],
): Promise<ReadonlyMap<string, ProductId>> {
  const found = new Map<string, ProductId>()
  for (const some of chunksOf([...new Set(given.map(({ sku }) => sku))], ROWS_AT_ONCE)) {
    const rows = await tx
      .selectFrom('product')
      .select(['sku', 'product_id'])
      .where('org_id', '=', machine.orgId)
      .where('sku', 'in', some)
      .execute()
    for (const row of rows) found.set(row.sku, row.product_id)
  }
  return found
}
