import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ProblemError, routes } from '@cyclecount/contract'
import { iowaIsAbsent } from '@cyclecount/ledger/iowa-fixture'
import { expect, test } from '@playwright/test'
import { runScript } from './command.ts'
import { enrolHandheld, type Handheld } from './handheld.ts'
import { expectBook, expectCards, skuLines } from './iowa-books.ts'
import { countAreas, FOREIGN, RELABELLED } from './iowa-count.ts'
import { approveAll, differing, matchRelabelled, planned, rejectForeign, settled } from './iowa-review.ts'
import { STORE, writeIowaStore } from './iowa-store.ts'
import { freePort, startProduct } from './product.ts'
import { signedIn, type SignedIn } from './signed-in.ts'

if (iowaIsAbsent !== null) console.log(iowaIsAbsent)

test.describe('a real retailer', () => {
  test.skip(iowaIsAbsent !== null, iowaIsAbsent ?? '')
  // Half a minute alone; a busy machine of two cores is slow, not wrong.
  test.setTimeout(240_000)
  let folder: string
  test.beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cyclecount iowa '))
  })
  test.afterAll(() => rm(folder, { recursive: true, force: true }))

  test('REC-1 REC-2 REC-3 REC-7 ADJ-3 SYNC-1 BACK-6 EXEC-5 is imported whole or not at all, and a store of it is counted to the last bottle', async () => {
    const files = join(folder, 'retailer')
    const data = { DATA_DIR: join(folder, 'data') }
    const store = await writeIowaStore(files)
    const env = { ...data, PORT: String(await freePort()) }
    const refused = await withTwoMistakes(files, () => runScript('import-retailer', files, env))
    expect(refused.exitCode).toBe(1)
    expect(refused.printed).toContain('Nothing was imported: 2 errors.')
    expect(refused.printed).toContain('on_hand.csv, line 5, quantity')
    expect(refused.printed).toContain('on_hand.csv, line 9, facility')
    const imported = await runScript('import-retailer', files, env)
    expect(imported).toMatchObject({
      exitCode: 0,
      printed: expect.stringMatching(/reading products\.csv: \d+[^]*Imported: 5/),
    })

    const product = await startProduct({ ...data, DEMO_SALES: 'off' })
    try {
      const manager = await signedIn(product.origin, 'dmitri')
      const counters = [await signedIn(product.origin, 'ana'), await signedIn(product.origin, 'ben')]
      const { runId, facilityId } = await planned(manager, counters, STORE)

      const rounds = await Promise.all(
        counters.map(async (counter) => {
          const handheld = await enrolHandheld(product.origin, counter, facilityId)
          const { areas } = await counter.call(routes.myAreas, {})
          const mine = areas.filter((area) => area.runId === runId)
          return { counter, handheld, round: await countAreas(handheld, mine, store) }
        }),
      )
      for (const { handheld, round } of rounds) {
        expect(round.cases).toBeGreaterThan(1)
        expect(Math.min(...handheld.network.met.values())).toBeGreaterThan(1)
        expect(handheld.network.met.size).toBe(5)
      }
      const met = (name: 'ambiguous' | 'matches' | 'unknown' | 'byName') =>
        rounds.reduce((sum, { round }) => sum + round[name], 0)
      expect(met('ambiguous')).toBeGreaterThan(0)
      expect(met('matches')).toBeGreaterThan(0)
      expect([met('unknown'), met('byName')]).toEqual([2, expect.any(Number)])
      expect(met('byName')).toBeGreaterThanOrEqual(3)
      for (const { counter, handheld } of rounds) await expectHeldOnce(counter, handheld)

      await expect
        .poll(async () => (await manager.call(routes.run, { params: { runId } })).status, { timeout: 60_000 })
        .toBe('reviewing')
      await matchRelabelled(manager, runId, store, RELABELLED)
      const expected = store.lines.filter(({ booked, lies }) => booked !== lies)
      expect(expected.length).toBeGreaterThan(15)
      const found = await differing(manager, runId)
      expect(found.products).toEqual(
        new Map(
          expected.map((line) => [
            `${line.sku} ${line.bin}`,
            { units: line.lies - line.booked, state: stateOf(line, store.emptyBin) },
          ]),
        ),
      )
      expect(found.codes).toEqual([FOREIGN])
      expect(await skuLines(manager, runId)).toEqual(totalsOf(store.lines))

      const own = approveAll(counters[0] ?? manager, runId)
      await expect(own).rejects.toThrow(ProblemError)
      await rejectForeign(manager, runId)
      expect(await approveAll(manager, runId)).toBe(expected.length)
      await expect
        .poll(() => settled(manager, runId), { timeout: 60_000 })
        .toEqual({ pending: 0, asked: 0, accepted: expected.length, rejected: 0, failed: 0 })
      await expectBook(manager, facilityId, store.lines)
      await expectCards(manager, facilityId, runId, expected)

      const again = await manager.call(routes.reconcile, { params: { runId } })
      expect(again.differing).toBe(found.products.size + found.codes.length)
      expect((await differing(manager, runId)).products).toEqual(new Map())
      expect(await settled(manager, runId)).toMatchObject({ pending: 0, accepted: expected.length })
      await expectBook(manager, facilityId, expected)
      const scans = rounds.reduce((sum, { round }) => sum + round.scans, 0)
      const description = `${store.lines.length} lines, ${scans} scans, ${expected.length} variances`
      test.info().annotations.push({ type: 'counted', description })
    } finally {
      await product.dispose()
    }
  })
})

/** A quantity that is none and a facility that is not there, for as long as the work takes. */
async function withTwoMistakes<T>(files: string, work: () => Promise<T>): Promise<T> {
  const stock = join(files, 'on_hand.csv')
  const right = await readFile(stock, 'utf8')
  const lines = right.split('\n')
  lines[4] = (lines[4] ?? '').replace(/,\d+$/, ',many')
  lines[8] = `9999${(lines[8] ?? '').slice(4)}`
  await writeFile(stock, lines.join('\n'))
  const done = await work()
  await writeFile(stock, right)
  return done
}

interface Told {
  readonly sku: string
  readonly bin: string
  readonly booked: number
  readonly lies: number
  readonly how: string
}

function stateOf({ bin, how }: Told, emptyBin: string): string {
  if (bin === emptyBin) return 'confirmed-empty'
  return how === 'unseen' ? 'not-found' : 'counted'
}

/** Per SKU over all its bins, in units. */
function totalsOf(lines: readonly Told[]): ReadonlyMap<string, { counted: number; expected: number }> {
  const totals = new Map<string, { counted: number; expected: number }>()
  for (const { sku, booked, lies, how } of lines) {
    if (booked === 0 && lies === 0 && how !== 'zero') continue
    const before = totals.get(sku) ?? { counted: 0, expected: 0 }
    totals.set(sku, { counted: before.counted + lies, expected: before.expected + booked })
  }
  return totals
}

/** Every scan that was saved on the device is on the server exactly once, as it was captured. */
async function expectHeldOnce({ call }: SignedIn, handheld: Handheld): Promise<void> {
  for (const [sessionId, saved] of await handheld.saved()) {
    const held = []
    let after: string | undefined
    for (let more = true; more;) {
      const page = await call(routes.sessionLog, { params: { sessionId }, query: { after } })
      if (page.refetch) throw new Error('the log is another one')
      held.push(...page.events)
      after = String(page.cursor)
      more = page.more
    }
    expect(held.toSorted((a, b) => a.deviceSeq - b.deviceSeq)).toEqual(saved)
  }
}
