import { expect, test, type Page } from '@playwright/test'
import { signIn } from './people.ts'
import { openPhone } from './phone.ts'
import { startProduct } from './product.ts'

test('a sign-in that the identity provider refused is told as what it is, and may be tried again', async ({
  page: desk,
}) => {
  test.setTimeout(180_000)
  const product = await startProduct({ DEMO_SALES: 'off' })
  const phone = await openPhone(product.origin)
  try {
    await phone.openPage('/store/')
    await desk.goto(`${product.origin}/console/runs`)
    for (const page of [phone.page(), desk]) {
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByRole('button', { name: 'Cancel' }).click()
      await says(page, 'Signing in was cancelled, or the sign-in service did not let you in.')

      await providerAnswers(page, 'error=account_locked')
      await says(page, 'The sign-in service said no (account_locked).')
      await providerAnswers(page, 'error=temporarily_unavailable')
      await says(page, 'The sign-in service cannot do it now.')
      await providerAnswers(page, 'code=of-yesterday')
      await says(page, 'It took too long. Sign in again.')
      await page.goto(`${product.origin}/${page === desk ? 'console' : 'store'}/signed-in?code=a&state=b`)
      await says(page, 'This sign-in was not begun in this browser')

      await page.getByRole('button', { name: 'Try again' }).click()
      await page.locator('button[name=person]').first().waitFor()
    }
    await phone.openPage('/store/')
    await signIn(phone.page(), 'ana@quillmere.example')
    await expect(phone.page().getByRole('heading', { name: 'My areas' })).toBeVisible()
  } finally {
    await phone.dispose()
    await product.dispose()
  }
})

async function says(page: Page, words: string): Promise<void> {
  await expect(page.locator('.cc-banner[role=alert]')).toContainText(words)
  await expect(page.getByText('cannot be reached')).toHaveCount(0)
}

/** Tries again, and the provider sends the person back with an answer of ours. */
async function providerAnswers(page: Page, answer: string): Promise<void> {
  await page.route(
    '**/oidc/auth?**',
    (route) => {
      const asked = new URL(route.request().url()).searchParams
      const location = `${asked.get('redirect_uri')}?${answer}&state=${asked.get('state')}`
      return route.fulfill({ status: 303, headers: { location } })
    },
    { times: 1 },
  )
  await page.getByRole('button', { name: 'Try again' }).click()
}
