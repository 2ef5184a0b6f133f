import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from '@playwright/test'
import { apiOf } from './books.ts'
import { CHROMIUM } from './chromium.ts'
import { startCounting } from './counting.ts'
import { OUTDOOR, planRun } from './planning.ts'
import { signIn } from './people.ts'
import { openPhone, scan } from './phone.ts'
import { startProduct } from './product.ts'
import { allSessions, progressUntil } from './reviewing.ts'
import { shelves } from './shelf.ts'

/** Makes the picture of the README from the running product: a phone in a count, and the review of what it counted. */
const PICTURES = join(dirname(dirname(fileURLToPath(import.meta.url))), 'docs/pictures')

const product = await startProduct({ DEMO_SALES: 'off' })
const phone = await openPhone(product.origin)
const browser = await chromium.launch(CHROMIUM)
try {
  const desk = await browser.newPage({ viewport: { width: 1280, height: 740 }, reducedMotion: 'reduce' })
  await desk.goto(`${product.origin}/console/`)
  await signIn(desk, 'dmitri@quillmere.example')
  const call = await apiOf(desk, product.origin)
  const { runId, facilityId } = await planRun(desk, call)
  const { outdoor } = await shelves(call, facilityId)
  await phone.openPage('/store/')
  await signIn(phone.page(), 'ana@quillmere.example')
  await startCounting(phone.page(), OUTDOOR)
  let bin = ''
  for (const line of outdoor.filter(({ code }) => code !== null).slice(0, 12)) {
    if (line.bin !== bin) await scan(phone.page(), `LOC:${line.bin}`)
    bin = line.bin
    for (let piece = 0; piece < 3; piece += 1) await scan(phone.page(), line.code ?? '')
  }
  const inHand = await phone.page().screenshot()
  await phone.page().getByRole('button', { name: 'Finish' }).click()
  await phone.page().getByRole('button', { name: 'Submit', exact: true }).click()
  await progressUntil(call, runId, (progress) =>
    allSessions(progress).some(({ state }) => state === 'submitted'),
  )
  await desk.goto(`${product.origin}/console/runs/${runId}/review`)
  await desk.getByRole('button', { name: /Read/ }).first().click()
  await desk.getByRole('table', { name: 'Variances' }).waitFor()
  await desk.getByRole('button', { name: 'Dismiss' }).click()
  const onDesk = await desk.screenshot()
  await mkdir(PICTURES, { recursive: true })
  const page = await browser.newPage({ viewport: { width: 1180, height: 560 }, deviceScaleFactor: 1.5 })
  await page.setContent(`<style>
    body { margin: 0; block-size: 100vh; display: flex; gap: 28px; align-items: center; justify-content: center; background: #dfe4ea }
    img { border-radius: 10px; box-shadow: 0 8px 30px #2233 }
  </style>
  <img height="500" src="data:image/png;base64,${inHand.toString('base64')}">
  <img height="500" src="data:image/png;base64,${onDesk.toString('base64')}">`)
  await page.screenshot({ path: join(PICTURES, 'cyclecount.png') })
  console.log('docs/pictures/cyclecount.png is made.')
} finally {
  await browser.close()
  await phone.dispose()
  await product.dispose()
}
