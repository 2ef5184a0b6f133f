import { routes } from '@cyclecount/contract'
import { expect, test } from '@playwright/test'
import { planCountDay } from './count-day.ts'
import { enrolHandheld } from './handheld.ts'
import { OUTDOOR } from './planning.ts'
import { startProduct } from './product.ts'
import { signedIn } from './signed-in.ts'

/** What a big count leaves on a device that had no network for days. */
const SCANS = 50_000

test('SYNC-1 SYNC-5 [OB5] 50,000 scans that wait go over a network that fails at every second turn: each try gets further, all count once', async () => {
  test.setTimeout(240_000)
  const product = await startProduct({ DEMO_SALES: 'off' })
  try {
    const day = await planCountDay(product.origin, 'Days without a network', [[OUTDOOR, 'ana']])
    const ana = await signedIn(product.origin, 'ana')
    const handheld = await enrolHandheld(product.origin, ana, day.facilityId)
    const { areas } = await ana.call(routes.myAreas, {})
    const area = areas.find(({ runId }) => runId === day.runId)
    const [bin] = area?.locations ?? []
    if (!area || !bin) throw new Error('ana was given nothing to count')
    const codes = [...handheld.products.values()].flatMap(({ codes: of }) => of.slice(0, 1)).slice(0, 300)
    const { assignmentId, runId, facilityId, areaId } = area
    const sessionId = await handheld.start({ assignmentId, runId, facilityId, areaId })
    for (let at = 0; at < SCANS; at += 1)
      await handheld.scan(sessionId, codes[at % codes.length]?.[0] ?? '', bin.locationId)

    const reached = [0]
    for (let isSent = false; !isSent;) {
      isSent = await handheld.sendOnce()
      const acknowledged = (await handheld.acknowledged()).get(sessionId) ?? 0
      expect(acknowledged).toBeGreaterThanOrEqual(reached.at(-1) ?? 0)
      reached.push(acknowledged)
    }
    expect(reached.at(-1)).toBe(SCANS + 1)
    // It took many tries, and hardly one was for nothing.
    expect(reached.length).toBeGreaterThan(20)
    expect(new Set(reached).size).toBeGreaterThan(reached.length / 2)
    expect([...handheld.network.met.keys()].toSorted()).toEqual([
      'down',
      'fine',
      'lost',
      'old-again',
      'twice',
    ])

    const { areas: counted } = await day.manager(routes.progress, { params: { runId: day.runId } })
    const sessions = counted.flatMap((each) => each.sessions)
    expect(sessions.map(({ scans }) => scans)).toEqual([SCANS])
  } finally {
    await product.dispose()
  }
})
