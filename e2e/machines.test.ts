import { expect, test } from '@playwright/test'
import { expectAccessible } from './accessible.ts'
import { signIn } from './people.ts'
import { startProduct } from './product.ts'

test('an administrator lets a machine in, sees its token once, and ends it', async ({ page }) => {
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
  } finally {
    await product.dispose()
  }
})
