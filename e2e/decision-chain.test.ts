import { readFile } from 'node:fs/promises'
import { routes } from '@cyclecount/contract'
import type { RunId } from '@cyclecount/domain'
import { expect, test } from '@playwright/test'
import { expectAccessible } from './accessible.ts'
import { signIn } from './people.ts'
import { startProduct, type Product } from './product.ts'
import { signedIn } from './signed-in.ts'

test('an auditor follows a decision to the book on the screen, and saves the same as files', async ({
  page,
}) => {
  test.setTimeout(180_000)
  const product = await startProduct({ DEMO_SALES: 'off' })
  try {
    const runId = await countAndApprove(product)
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

/** A machine sends a count of one product, and HQ approves that it differs. */
async function countAndApprove(product: Product): Promise<RunId> {
  const olga = await signedIn(product.origin, 'olga')
  const maya = await signedIn(product.origin, 'maya')
  const facility = maya.facilities.find(({ code }) => code === 'S12')
  if (!facility) throw new Error('the demo has no store S12')
  const { facilityId } = facility
  const { token } = await olga.call(routes.createMachine, {
    body: { name: 'Acme', scopes: ['send-counts'], facilityIds: [facilityId], expiresInDays: 1 },
  })
  const { areas } = await maya.call(routes.facility, { params: { facilityId } })
  const { products } = await maya.call(routes.searchProducts, { query: { q: 'boots', facilityId } })
  const answer = await fetch(`${product.origin}/api/inventory/count`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': 'one',
    },
    body: JSON.stringify({
      facility: 'S12',
      runName: 'Counted elsewhere',
      rows: [
        {
          sku: products[0]?.sku,
          location: areas[0]?.locations[0]?.code,
          quantityMilli: 7000,
          countedAt: Date.now(),
        },
      ],
    }),
  })
  const { runId } = routes.uploadCount.reply.parse(await answer.json())
  await maya.call(routes.reconcile, { params: { runId } })
  const { lines } = await maya.call(routes.review, { params: { runId }, query: { show: 'differing' } })
  const { reasons } = await maya.call(routes.reasons, {})
  const [reason] = reasons
  if (!reason) throw new Error('there is no reason')
  await maya.call(routes.decide, {
    params: { runId },
    body: {
      lines: lines.map(({ varianceId, version }) => ({ varianceId, version })),
      outcome: 'approved',
      reasonId: reason.reasonId,
      note: 'Counted elsewhere',
    },
  })
  return runId
}
