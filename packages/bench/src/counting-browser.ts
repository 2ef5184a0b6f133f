import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type CDPSession, type Page } from '@playwright/test'
import { CHROMIUM } from '@cyclecount/e2e/chromium'
import { signIn } from '@cyclecount/e2e/people'
import { watchPage } from './watch-page.ts'

const PATIENCE_MS = 180_000

/** A phone's browser with the built store app, and marks of our own in its page. */
export interface CountingBrowser {
  readonly page: Page
  readonly cdp: CDPSession
  readonly close: () => Promise<void>
}

export async function openCountingBrowser(): Promise<CountingBrowser> {
  const profile = await mkdtemp(join(tmpdir(), 'cyclecount-bench-'))
  const context = await chromium.launchPersistentContext(profile, {
    ...CHROMIUM,
    viewport: { width: 360, height: 740 },
  })
  const page = context.pages()[0] ?? (await context.newPage())
  page.setDefaultTimeout(PATIENCE_MS)
  await page.addInitScript(watchPage)
  return {
    page,
    cdp: await context.newCDPSession(page),
    close: async () => {
      // Where it is gone already, why is for whoever met it to say.
      await context.close().catch(() => null)
      await rm(profile, { recursive: true, force: true })
    },
  }
}

/** Signs Ana in and begins the count of her area; the whole catalogue is on the device then. Answers the path of the count. */
export async function beginCount(
  { page }: CountingBrowser,
  origin: string,
  login: string,
  area: RegExp,
): Promise<string> {
  await page.goto(`${origin}/store/`)
  await signIn(page, login)
  await page.getByRole('link', { name: area }).first().click()
  await page.getByRole('button', { name: 'Start counting' }).click()
  await page.getByLabel('Scan or type barcode').waitFor()
  return new URL(page.url()).pathname
}

/**
 * What a wedge scanner sends: the keys of a code and Enter, with nothing between them. The keys are put into the browser's
 * queue at once; resolves when the browser has taken all of them.
 */
export async function sendCode(cdp: CDPSession, code: string): Promise<void> {
  const sent = [...code].flatMap((key) => keyEvents(cdp, key, key, key.codePointAt(0) ?? 0))
  await Promise.all([...sent, ...keyEvents(cdp, 'Enter', '\r', 13)])
}

function keyEvents(cdp: CDPSession, key: string, text: string, keyCode: number): readonly Promise<unknown>[] {
  const common = {
    key,
    code: key === 'Enter' ? 'Enter' : '',
    windowsVirtualKeyCode: keyCode,
    nativeVirtualKeyCode: keyCode,
  }
  return [
    cdp.send('Input.dispatchKeyEvent', { ...common, type: 'keyDown', text, unmodifiedText: text }),
    cdp.send('Input.dispatchKeyEvent', { ...common, type: 'keyUp' }),
  ]
}

/** Of the page's heap after everything that can be collected was. */
export async function heapBytes(cdp: CDPSession): Promise<number> {
  await cdp.send('Performance.enable')
  for (let again = 0; again < 3; again += 1) await cdp.send('HeapProfiler.collectGarbage')
  const { metrics } = await cdp.send('Performance.getMetrics')
  return metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? Number.NaN
}
