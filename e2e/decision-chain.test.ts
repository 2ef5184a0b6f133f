import { readFile } from 'node:fs/promises'
import { expect, test } from '@playwright/test'
import { expectAccessible } from './accessible.ts'
import { countAndApprove } from './counted-elsewhere.ts'
import { signIn } from './people.ts'
import { startProduct } from './product.ts'

test('an auditor follows a decision to the book on the screen, and saves the same as files', async ({
  page,
}) => {
  test.setTimeout(180_000)
  const product = await startProduct({ DEMO_SALES: 'off' })
  try {
    const runId = await countAndApprove(product, { products: 'boots', note: 'Counted elsewhere' })
    await page.goto(`${product.origin}/console/`)
    await signIn(page, 'nils@quillmere.example')
    await page.goto(`${product.origin}/console/runs/${runId}`)
    await page.getByRole('link', { name: 'Decision chain' }).click()
    const row = page.getByRole('table', { name: 'Decision chain' }).getByRole('row').nth(1)
    await expect(row).toContainText('approved')
    await expect(row).toContainText('Maya Brandt')
    await expect(row).toContainText('Counted elsewhere')
    await expectAccessible(page, 'the decision chain')
    for (const [kind, begins] of [
      ['CSV', '\ufeffInventoryVarDcsnRsn.workEffortId'],
      ['JSON', `{"workEffortId":"${runId}"`],
      ['XLSX', 'PK'],
    ] as const) {
      const saving = page.waitForEvent('download')
      await page.getByRole('button', { name: `Export as ${kind}` }).click()
      const saved = await saving
      expect(saved.suggestedFilename()).toMatch(new RegExp(`\\.${kind.toLowerCase()}$`))
      expect((await readFile(await saved.path(), 'utf8')).startsWith(begins), kind).toBe(true)
    }
  } finally {
    await product.dispose()
  }
})
