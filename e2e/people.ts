import { expect, type Page } from '@playwright/test'

/**
 * Signs a demo person in, from the app's own sign-in screen. On a phone that does not know them yet they choose a PIN, or (null)
 * none. A phone is then ready for the time without a network.
 */
export async function signIn(page: Page, login: string, pin: string | null = null): Promise<void> {
  await signInAtOnce(page, login, pin)
  if (new URL(page.url()).pathname.startsWith('/store/')) await readyForOffline(page)
}

/** Signs in and goes on at once, ready or not. */
export async function signInAtOnce(page: Page, login: string, pin: string | null = null): Promise<void> {
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.locator(`button[name=person][value="${login}"]`).click()
  await page.waitForURL(
    ({ pathname }) => /^\/(store|console)\//.test(pathname) && !pathname.endsWith('/signed-in'),
  )
  await expect(page.getByRole('button', { name: 'Sign in' })).toHaveCount(0)
  if (!new URL(page.url()).pathname.startsWith('/store/')) return
  const asked = page.getByRole('heading', { name: 'Choose a PIN' })
  await expect(asked.or(page.getByRole('heading', { level: 1 }))).toBeVisible()
  if (!(await asked.isVisible())) return
  if (pin === null) await page.getByRole('button', { name: 'Not now' }).click()
  else {
    await keyPin(page, pin, 'Next')
    await keyPin(page, pin, 'Save the PIN')
  }
  await expect(asked).toHaveCount(0)
}

/** Until the browser holds the whole app and the items of its areas: who goes offline before cannot begin. */
async function readyForOffline(page: Page): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => null))
  // A large catalogue takes its time.
  await expect(page.getByText('Not ready to go offline yet')).toHaveCount(0, { timeout: 60_000 })
}

/** Keys a PIN on the pad, and the key that ends it. */
async function keyPin(page: Page, pin: string, end: 'Next' | 'Save the PIN' | 'Start'): Promise<void> {
  for (const digit of pin) await page.getByRole('button', { name: digit, exact: true }).click()
  await page.getByRole('button', { name: end, exact: true }).click()
}

/** Says on a phone that nobody holds who one is, and keys a PIN. */
export async function sayWho(page: Page, name: string, pin: string): Promise<void> {
  await page.getByRole('list', { name: 'Who counts?' }).getByRole('button', { name }).click()
  await keyPin(page, pin, 'Start')
}

/** Puts the phone down, from the list of areas. */
export async function putDown(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Hand over' }).click()
  await expect(page.getByRole('heading', { name: 'Who counts?' })).toBeVisible()
}
