/** Renders the icons of the store app from their drawings. Run it again when a drawing changes: `npm run icons`. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium } from '@playwright/test'

const here = (path: string): string => fileURLToPath(new URL(`../assets/${path}`, import.meta.url))
const icons = [
  { drawing: 'icon.svg', size: 192, file: 'icon-192.png' },
  { drawing: 'icon.svg', size: 512, file: 'icon-512.png' },
  { drawing: 'icon-maskable.svg', size: 512, file: 'icon-maskable-512.png' },
  { drawing: 'icon-maskable.svg', size: 180, file: 'apple-touch-icon.png' },
  { drawing: 'icon.svg', size: 32, file: 'favicon-32.png' },
]

const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
})
for (const { drawing, size, file } of icons) {
  const page = await browser.newPage({ viewport: { width: size, height: size } })
  const style = `<style>*{margin:0}svg{display:block;inline-size:${size}px;block-size:${size}px}</style>`
  await page.setContent(style + readFileSync(here(drawing), 'utf8'))
  await page.screenshot({ path: here(`icons/${file}`), omitBackground: true })
  await page.close()
}
await browser.close()
