import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { routes } from '@cyclecount/contract'
import { expect, test } from '@playwright/test'
import { expectAccessible } from './accessible.ts'
import { signIn } from './people.ts'
import { startProduct } from './product.ts'
import { signedIn } from './signed-in.ts'

test('an administrator has an address told of events, tries it, and sends again what it missed', async ({
  page,
}) => {
  test.setTimeout(180_000)
  const got: { readonly type: string; readonly signatures: number }[] = []
  let status = 204
  const receiver = createServer((request, response) => {
    let body = ''
    request.on('data', (piece: Buffer) => (body += piece.toString()))
    request.on('end', () => {
      const { type } = JSON.parse(body) as { type: string }
      got.push({ type, signatures: String(request.headers['webhook-signature']).split(' ').length })
      response.writeHead(status).end()
    })
  }).listen(0, '127.0.0.1')
  await once(receiver, 'listening')
  const { port } = receiver.address() as AddressInfo
  const product = await startProduct({ DEMO_SALES: 'off', WEBHOOKS_TO_PRIVATE: 'on' })
  try {
    await page.goto(`${product.origin}/console/`)
    await signIn(page, 'olga@quillmere.example')
    await page.getByRole('link', { name: 'Webhooks' }).click()
    await expect(page.getByText('No webhook yet')).toBeVisible()
    await page.getByRole('button', { name: 'Add a webhook' }).click()
    const adding = page.getByRole('dialog', { name: 'Add a webhook' })
    await adding.getByRole('button', { name: 'Add it' }).click()
    await expect(adding.getByText('Give an address that begins with https://.')).toBeVisible()
    await adding.getByLabel('Name').fill('ERP')
    await adding.getByLabel('Address').fill(`http://127.0.0.1:${port}/hook`)
    await adding.getByRole('button', { name: 'All of them' }).click()
    await expect(adding.getByLabel(/Send cost and value/)).toBeDisabled()
    await adding.getByRole('button', { name: 'Add it' }).click()
    const shown = page.getByRole('dialog', { name: 'The secret of the webhook' })
    await expect(shown.locator('.c-secret')).toHaveText(/^whsec_[\w+/]{43}=$/)
    await shown.getByRole('button', { name: 'I have it' }).click()

    await page.getByRole('button', { name: 'Open ERP' }).click()
    const drawer = page.getByRole('dialog', { name: 'ERP' })
    await drawer.getByRole('button', { name: 'Send a test event' }).click()
    await expect(drawer.getByText(/The receiver took it in/)).toBeVisible()
    await expectAccessible(page, 'a webhook')
    await drawer.getByRole('button', { name: 'New secret' }).click()
    await page.getByRole('button', { name: 'I have it' }).click()
    await expect(drawer.getByText('The earlier secret signs, too, until')).toBeVisible()

    status = 410
    const { call, facilities } = await signedIn(product.origin, 'maya')
    const facilityId = facilities[0]?.facilityId
    if (facilityId === undefined) throw new Error('there is no facility')
    await call(routes.createRun, {
      body: { name: 'Told of', facilityId, countType: 'HARD_COUNT', blind: true, dueLocal: null, items: [] },
    })
    await expect(drawer.getByText('Receiver gone')).toBeVisible()
    status = 204
    await drawer.getByRole('button', { name: 'Go on' }).click()
    await drawer.getByRole('button', { name: 'Send the event given up again' }).click()
    await expect(drawer.getByText('204')).toHaveCount(2)
    await drawer.getByRole('button', { name: 'Close' }).click()
    await expect(page.getByRole('row', { name: /ERP/ })).toContainText('Nothing waits')
    await expectAccessible(page, 'webhooks')
    expect(got).toEqual([
      { type: 'webhook.test', signatures: 1 },
      { type: 'run.created', signatures: 2 },
      { type: 'run.created', signatures: 2 },
    ])
  } finally {
    await product.dispose()
    receiver.close()
  }
})
