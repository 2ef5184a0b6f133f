/**
 * Builds the gallery, opens it in Chromium at a phone's and a desk's size in both themes, and fails on any axe violation,
 * console error, sideways scroll or lost scan. `node gallery/check.ts [folder]` also leaves pictures in the folder.
 */
import { fileURLToPath } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import { chromium, type Page } from '@playwright/test'
import { build, preview } from 'vite'
import { proveScanning } from './scan-proof.ts'

interface View {
  readonly name: string
  readonly query: string
  /** Brings the page into the state to be looked at. */
  readonly act?: (page: Page) => Promise<unknown>
}

const press = (name: string) => (page: Page) => page.getByRole('button', { name, exact: true }).click()
const parts = ['foundations', 'controls', 'surfaces', 'data', 'scan', 'shells']
const views: readonly View[] = [
  ...parts.map((part) => ({ name: part, query: `only=${part}` })),
  ...['console', 'phone', 'scan'].map((frame) => ({ name: `frame-${frame}`, query: `frame=${frame}` })),
  { name: 'keypad', query: 'frame=scan', act: press('Quantity') },
  { name: 'dialog', query: 'only=surfaces', act: press('Dialog') },
  { name: 'drawer', query: 'only=surfaces', act: press('Drawer') },
  { name: 'toast', query: 'only=surfaces', act: press('Toast') },
  { name: 'menu', query: 'frame=console', act: press('Ana') },
  { name: 'rtl', query: 'frame=scan&dir=rtl&pseudo' },
]
const sizes = { phone: { width: 360, height: 740 }, desk: { width: 1280, height: 800 } }
const root = fileURLToPath(new URL('.', import.meta.url))
const address = 'http://localhost:8911/'
const pictures = process.argv[2]
const problems: string[] = []

await build({ root, configFile: `${root}vite.config.ts`, logLevel: 'warn' })
const server = await preview({
  root,
  configFile: `${root}vite.config.ts`,
  preview: { port: 8911, strictPort: true },
})
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
  ],
})
for (const size of ['phone', 'desk'] as const) {
  for (const theme of ['light', 'dark']) {
    for (const view of views) await look(view, size, theme)
  }
}
await opened('scanning', 'frame=scan', sizes.phone, async (page) => {
  problems.push(...(await proveScanning(page)))
})
await browser.close()
await server.close()
process.stdout.write(problems.length === 0 ? 'The gallery is in order.\n' : `${problems.join('\n')}\n`)
process.exitCode = problems.length === 0 ? 0 : 1

async function look({ name, query, act }: View, size: 'phone' | 'desk', theme: string): Promise<void> {
  const label = `${size}-${theme}-${name}`
  await opened(label, `theme=${theme}&${query}`, sizes[size], async (page) => {
    await act?.(page)
    await inspect(page, label)
    if (pictures) await page.screenshot({ path: `${pictures}/${label}.png`, fullPage: !act })
  })
}

async function opened(
  label: string,
  query: string,
  viewport: { readonly width: number; readonly height: number },
  use: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({ viewport, reducedMotion: 'reduce' })
  const page = await context.newPage()
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`${label}: ${message.text()}`)
  })
  page.on('pageerror', (error) => problems.push(`${label}: ${error.message}`))
  await page.goto(`${address}?${query}`)
  await page.locator('#root *').first().waitFor()
  await page.evaluate(() => document.fonts.ready)
  await use(page)
  await context.close()
}

async function inspect(page: Page, label: string): Promise<void> {
  const report = await new AxeBuilder({ page })
    // The windows of whole screens are looked at alone: only the top frame here.
    .setLegacyMode(true)
    .options({ iframes: false })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze()
  for (const { id, help, nodes } of report.violations) {
    problems.push(`${label}: ${id} (${help}) at ${nodes.map((node) => node.target.join(' ')).join(', ')}`)
  }
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  if (overflow > 0) problems.push(`${label}: ${overflow} px wider than the screen`)
}
