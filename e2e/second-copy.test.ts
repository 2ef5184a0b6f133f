import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { once } from 'node:events'
import { stripTypeScriptTypes } from 'node:module'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { SessionId } from '@cyclecount/domain'
import { expect, test } from '@playwright/test'
import { heldByServer } from './books.ts'
import { planCountDay } from './count-day.ts'
import { startCounting } from './counting.ts'
import { signIn } from './people.ts'
import { expectCounted, openPhone, savedOnDevice, scan } from './phone.ts'
import { OUTDOOR } from './planning.ts'
import { startProduct } from './product.ts'
import {
  damageDatabase,
  expectInSecondCopy,
  localStorageOnDisk,
  removeDatabase,
  removeFiles,
  slotsInUse,
} from './second-copy.ts'

const CODE = 'SCANNED-HERE'
const LOST = 'This device’s storage was lost'

test('[JN1] [JN6] [JN8] EXEC-12 a browser that loses its database has every scan again, and what is gone is named', async () => {
  test.setTimeout(180_000)
  const product = await startProduct({ DEMO_SALES: 'off' })
  const phone = await openPhone(product.origin)
  const page = () => phone.page()
  try {
    await planCountDay(product.origin, 'Three corners of Harbor Street', [[OUTDOOR, 'ana']])
    await phone.openPage('/store/')
    await signIn(page(), 'ana@quillmere.example')
    await startCounting(page(), OUTDOOR)
    const count = new URL(page().url()).pathname
    // The start of the count is on the server; what comes now is not.
    await expect(page().getByText('All sent')).toBeVisible()
    await phone.goOffline()

    await test.step('a second tab has a second copy of its own', async () => {
      const tab = await page().context().newPage()
      await tab.goto(`${product.origin}/store/settings`)
      await expect(tab.getByText('Kept: scans that are not sent are on this device twice')).toBeVisible()
      expect(await slotsInUse(tab)).toEqual([0, 1])
      await tab.close()
    })

    await test.step('the database is gone: all is put back, and counting goes on', async () => {
      for (let piece = 1; piece <= 4; piece += 1) {
        await scan(page(), CODE)
        await expectCounted(page(), String(piece))
      }
      const saved = await savedOnDevice(page())
      await expectInSecondCopy(page(), saved)
      await phone.coldStart(count, removeDatabase)
      await expect(page().getByText(LOST)).toBeVisible()
      await expect(page().getByText('4 records were put back')).toBeVisible()
      expect(await savedOnDevice(page())).toEqual(saved.filter((event) => / scan /.test(event)))
      await page().getByRole('button', { name: 'Dismiss' }).click()
      await scan(page(), CODE)
      await expectCounted(page(), '5')
    })

    await test.step('the database is damaged, and the browser deletes it: the same', async () => {
      const saved = await savedOnDevice(page())
      await expectInSecondCopy(page(), saved)
      await phone.coldStart(count, damageDatabase)
      await expect(page().getByText('5 records were put back')).toBeVisible()
      expect(await savedOnDevice(page())).toEqual(saved)
      await scan(page(), CODE)
      await expectCounted(page(), '6')
    })

    await test.step('with a network the server has each scan once', async () => {
      const saved = await savedOnDevice(page())
      const sessionId = saved[0]?.split(' ')[0] as SessionId
      await phone.goOnline()
      await expect
        .poll(async () =>
          (await heldByServer(product.dataDir, [sessionId])).filter((event) => / scan /.test(event)),
        )
        .toEqual(saved.filter((event) => / scan /.test(event)))
    })

    await test.step('both copies are gone: what was not on the server is named', async () => {
      await phone.goOffline()
      await scan(page(), CODE)
      await expectCounted(page(), '7')
      await scan(page(), CODE)
      await expectCounted(page(), '8')
      // The note of how far it came is on the disk by and by.
      await expect.poll(() => localStorageOnDisk(phone.profile), { timeout: 30_000 }).toContain('[9,7,')
      await phone.coldStart('/store/', async (profile) => {
        await removeDatabase(profile)
        await removeFiles(profile)
      })
      await expect(page().getByText(LOST)).toBeVisible()
      await expect(page().getByText('2 records are gone.')).toBeVisible()
      await expect(page().getByText('record 8 to 9')).toBeVisible()
    })
  } finally {
    await phone.dispose()
    await product.dispose()
  }
})

/** The modules themselves, without their types: Chromium runs what the app is built from. */
const JOURNAL = join(dirname(fileURLToPath(import.meta.url)), '../packages/device-db/src/journal')

test('[JN2] [JN3] [JN4] [JN5] a slot on the browser’s own files keeps what the slot in memory keeps', async ({
  page,
}) => {
  const server = createServer((asked, answer) => {
    const name = /^\/(?<name>[a-z0-9.-]+\.ts)$/.exec(asked.url ?? '')?.groups?.['name']
    if (name === undefined) return answer.setHeader('content-type', 'text/html').end('<title>slot</title>')
    answer.setHeader('content-type', 'text/javascript')
    if (name === 'worker.ts') return answer.end(WORKER)
    return void readFile(join(JOURNAL, name), 'utf8').then((code) => answer.end(stripTypeScriptTypes(code)))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const { port } = server.address() as AddressInfo
    await page.goto(`http://127.0.0.1:${port}/`)
    const told = await page.evaluate(
      () =>
        new Promise<unknown>((resolve) => {
          const worker = new Worker('/worker.ts', { type: 'module' })
          worker.addEventListener('message', ({ data }) => resolve(data))
          worker.addEventListener('error', ({ message }) => resolve(message))
        }),
    )
    expect(told).toEqual({ failed: [], passed: 9 })
  } finally {
    server.close()
  }
})

const WORKER = `
  import { slotCases } from './slot.contract.ts'
  const root = await navigator.storage.getDirectory()
  const failed = []
  for (const [at, { name, run }] of slotCases.entries()) {
    const handles = ['a', 'b'].map((half) => root.getFileHandle(at + half, { create: true }))
    const files = async () => Promise.all(handles.map(async (handle) => (await handle).createSyncAccessHandle()))
    await run({ files }).catch((error) => failed.push(name + ': ' + error))
  }
  postMessage({ failed, passed: slotCases.length - failed.length })
`
