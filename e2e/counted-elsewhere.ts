import { routes } from '@cyclecount/contract'
import type { RunId } from '@cyclecount/domain'
import type { Product } from './product.ts'
import { signedIn } from './signed-in.ts'

/** A machine sends a count of the products that are found so, and HQ approves what differs, with the note. */
export async function countAndApprove(
  product: Product,
  what: { readonly products: string; readonly note: string },
): Promise<RunId> {
  const olga = await signedIn(product.origin, 'olga')
  const maya = await signedIn(product.origin, 'maya')
  const facility = maya.facilities.find(({ code }) => code === 'S12')
  if (!facility) throw new Error('the demo has no store S12')
  const { facilityId } = facility
  const { token } = await olga.call(routes.createMachine, {
    body: { name: 'Acme', scopes: ['send-counts'], facilityIds: [facilityId], expiresInDays: 1 },
  })
  const { areas } = await maya.call(routes.facility, { params: { facilityId } })
  const { products } = await maya.call(routes.searchProducts, { query: { q: what.products, facilityId } })
  const answer = await fetch(`${product.origin}/api/inventory/count`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': 'one',
    },
    body: JSON.stringify({
      facility: 'S12',
      runName: 'Counted elsewhere',
      rows: products.map(({ sku }, index) => ({
        sku,
        location: areas[0]?.locations[0]?.code,
        quantityMilli: 7000 + index * 1000,
        countedAt: Date.now(),
      })),
    }),
  })
  const { runId } = routes.uploadCount.reply.parse(await answer.json())
  await maya.call(routes.reconcile, { params: { runId } })
  const { lines } = await maya.call(routes.review, { params: { runId }, query: { show: 'differing' } })
  const { reasons } = await maya.call(routes.reasons, {})
  const [reason] = reasons
  if (!reason) throw new Error('there is no reason')
  await maya.call(routes.decide, {
    params: { runId },
    body: {
      lines: lines.map(({ varianceId, version }) => ({ varianceId, version })),
      outcome: 'approved',
      reasonId: reason.reasonId,
      note: what.note,
    },
  })
  return runId
}
