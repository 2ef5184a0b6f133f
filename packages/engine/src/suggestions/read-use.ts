import { BackendUnavailable, type BackendAdapter } from '@cyclecount/backend-port'
import { fail } from '@cyclecount/contract'
import { costOf, type FacilityId, type OrgId, type ProductId } from '@cyclecount/domain'
import type { MirroredPlace } from '../company/mirror.ts'
import type { EngineContext } from '../context.ts'
import { eachChunk } from '../reconcile/chunks.ts'
import { externalFacility, idsOf } from '../reconcile/read-book.ts'
import { transact } from '../transact.ts'
import { say } from '../words/say.ts'

const YEAR_MS = 365 * 24 * 60 * 60 * 1000
const ROWS_AT_ONCE = 1000
/** What of a movement's kinds is use: what customers took, less what they brought back. */
const USED = new Set(['sale', 'return'])

/** How the book was read: when, and whether it told what moved. */
export interface UseRead {
  readonly readAt: number
  readonly knowsMovements: boolean
}

interface Use {
  onHandMilli: number
  lowestMilli: number
  valueMicros: bigint | null
  /** Of which the value is; what lies there and has a cost. */
  costedMilli: number
  outMilli: number
  lastOutAt: number | null
}

/**
 * Reads what lies at the facility and what was used of it in the year before, page by page, and keeps the sums per product. Fails with
 * `busy` where the backend does not answer.
 */
export async function readUse(ctx: EngineContext, orgId: OrgId, place: MirroredPlace): Promise<UseRead> {
  const adapter = ctx.adapterOf(place.backendId)
  const facility = await externalFacility(ctx, place)
  const products = await idsOf<ProductId>(ctx, place.backendId, 'product')
  try {
    const uses = new Map<ProductId, Use>()
    const useOf = (external: string): Use | null => {
      const productId = products.get(external)
      if (productId === undefined) return null
      const held = uses.get(productId) ?? nothing()
      uses.set(productId, held)
      return held
    }
    const { readAt, mark } = await addOnHand(adapter, facility, useOf)
    const knowsMovements = adapter.capabilities.movements && mark !== null
    if (mark !== null && knowsMovements)
      await addUse(adapter, { facility, mark, since: readAt - YEAR_MS }, useOf)
    await keep(ctx, { orgId, facilityId: place.facilityId, readAt }, uses)
    return { readAt, knowsMovements }
  } catch (error) {
    if (!(error instanceof BackendUnavailable)) throw error
    return fail('busy', say('backend.busy', { why: error.message }))
  }
}

function nothing(): Use {
  return {
    onHandMilli: 0,
    lowestMilli: 0,
    valueMicros: null,
    costedMilli: 0,
    outMilli: 0,
    lastOutAt: null,
  }
}

async function addOnHand(
  adapter: BackendAdapter,
  facility: string,
  useOf: (product: string) => Use | null,
): Promise<{ readonly readAt: number; readonly mark: string | null }> {
  let cursor: string | null = null
  let first: { readonly readAt: number; readonly mark: string | null } | null = null
  do {
    const page = await adapter.onHand(facility, cursor)
    first ??= page
    if (page.mark !== first.mark) throw new BackendUnavailable(say('backend.pagesDiffer'))
    for (const { product, onHandMilli, unitCost } of page.rows) {
      const use = useOf(product)
      if (!use) continue
      use.onHandMilli += onHandMilli
      use.lowestMilli = Math.min(use.lowestMilli, onHandMilli)
      if (unitCost === null || onHandMilli <= 0) continue
      use.costedMilli += onHandMilli
      use.valueMicros = (use.valueMicros ?? 0n) + costOf(unitCost, onHandMilli)
    }
    cursor = page.next
  } while (cursor !== null)
  return { readAt: first.readAt, mark: first.mark }
}

async function addUse(
  adapter: BackendAdapter,
  request: { readonly facility: string; readonly mark: string; readonly since: number },
  useOf: (product: string) => Use | null,
): Promise<void> {
  let cursor: string | null = null
  do {
    const page = await adapter.movements({ ...request, cursor })
    for (const { product, kind, quantityMilli, occurredAt } of page.rows) {
      const use = USED.has(kind) ? useOf(product) : null
      if (!use) continue
      use.outMilli -= quantityMilli
      if (quantityMilli < 0) use.lastOutAt = Math.max(use.lastOutAt ?? 0, occurredAt)
    }
    cursor = page.next
  } while (cursor !== null)
}

/** In short transactions; what the book no longer names is taken out. */
async function keep(
  ctx: EngineContext,
  of: { readonly orgId: OrgId; readonly facilityId: FacilityId; readonly readAt: number },
  uses: ReadonlyMap<ProductId, Use>,
): Promise<void> {
  await eachChunk([...uses], ROWS_AT_ONCE, async (chunk) => {
    const rows = chunk.map(([productId, use]) => {
      const outMilli = Math.max(0, use.outMilli)
      return {
        facility_id: of.facilityId,
        product_id: productId,
        org_id: of.orgId,
        on_hand_milli: use.onHandMilli,
        lowest_milli: use.lowestMilli,
        value_micros: use.valueMicros,
        out_milli: outMilli,
        // At what lies there costs on average.
        out_micros:
          use.valueMicros === null
            ? null
            : costOf({ valueMicros: use.valueMicros, perMilli: use.costedMilli, currency: '' }, outMilli),
        last_out_at: use.lastOutAt,
        read_at: of.readAt,
      }
    })
    await transact(ctx, (tx) => ctx.db.rows.put(tx, 'product_use', USE_COLUMNS, rows))
  })
  await transact(ctx, (tx) =>
    tx
      .deleteFrom('product_use')
      .where('facility_id', '=', of.facilityId)
      .where('read_at', '<', of.readAt)
      .execute(),
  )
}

const USE_COLUMNS = [
  'on_hand_milli',
  'lowest_milli',
  'value_micros',
  'out_milli',
  'out_micros',
  'last_out_at',
  'read_at',
] as const
