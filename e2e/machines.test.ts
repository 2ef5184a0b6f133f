import { routes } from '@cyclecount/contract'
import { expect, test, type Page } from '@playwright/test'
import { expectAccessible } from './accessible.ts'
import { signIn } from './people.ts'
import { startProduct, type Product } from './product.ts'
import { signedIn } from './signed-in.ts'

test('EXEC-16 an administrator lets a machine in, sees its token once, and ends it; a manager takes in a file', async ({
  page,
  browser,
}) => {
  test.setTimeout(180_000)
  const product = await startProduct({ DEMO_SALES: 'off' })
  try {
    await page.goto(`${product.origin}/console/`)
    await signIn(page, 'olga@quillmere.example')
    await page.getByRole('link', { name: 'Machines' }).click()
    await expect(page.getByText('No machine yet')).toBeVisible()
    await page.getByRole('button', { name: 'Let a machine in' }).click()
    const dialog = page.getByRole('dialog', { name: 'Let a machine in' })
    await dialog.getByRole('button', { name: 'Make the token' }).click()
    await expect(dialog.getByText('Say what it is called.')).toBeVisible()
    await expect(dialog.getByText('Choose at least one facility.')).toBeVisible()
    await dialog.getByLabel('Name').fill('Acme Inventory')
    await dialog.getByLabel('Read variances').check()
    await expect(dialog.getByLabel(/See cost and value/)).toBeDisabled()
    await dialog.getByRole('button', { name: 'All of them' }).click()
    await dialog.getByRole('button', { name: 'Make the token' }).click()
    const shown = page.getByRole('dialog', { name: 'The token of the machine' })
    await expectAccessible(page, 'a token that is shown')
    const token = await shown.locator('.c-secret').textContent()
    expect(token).toMatch(/^ccm_[a-z0-9]{8}_[\w-]{43}$/)
    await shown.getByRole('button', { name: 'I have it' }).click()
    await expect(page.locator('body')).not.toContainText(token?.slice(-43) ?? '')
    const read = () =>
      fetch(`${product.origin}/api/inventory/variances`, { headers: { authorization: `Bearer ${token}` } })
    expect((await read()).status).toBe(200)
    await page.reload()
    const row = page.getByRole('row', { name: /Acme Inventory/ })
    await expect(row).toContainText(token?.slice(0, 12) ?? '')
    await expect(row).not.toContainText('Never')
    await row.getByRole('button', { name: 'Revoke Acme Inventory' }).click()
    const revoking = page.getByRole('dialog', { name: 'Revoke Acme Inventory?' })
    await revoking.getByLabel('Reason').fill('the contract ended')
    await revoking.getByRole('button', { name: 'Revoke', exact: true }).click()
    await expect(row).toContainText('Revoked')
    await expectAccessible(page, 'machines')
    expect((await read()).status).toBe(401)
    await test.step('a count made elsewhere comes in as a file, when all of it is in order', async () => {
      const context = await browser.newContext()
      await takeInFile(await context.newPage(), product)
    })
  } finally {
    await product.dispose()
  }
})

async function takeInFile(desk: Page, product: Product): Promise<void> {
  const { call, facilities } = await signedIn(product.origin, 'dmitri')
  const facilityId = facilities[0]?.facilityId
  if (facilityId === undefined) throw new Error('the manager has no facility')
  const { areas } = await call(routes.facility, { params: { facilityId } })
  const { products } = await call(routes.searchProducts, { query: { q: 'boots', facilityId } })
  const row = `${products[0]?.sku},7,${areas[0]?.locations[0]?.code}`
  const file = (rows: readonly string[]) => ({
    name: 'stocktake.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(['sku,quantity,location', ...rows].join('\n')),
  })
  await desk.goto(`${product.origin}/console/`)
  await signIn(desk, 'dmitri@quillmere.example')
  await desk.getByRole('link', { name: 'Take in a count' }).click()
  await desk.getByRole('button', { name: 'Read the file' }).click()
  await expect(desk.getByText('Say who counted.')).toBeVisible()
  await desk.getByLabel('Name of the run').fill('Stocktake')
  await desk.getByLabel('Who counted').fill('Acme Stocktakers')
  await desk.getByLabel('Counted at').fill('2026-01-05T18:00')
  await desk.getByLabel('CSV file').setInputFiles(file([row, 'no-such-thing,1,nowhere']))
  await desk.getByRole('button', { name: 'Read the file' }).click()
  const faults = desk.getByRole('table', { name: 'The file has 2 faults, and nothing was taken in' })
  await expect(faults.getByRole('row', { name: /^3 sku/ })).toBeVisible()
  await expectAccessible(desk, 'the faults of a file')
  await desk.getByLabel('CSV file').setInputFiles(file([row]))
  await desk.getByRole('button', { name: 'Read the file' }).click()
  await desk.getByRole('button', { name: 'Take in 1 row' }).click()
  await expect(desk.getByRole('row', { name: /Acme Stocktakers/ })).toContainText('taken in by Dmitri Vale')
  await expectAccessible(desk, 'a count that came as a file')
}
