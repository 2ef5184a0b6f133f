import { routes } from '@cyclecount/contract'
import { plainStock, type FacilityId, type LocationId, type RunId } from '@cyclecount/domain'
import { bookOf, catalogueOf, type BookLine, type Product } from './books.ts'
import { enrolHandheld } from './handheld.ts'
import { OUTDOOR } from './planning.ts'
import type { SignedIn } from './signed-in.ts'

export interface SmallCount {
  readonly runId: RunId
  /** Two of it lie in the bin of the second. */
  readonly strayed: BookLine
  readonly asBooked: BookLine
  /** One of it is missing. */
  readonly short: BookLine
}

/** Three items of one area are counted with a handheld and submitted: two pieces of the first lie in the bin of the second, one of the third is missing. */
export async function countThree(
  origin: string,
  manager: SignedIn,
  counter: SignedIn,
  facilityId: FacilityId,
): Promise<SmallCount> {
  const { lines, areaId, binIds } = await threeLines(manager, counter, facilityId)
  const [strayed, asBooked, short] = lines
  if (!strayed || !asBooked || !short) throw new Error('the area has too few items to count')
  const { runId } = await manager.call(routes.createRun, {
    body: {
      name: 'A few of the outdoor wall',
      facilityId,
      countType: 'DIRECTED_COUNT',
      blind: true,
      dueLocal: null,
      items: lines.map(({ product }) => product.productId),
    },
  })
  await manager.call(routes.assign, {
    params: { runId },
    body: { assignments: [{ areaId, personId: counter.personId }] },
  })
  const handheld = await enrolHandheld(origin, counter, facilityId)
  const { areas } = await counter.call(routes.myAreas, {})
  const assignmentId = areas.find((area) => area.runId === runId)?.assignmentId
  if (assignmentId === undefined) throw new Error('the counter has no area')
  const sessionId = await handheld.start({ assignmentId, runId, facilityId, areaId })
  const set = async ({ product }: BookLine, bin: string, quantityMilli: number): Promise<void> => {
    const line = lineRef(product, binIds.get(bin) ?? null)
    await handheld.capture(sessionId, { kind: 'set', line, packUnits: 1, quantityMilli })
  }
  await set(strayed, strayed.bin, strayed.onHandMilli - 2000)
  await set(strayed, asBooked.bin, 2000)
  await set(asBooked, asBooked.bin, asBooked.onHandMilli)
  await set(short, short.bin, short.onHandMilli - 1000)
  await handheld.capture(sessionId, { kind: 'submit' })
  await handheld.send()
  return { runId, strayed, asBooked, short }
}

/** Items that lie in one bin of the area each, in three bins, and nowhere else. */
async function threeLines(manager: SignedIn, counter: SignedIn, facilityId: FacilityId) {
  const { areas } = await manager.call(routes.facility, { params: { facilityId } })
  const area = areas.find(({ name }) => name === OUTDOOR)
  if (!area) throw new Error('the facility has no such area')
  const binIds = new Map(area.locations.map(({ code, locationId }) => [code, locationId]))
  const everywhere = new Set(areas.flatMap(({ locations }) => locations.map(({ code }) => code)))
  const catalogue = await catalogueOf(counter.call, facilityId)
  const book = await bookOf(manager.call, facilityId, catalogue, everywhere)
  const byProduct = Map.groupBy(book, ({ product }) => product.productId)
  const once = [...byProduct.values()].flatMap((lines) => (lines.length === 1 ? lines : []))
  const plain = once.filter(
    ({ bin, product, onHandMilli }) =>
      binIds.has(bin) && product.tracking === 'none' && !product.decimals && onHandMilli >= 4000,
  )
  const lines = [...new Map(plain.map((line) => [line.bin, line])).values()].slice(0, 3)
  return { lines, areaId: area.areaId, binIds }
}

function lineRef(product: Product, locationId: LocationId | null) {
  const { stockState, owner } = plainStock
  const what = {
    productId: product.productId,
    code: null,
    codeKey: null,
    lot: null,
    serial: null,
    expiry: null,
  }
  return { ...what, stockState, owner, unit: product.unit, locationId }
}
