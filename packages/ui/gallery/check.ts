/**
 * Builds the gallery, opens it in Chromium at a phone's and a desk's size in both themes, and fails on any axe violation,
 * console error or sideways scroll. `node gallery/check.ts [folder]` also leaves full-page pictures in the folder.
 */
import { fileURLToPath } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import { chromium, type Browser, type Page } from '@playwright/test'
import { build, preview } from 'vite'

const root = fileURLToPath(new URL('.', import.meta.url))
const pictures = process.argv[2]
const sizes = { phone: { width: 360, height: 740 }, desk: { width: 1280, height: 800 } }
const themes = ['light', 'dark']
const parts = ['foundations', 'controls', 'surfaces', 'data', 'scan', 'shells']
const frames = ['console', 'phone', 'scan']

const problems: string[] = []
await build({ root, configFile: `${root}vite.config.ts`, logLevel: 'warn' })
const server = await served()
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
for (const [size, viewport] of Object.entries(sizes)) {
  for (const theme of themes) {
    for (const part of parts) {
      await look(browser, `${size}-${theme}-${part}`, viewport, `?theme=${theme}&only=${part}`)
    }
    for (const frame of frames) {
      await look(browser, `${size}-${theme}-frame-${frame}`, viewport, `?theme=${theme}&frame=${frame}`)
    }
  }
}
await browser.close()
await server.close()
process.stdout.write(problems.length === 0 ? 'The gallery is in order.\n' : `${problems.join('\n')}\n`)
process.exitCode = problems.length === 0 ? 0 : 1

async function served() {
  const running = await preview({
    root,
    configFile: `${root}vite.config.ts`,
    preview: { port: 8911, strictPort: true },
  })
  return { url: 'http://localhost:8911/', close: () => running.close() }
}

async function look(
  browserAtWork: Browser,
  name: string,
  viewport: { readonly width: number; readonly height: number },
  query: string,
): Promise<void> {
  const context = await browserAtWork.newContext({ viewport, reducedMotion: 'reduce' })
  const page = await context.newPage()
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`${name}: ${message.text()}`)
  })
  page.on('pageerror', (error) => problems.push(`${name}: ${error.message}`))
  await page.goto(server.url + query)
  await page.locator('#root *').first().waitFor()
  await page.evaluate(() => document.fonts.ready)
  await inspect(page, name)
  if (pictures) await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true })
  await context.close()
}

async function inspect(page: Page, name: string): Promise<void> {
  const report = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze()
  for (const { id, help, nodes } of report.violations) {
    problems.push(`${name}: ${id} (${help}) at ${nodes.map((node) => node.target.join(' ')).join(', ')}`)
  }
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  if (overflow > 0) problems.push(`${name}: ${overflow} px wider than the screen`)
}
