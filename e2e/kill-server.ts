import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { parseCode } from '@cyclecount/barcode'
import { routes } from '@cyclecount/contract'
import { planCountDay } from './count-day.ts'
import { enrolHandheld, type Handheld } from './handheld.ts'
import { checkHeld, holdsAcknowledged, integrityOf, type Counter } from './kill-check.ts'
import { startProduct } from './product.ts'
import { signedIn } from './signed-in.ts'

/**
 * SIGKILLs the API process again and again while several devices send to it over a network that loses, repeats and reorders, and
 * starts it anew. At the end everything that a device saved is on the server once, and after every kill everything that had been
 * acknowledged: SYNC-1, SYNC-2, OPS-2. `npm run kill:server -- --times 200 --seed 7`
 */
const { values } = parseArgs({
  options: { times: { type: 'string', default: '20' }, seed: { type: 'string', default: '1' } },
})
const times = Number(values.times)
const chance = seeded(Number(values.seed))

const CREW = [
  ['Outdoor wall', 'ana'],
  ['Pantry corner', 'ben'],
  ['Clothing and boots', 'chloe'],
  ['Stock room upstairs', 'farah'],
] as const
/** Beyond this a device rests until the server has caught up, so that there is always something to send and never too much. */
const MOST_WAITING = 3_000
const MOST_BEFORE_KILL_MS = 900

/** A busy machine is slow, not wrong. */
const PATIENCE_MS = 600_000

const product = await startProduct(
  // What was compiled once is not compiled at every start.
  { DEMO_SALES: 'off', LOG_LEVEL: 'silent', NODE_COMPILE_CACHE: join(tmpdir(), 'cyclecount-kill-cache') },
  PATIENCE_MS,
)
const over = new AbortController()
try {
  const { runId, facilityId } = await planCountDay(product.origin, 'Under fire', CREW)
  const crew: Counter[] = []
  for (const [, login] of CREW) {
    const who = await signedIn(product.origin, login)
    const handheld = await enrolHandheld(product.origin, who, facilityId)
    const { areas } = await who.call(routes.myAreas, {})
    const area = areas.find((held) => held.runId === runId)
    const locationId = area?.locations[0]?.locationId
    if (!area || !locationId) throw new Error(`${login} has no area`)
    const sessionId = await handheld.start(area)
    crew.push({ handheld, sessionId, locationId })
  }
  const codes = [...(crew[0]?.handheld.products.values() ?? [])].flatMap(({ codes: all }) =>
    all.map(([code]) => code),
  )
  const working = crew.flatMap((counter) => [capture(counter, codes), send(counter.handheld)])
  const startedAt = Date.now()
  let checked = 0
  let kills = 0
  // Ctrl+C ends it early, and everything so far is looked at.
  const enough = new AbortController()
  process.once('SIGINT', () => enough.abort())
  while (kills < times && !enough.signal.aborted) {
    kills += 1
    // Most kills hit a server that is taking scans in; the others hit it wherever it is in waking up.
    if (chance() < 0.8) await untilMore(crew)
    await rest(chance() * MOST_BEFORE_KILL_MS)
    await product.kill()
    const promised = await Promise.all(crew.map((counter) => counter.handheld.acknowledged()))
    await product.start()
    checked += await holdsAcknowledged(product.dataDir, promised)
    if (kills % 10 === 0) console.log(`${kills} kills, ${checked} acknowledgements looked up`)
  }
  over.abort()
  await Promise.all(working)
  const { events, units } = await checkHeld(product.dataDir, crew)
  const integrity = integrityOf(product.dataDir)
  const seconds = Math.round((Date.now() - startedAt) / 1000)
  console.log(
    `${kills} kills of the server in ${seconds} s, seed ${values.seed}: ${events} events of ${crew.length} devices saved, each on the ` +
      `server exactly once; ${units} units counted, as the log folds; ${checked} acknowledged events looked up after kills, none missing; ` +
      `integrity_check ${integrity}.`,
  )
} finally {
  over.abort()
  await product.dispose()
}

/** Scans known and unknown codes and takes some back, until it is over. */
async function capture(
  { handheld, sessionId, locationId }: Counter,
  codes: readonly string[],
): Promise<void> {
  for (let made = 1; !over.signal.aborted; made += 1) {
    const code =
      made % 60 === 0 ? `NOBODY-KNOWS-${made % 7}` : (codes[Math.floor(chance() * codes.length)] ?? '')
    const none = { lot: null, serial: null, expiry: null, statedMilli: null, weightMilli: null }
    const codeKey = parseCode(code).key
    const { scanId } = await handheld.capture(sessionId, { kind: 'scan', code, codeKey, ...none, locationId })
    if (made % 40 === 0) await handheld.capture(sessionId, { kind: 'void', target: scanId })
    if (made % 10 > 0) continue
    const acknowledged = (await handheld.acknowledged()).get(sessionId) ?? 0
    await rest(made - acknowledged > MOST_WAITING ? 100 : 20)
  }
}

async function send(handheld: Handheld): Promise<void> {
  for (let done = false; !done || !over.signal.aborted;) {
    done = await handheld.sendOnce()
    await rest(done ? 5 : 25)
  }
}

/** Until the server has acknowledged more than it had, on a machine of any speed. */
async function untilMore(crew: readonly Counter[]): Promise<void> {
  const sum = async () => {
    const far = await Promise.all(crew.map(({ handheld }) => handheld.acknowledged()))
    return far.flatMap((ofDevice) => [...ofDevice.values()]).reduce((total, through) => total + through, 0)
  }
  const before = await sum()
  while ((await sum()) === before) await rest(5)
}

function rest(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}

/** mulberry32: the same seed kills at the same pauses. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
