import { demoSales, demoStoryFacility } from '@cyclecount/demo'
import {
  findBin,
  findFacility,
  findProduct,
  listPositions,
  OWN,
  recordMovement,
  type StockPosition,
} from '@cyclecount/ledger'
import type { FacilityId } from '@cyclecount/domain'
import type { ApiContext } from '../context.ts'
import type { DemoBooks } from './seed-demo.ts'

const EVERY_MS = 6000
/** The small store's positions fit in one page many times over. */
const MOST_POSITIONS = 20_000

/** A sale every few seconds at the small store, so that it can be seen how a store that sells is counted. */
export function startSales(ctx: ApiContext, books: DemoBooks): () => void {
  const next = demoSales(books)
  let underWay = false
  const sell = async () => {
    const facilityId = await findFacility(ctx.ledger, demoStoryFacility)
    if (facilityId === null) return
    const positions = await listPositions(ctx.ledger, { facilityId, limit: MOST_POSITIONS })
    const sale = next({
      facility: demoStoryFacility,
      at: ctx.engine.now(),
      positions: positions.flatMap((position) => sellable(position)),
    })
    if (sale !== null) await book(ctx, facilityId, sale)
  }
  const timer = setInterval(() => {
    if (underWay) return
    underWay = true
    sell()
      .catch((error: unknown) => ctx.log.warn({ err: error }, 'the demo could not sell'))
      .finally(() => {
        underWay = false
      })
  }, EVERY_MS)
  return () => clearInterval(timer)
}

function sellable(position: StockPosition) {
  if (position.binCode === null || position.stockState !== 'available' || position.owner !== OWN) return []
  const { sku, lot, serial, quantityMilli } = position
  return [{ facility: demoStoryFacility, bin: position.binCode, sku, lot, serial, quantityMilli }]
}

type Sale = NonNullable<ReturnType<ReturnType<typeof demoSales>>>

async function book(ctx: ApiContext, facilityId: FacilityId, sale: Sale): Promise<void> {
  const productId = await findProduct(ctx.ledger, sale.sku)
  const binId = await findBin(ctx.ledger, facilityId, sale.bin)
  if (productId === null || binId === null) return
  await recordMovement(ctx.ledger, {
    facilityId,
    productId,
    binId,
    lot: sale.lot,
    serial: sale.serial,
    owner: OWN,
    kind: 'sale',
    stockState: 'available',
    quantityMilli: sale.quantityMilli,
    unitCost: null,
    reason: sale.reason,
    actor: 'till',
    comment: '',
    sourceRef: sale.sourceRef,
    occurredAt: sale.at,
    idempotencyKey: sale.sourceRef,
  })
}
