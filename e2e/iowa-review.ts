import { parseCode } from '@cyclecount/barcode'
import { routes, type Review } from '@cyclecount/contract'
import type { FacilityId, RunId } from '@cyclecount/domain'
import type { IowaStore } from './iowa-store.ts'
import type { SignedIn } from './signed-in.ts'

/** The manager plans a count of the whole store and shares its zones out between the counters. */
export async function planned(
  manager: SignedIn,
  counters: readonly SignedIn[],
  code: string,
): Promise<{ readonly runId: RunId; readonly facilityId: FacilityId }> {
  const facilityId = manager.facilities.find((facility) => facility.code === code)?.facilityId
  if (facilityId === undefined) throw new Error(`the manager has no facility ${code}`)
  const { runId } = await manager.call(routes.createRun, {
    body: {
      name: 'Whole store',
      facilityId,
      countType: 'HARD_COUNT',
      blind: true,
      dueLocal: null,
      items: [],
    },
  })
  const { areas } = await manager.call(routes.facility, { params: { facilityId } })
  await manager.call(routes.assign, {
    params: { runId },
    body: {
      assignments: areas.flatMap(({ areaId }, index) => {
        const counter = counters[index % counters.length]
        return counter ? [{ areaId, personId: counter.personId }] : []
      }),
    },
  })
  return { runId, facilityId }
}

/** The open lines that differ: of products by SKU and bin, in units, and codes that mean no product. */
export async function differing({ call }: SignedIn, runId: RunId) {
  const lines = await openLines(call, runId)
  return {
    products: new Map(
      lines
        .filter((line) => line.productId !== null)
        .map((line) => [
          `${line.sku} ${line.locationCode}`,
          { units: line.varianceMilli / 1000, state: line.countedState },
        ]),
    ),
    codes: lines.filter((line) => line.productId === null).map((line) => line.title),
  }
}

/** Says of the code on the relabelled piece which product it is. */
export async function matchRelabelled(
  { call }: SignedIn,
  runId: RunId,
  store: IowaStore,
  code: string,
): Promise<void> {
  const sku = store.lines.find(({ how }) => how === 'relabelled')?.sku
  const { codes } = await call(routes.unknownCodes, { params: { runId } })
  const unknown = codes.find((row) => row.codeKey === parseCode(code).key)
  const { products } = await call(routes.searchProducts, { query: { q: sku ?? '' } })
  const product = products.find((row) => row.sku === sku)
  if (!unknown || !product) throw new Error('the code on the relabelled piece is not among the unknown ones')
  const { sessionId, codeKey } = unknown
  await call(routes.matchCode, {
    params: { runId },
    body: { sessionId, codeKey, productId: product.productId, packUnits: 1 },
  })
}

/** Approves every open line of a product that differs, in one decision; answers how many proposals that made. */
export async function approveAll({ call }: SignedIn, runId: RunId): Promise<number> {
  const lines = (await openLines(call, runId)).filter((line) => line.productId !== null)
  return decideAll(call, runId, lines, 'approved')
}

export async function rejectForeign({ call }: SignedIn, runId: RunId): Promise<void> {
  const lines = (await openLines(call, runId)).filter((line) => line.productId === null)
  await decideAll(call, runId, lines, 'rejected')
}

async function decideAll(
  call: SignedIn['call'],
  runId: RunId,
  lines: Review['lines'],
  outcome: 'approved' | 'rejected',
): Promise<number> {
  const { reasons } = await call(routes.reasons, {})
  const reason = reasons.find(({ code }) => code === 'lost') ?? reasons[0]
  if (!reason) throw new Error('there is no reason to give')
  const { proposals } = await call(routes.decide, {
    params: { runId },
    body: {
      lines: lines.map(({ varianceId, version }) => ({ varianceId, version })),
      outcome,
      reasonId: reason.reasonId,
      note: 'looked twice',
    },
  })
  return proposals
}

/** How many proposals of the run the backend took, by status. */
export async function settled({ call }: SignedIn, runId: RunId) {
  return (await call(routes.proposals, { query: { runId } })).counts
}

async function openLines(call: SignedIn['call'], runId: RunId): Promise<Review['lines']> {
  const lines: Review['lines'] = []
  let cursor: string | undefined
  do {
    const page = await call(routes.review, {
      params: { runId },
      query: { cursor, status: 'open', show: 'differing' },
    })
    lines.push(...page.lines)
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
  return lines
}
