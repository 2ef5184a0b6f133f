// "npm run kill:browser -- --times 200 [--seed 7]": counts at full speed in a real Chromium and kills it with SIGKILL, at random
// instants, that many times. Every scan that the page had shown as saved must be on the device afterwards, once, and in the end
// on the server, once. Needs a build.
import { parseArgs } from 'node:util'
import type { SessionId } from '@cyclecount/domain'
import { expect, type CDPSession, type Page } from '@playwright/test'
import { catalogueOf, heldByServer } from './books.ts'
import { planCountDay } from './count-day.ts'
import { startCounting } from './counting.ts'
import { signIn } from './people.ts'
import { openPhone, savedOnDevice, type Phone } from './phone.ts'
import { OUTDOOR } from './planning.ts'
import { startProduct } from './product.ts'
import { idsInSecondCopy } from './second-copy.ts'

const { values } = parseArgs({
  options: { times: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } },
})
const times = Number(values.times)
const chance = chanceOf(Number(values.seed))
/** Half of the codes nobody knows; the others go ahead of the database (rule WA1). Each scan is a line or a step of one. */
const UNKNOWN = Array.from({ length: 12 }, (_, at) => `KILL-${at}`)
/** The page is killed so long after it began to scan, at most. */
const LONGEST_MS = 2_500

interface Told {
  kills: number
  saved: number
  lost: number
  doubled: number
  /** Of what was saved: not in the second copy yet when the browser died. */
  notCopied: number
}

const told: Told = { kills: 0, saved: 0, lost: 0, doubled: 0, notCopied: 0 }
const shown = new Set<string>()
const product = await startProduct({ DEMO_SALES: 'off' })
const codes = [...UNKNOWN]
const phone = await openPhone(product.origin)
try {
  const path = await begin()
  while (told.kills < times) await round(path)
  await compareWithServer()
} finally {
  await phone.dispose()
  await product.dispose()
}
const verdict = told.lost === 0 && told.doubled === 0 ? 'PASSED' : 'FAILED'
process.stdout.write(`${verdict}: ${line()}\n`)
process.exitCode = verdict === 'PASSED' ? 0 : 1

async function begin(): Promise<string> {
  const day = await planCountDay(product.origin, 'Three corners of Harbor Street', [[OUTDOOR, 'ana']])
  const products = [...(await catalogueOf(day.manager, day.facilityId)).values()]
  codes.push(
    ...products.flatMap((known) => known.codes.slice(0, 1).map(([code]) => code)).slice(0, UNKNOWN.length),
  )
  await phone.openPage('/store/')
  await signIn(phone.page(), 'ana@quillmere.example')
  await startCounting(phone.page(), OUTDOOR)
  return new URL(phone.page().url()).pathname
}

/** One life of the browser: half of them without a network, so that kills fall into sending as well as into waiting. */
async function round(path: string): Promise<void> {
  if (chance() < 0.5) await phone.goOffline()
  else await phone.goOnline()
  const page = phone.page()
  await expect(page.getByLabel('Scan or type barcode')).toBeVisible({ timeout: 60_000 })
  const before = shown.size
  await watchSaved(page)
  const life = chance() * LONGEST_MS
  const typing = typeUntilDead(page)
  await new Promise((resolve) => setTimeout(resolve, life))
  await phone.die()
  await typing
  told.kills += 1
  await compareWithDevice(phone, path)
  process.stdout.write(
    `kill ${told.kills} after ${Math.round(life)} ms, ${shown.size - before} scans: ${line()}\n`,
  )
}

/** The page says each scan id that its card shows, as soon as it does: what is told here was shown as saved. */
async function watchSaved(page: Page): Promise<void> {
  await page.exposeFunction('tellSaved', (scanId: string) => {
    shown.add(scanId)
  })
  await page.evaluate(() => {
    const tell = (globalThis as unknown as { tellSaved: (scanId: string) => void }).tellSaved
    const said = new Set<string>()
    const look = (): void => {
      const card = document.querySelector('.cc-scan-card[data-scan]:not([data-result=rejected])')
      const scanId = card?.getAttribute('data-scan')
      if (!scanId || said.has(scanId)) return
      said.add(scanId)
      tell(scanId)
    }
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true })
    look()
  })
}

/** Whole codes at once, one after the other, as fast as the browser takes them. */
async function typeUntilDead(page: Page): Promise<void> {
  try {
    const keys = await page.context().newCDPSession(page)
    for (;;) {
      const code = codes[Math.floor(chance() * codes.length)] ?? ''
      await Promise.all([...code, '\r'].flatMap((key) => pressed(keys, key)))
    }
  } catch {
    // The browser is gone.
  }
}

function pressed(keys: CDPSession, text: string): readonly Promise<unknown>[] {
  const key = text === '\r' ? 'Enter' : text
  const common = { key, windowsVirtualKeyCode: text.codePointAt(0) ?? 0 }
  return [
    keys.send('Input.dispatchKeyEvent', { ...common, type: 'keyDown', text, unmodifiedText: text }),
    keys.send('Input.dispatchKeyEvent', { ...common, type: 'keyUp' }),
  ]
}

/** Looks before the app is there to make up for anything, and then at what it has. */
async function compareWithDevice({ page, openPage }: Phone, path: string): Promise<void> {
  await openPage('/store/mark.svg')
  const copied = new Set(await idsInSecondCopy(page()))
  await openPage(path)
  await expect(page().getByLabel('Scan or type barcode')).toBeVisible({ timeout: 60_000 })
  const acked = await ackedOnDevice(page())
  const log = placesOf(await savedOnDevice(page()))
  judge(log)
  told.notCopied += log.filter(({ deviceSeq, scanId }) => deviceSeq > acked && !copied.has(scanId)).length
}

function ackedOnDevice(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const opening = indexedDB.open('cyclecount')
        opening.onsuccess = () => {
          const reading = opening.result.transaction('sessions').objectStore('sessions').getAll()
          reading.onsuccess = () => {
            opening.result.close()
            resolve(Math.max(...reading.result.map((row: { readonly acked: number }) => row.acked)))
          }
        }
      }),
  )
}

interface Placed {
  readonly scanId: string
  readonly deviceSeq: number
}

function placesOf(events: readonly string[]): readonly Placed[] {
  return events
    .map((event) => event.split(' '))
    .map(([, deviceSeq, scanId]) => ({ scanId: scanId ?? '', deviceSeq: Number(deviceSeq) }))
}

function judge(log: readonly Placed[]): void {
  const ids = log.map(({ scanId }) => scanId)
  const held = new Set(ids)
  told.saved = shown.size
  told.lost = [...shown].filter((scanId) => !held.has(scanId)).length
  const places = new Set(log.map(({ deviceSeq }) => deviceSeq))
  const hasGap = places.size !== Math.max(...places)
  told.doubled = ids.length - held.size + (ids.length - places.size) + (hasGap ? 1 : 0)
}

async function compareWithServer(): Promise<void> {
  await phone.goOnline()
  const saved = await savedOnDevice(phone.page())
  const sessionId = saved[0]?.split(' ')[0] as SessionId
  await expect
    .poll(async () => (await heldByServer(product.dataDir, [sessionId])).length, { timeout: 120_000 })
    .toBe(saved.length)
  const held = await heldByServer(product.dataDir, [sessionId])
  expect(held).toEqual(saved)
  judge(placesOf(held))
}

function line(): string {
  const { kills, saved, lost, doubled, notCopied: late } = told
  return `${kills} kills, ${saved} scans shown as saved, ${lost} lost, ${doubled} doubled; second copy behind by ${late} in all`
}

/** Mulberry32: the same seed, the same kills. */
function chanceOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
