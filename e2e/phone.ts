import { cp, readdir, readFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { chromium, expect, type BrowserContext, type Page } from '@playwright/test'
import { CHROMIUM } from './chromium.ts'
import { openLine, type Line } from './line.ts'

/** A phone with the store app on it: a browser process and a profile of its own, and a scanner that types. */
export interface Phone {
  readonly page: () => Page
  /** The folder of its browser. */
  readonly profile: string
  /** The network between this phone and the server. */
  readonly line: Line
  readonly goOffline: () => Promise<void>
  readonly goOnline: () => Promise<void>
  /** Closes the browser and opens it again, with the network as it was; between the two, something may happen to its profile. */
  readonly coldStart: (path: string, meanwhile?: (profile: string) => Promise<void>) => Promise<void>
  /** SIGKILL of the browser's process, as a dead battery does it. */
  readonly die: () => Promise<void>
  /** Closes every page of the app; the browser and its service worker stay. */
  readonly closePage: () => Promise<void>
  readonly openPage: (path: string) => Promise<void>
  /** Ends every service worker where it stands, as a browser short of memory does it. */
  readonly stopWorkers: () => Promise<void>
  /** Every JSON that the API sent to this phone, as text. */
  readonly received: () => readonly string[]
  readonly dispose: () => Promise<void>
}

/** `copyOf`: the folder of another phone's browser, which is closed; the new one holds all that it held. */
export async function openPhone(origin: string, copyOf?: string): Promise<Phone> {
  const profile = await mkdtemp(join(tmpdir(), 'cyclecount-phone-'))
  if (copyOf !== undefined)
    await cp(copyOf, profile, { recursive: true, filter: (path) => !isSingleton(path) })
  const line = await openLine()
  let offline = false
  const received: string[] = []
  let context = await launch()
  let page = context.pages()[0] ?? (await context.newPage())

  async function launch(): Promise<BrowserContext> {
    const launched = await chromium.launchPersistentContext(profile, {
      ...CHROMIUM,
      args: [...CHROMIUM.args, ...line.args],
      viewport: { width: 360, height: 740 },
      reducedMotion: 'reduce',
    })
    await launched.setOffline(offline)
    launched.on('response', (response) => {
      if (!new URL(response.url()).pathname.startsWith('/api/')) return
      // A page that closes takes the body of a late answer with it.
      void response.text().then(
        (body) => received.push(body),
        () => undefined,
      )
    })
    return launched
  }
  async function reopen(path: string): Promise<void> {
    context = await launch()
    page = context.pages()[0] ?? (await context.newPage())
    await page.goto(origin + path)
  }
  /**
   * Closes the browser. One whose service worker is in the middle of a request that is never answered takes half a minute for it, after
   * which it is killed; it is told a second time as an operating system tells it, and then ends at once.
   */
  const close = async (): Promise<void> => {
    const told = browserOf(profile).then(
      (pid) => setTimeout(() => endOf(pid), PATIENCE_MS),
      () => undefined,
    )
    await context.close()
    clearTimeout(await told)
  }
  const setOffline = async (now: boolean): Promise<void> => {
    offline = now
    if (now) line.cut()
    else line.mend()
    await context.setOffline(now)
  }

  return {
    page: () => page,
    profile,
    line,
    goOffline: () => setOffline(true),
    goOnline: () => setOffline(false),
    coldStart: async (path, meanwhile = () => Promise.resolve()) => {
      await close()
      await meanwhile(profile)
      await reopen(path)
    },
    die: async () => {
      const gone = context.waitForEvent('close')
      process.kill(await browserOf(profile), 'SIGKILL')
      await gone
    },
    closePage: async () => {
      const blank = await context.newPage()
      await page.close()
      page = blank
    },
    openPage: async (path) => {
      // After `die` there is no browser; after `closePage` there is.
      if (page.isClosed()) await reopen(path)
      else await page.goto(origin + path)
    },
    stopWorkers: async () => {
      const tools = await context.newCDPSession(page)
      await tools.send('ServiceWorker.enable')
      await tools.send('ServiceWorker.stopAllWorkers')
      await tools.detach()
    },
    received: () => received,
    dispose: async () => {
      await close()
      await line.close()
      await rm(profile, { recursive: true, force: true })
    },
  }
}

const PATIENCE_MS = 2_000

function endOf(pid: number): void {
  try {
    process.kill(pid, 'SIGTERM')
  } catch {
    // It has ended by itself.
  }
}

/** What marks a profile as one process's own. */
function isSingleton(path: string): boolean {
  return basename(path).startsWith('Singleton')
}

/** The process that owns the profile: the one that is nobody's renderer or helper. */
async function browserOf(profile: string): Promise<number> {
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    const command = await readFile(`/proc/${entry}/cmdline`, 'utf8').catch(() => '')
    if (command.includes(`--user-data-dir=${profile}`) && !command.includes('--type=')) return Number(entry)
  }
  throw new Error('the browser of this phone is not running')
}

/** Scans once the person sees where to. */
export async function scan(page: Page, code: string): Promise<void> {
  await page.locator('.cc-scan-field input').waitFor()
  await pullTrigger(page, code)
}

/** What a wedge scanner does, whatever the screen is: the characters and Enter, as fast as they come. */
export async function pullTrigger(page: Page, code: string): Promise<void> {
  await page.keyboard.type(code)
  await page.keyboard.press('Enter')
}

/** The number on the card of the last scan. */
export async function expectCounted(page: Page, units: string): Promise<void> {
  await expect(page.locator('.cc-scan-card-number')).toHaveText(units)
}

/** Does something that is captured, and waits until the card shows that and not what came before. */
export async function captured(page: Page, act: () => Promise<void>): Promise<void> {
  const card = page.locator('.cc-scan-card')
  const before = (await card.count()) === 0 ? '' : await card.getAttribute('data-scan')
  await act()
  await expect(card).not.toHaveAttribute('data-scan', before ?? '')
}

/** Keys the quantity of what the card shows: “there are exactly this many”. */
export async function setQuantity(page: Page, units: string): Promise<void> {
  await page.getByRole('button', { name: 'Quantity', exact: true }).click()
  await captured(page, () => keyQuantity(page, units))
}

/** Keys a quantity into the open pad. */
export async function keyQuantity(page: Page, units: string): Promise<void> {
  const pad = page.getByRole('dialog')
  for (const key of units) {
    const name = key === '.' ? 'Decimal point' : key
    await pad.getByRole('button', { name, exact: true }).click()
  }
  await pad.getByRole('button', { name: `Set to ${units}` }).click()
  await expect(pad).toBeHidden()
}

/** Finds an item by its SKU, as for one without a code or one that is not there. */
export async function countBySku(page: Page, sku: string, units: string): Promise<void> {
  await page.getByRole('button', { name: 'Find an item' }).click()
  await page.getByRole('dialog').getByLabel('Name, SKU or code').fill(sku)
  await page
    .getByRole('dialog')
    .getByRole('button', { name: new RegExp(sku) })
    .first()
    .click()
  await captured(page, () => keyQuantity(page, units))
}

/** Every event that this device holds as its own, as the text that `eventText` makes of it. */
export async function savedOnDevice(page: Page): Promise<readonly string[]> {
  const events = await page.evaluate(
    () =>
      new Promise<readonly EventFacts[]>((resolve, reject) => {
        const opening = indexedDB.open('cyclecount')
        opening.onerror = () => reject(opening.error ?? new Error('not opened'))
        opening.onsuccess = () => {
          const database = opening.result
          const reading = database.transaction('log').objectStore('log').getAll()
          reading.onerror = () => reject(reading.error ?? new Error('not read'))
          reading.onsuccess = () => {
            database.close()
            resolve(reading.result.map((row: { readonly event: EventFacts }) => row.event))
          }
        }
      }),
  )
  return events.map(eventText).toSorted()
}

/** What an event says, on whichever side it is kept. */
export interface EventFacts {
  readonly scanId: string
  readonly sessionId: string
  readonly deviceSeq: number
  readonly kind: string
  readonly code?: string | null
  readonly quantityMilli?: number
  readonly capturedAt: number
}

/** Two sides hold the same event when these are the same. */
export function eventText(event: EventFacts): string {
  const { scanId, sessionId, deviceSeq, kind, code = null, quantityMilli = 0, capturedAt } = event
  return [sessionId, deviceSeq, scanId, kind, code, quantityMilli, capturedAt].join(' ')
}
