import { expect, type Page } from '@playwright/test'

/** Signs a demo person in, from the app's own sign-in screen. */
export async function signIn(page: Page, login: string): Promise<void> {
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.locator(`button[name=person][value="${login}"]`).click()
  await page.waitForURL(
    ({ pathname }) => /^\/(store|console)\//.test(pathname) && !pathname.endsWith('/signed-in'),
  )
  await expect(page.getByRole('button', { name: 'Sign in' })).toHaveCount(0)
}
