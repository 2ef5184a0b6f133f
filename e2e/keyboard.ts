import { expect, type Page } from '@playwright/test'
import type { BookLine } from './books.ts'

/**
 * One line of the review from the list to the decision with keys alone: the list of keys, the line and what is behind it, what is refused
 * without words, the other answers, the reason, and the approval by which the count wins. Nothing else is open.
 */
export async function approveByKeys(page: Page, { product, bin }: BookLine): Promise<void> {
  const { keyboard } = page
  const dialog = page.getByRole('dialog')
  const chosen = page.getByRole('checkbox', { name: `Select ${product.title}, ${bin}` })
  const panel = page.getByRole('complementary', { name: product.title })
  await expect(chosen).toBeVisible()
  await seeKeys(page)
  await keyboard.press('j')
  await expect(page.getByRole('row').filter({ has: chosen })).toBeFocused()
  await keyboard.press('Enter')
  await expect(panel).toBeVisible()
  await keyboard.press('Escape')
  await expect(panel).toHaveCount(0)
  await keyboard.press('x')
  await expect(chosen).toBeChecked()

  // Who rejects says why.
  const reason = dialog.getByLabel('Reason')
  const damaged = reason.locator('option:checked', { hasText: 'Damaged or broken' })
  await keyboard.press('r')
  await expect(reason).toBeFocused()
  await keyboard.press('D')
  await expect(damaged).toHaveCount(1)
  await keyboard.press('Enter')
  await expect(dialog.getByText('Say why.')).toBeVisible()
  await expect(dialog.getByLabel('Note')).toBeFocused()
  await keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)

  // All three answers stand in one place; counting again is asked for where a person is chosen, and can be left.
  await keyboard.press('a')
  await expect(dialog.getByRole('radio', { name: /Difference wins/ })).toBeFocused()
  await expect(dialog.getByRole('button', { name: 'Count again instead' })).toBeVisible()
  await keyboard.press('Tab')
  await keyboard.press('Enter')
  await expect(dialog.getByLabel('Person')).toBeFocused()
  await keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await keyboard.press('c')
  await expect(dialog.getByLabel('Person')).toBeFocused()
  await keyboard.press('Tab')
  await keyboard.press('Control+Enter')
  await expect(dialog.getByLabel('Person')).toBeFocused()
  await expect(dialog.getByLabel('Person')).toHaveAttribute('aria-invalid', 'true')
  await keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)

  await keyboard.press('a')
  await expect(dialog.getByRole('radio', { name: /Difference wins/ })).toBeFocused()
  await keyboard.press('ArrowRight')
  await expect(dialog.getByRole('radio', { name: /Count wins/ })).toBeChecked()
  await expect(dialog).toContainText('the book becomes what was counted')
  await keyboard.press('Tab')
  await keyboard.press('Tab')
  await expect(reason).toBeFocused()
  await expect(damaged).toHaveCount(1)
  await keyboard.press('Enter')
  await expect(dialog).toHaveCount(0)
}

/** The list of keys, by its key: those of the lines, of moves, of codes and of late scans. */
async function seeKeys(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog')
  await page.keyboard.press('?')
  await expect(dialog.getByRole('heading', { level: 3 })).toHaveText([
    'Lines',
    'Possibly moved',
    'Unknown codes',
    'Late scans',
    'Everywhere',
  ])
  await expect(dialog).toContainText('Have what is chosen counted again')
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
}

/** Says of the only unknown code which product it is, with keys alone. */
export async function matchByKeys(page: Page, sku: string): Promise<void> {
  const { keyboard } = page
  await keyboard.press('f')
  await expect(page.getByLabel('Find the product')).toBeFocused()
  await keyboard.type(sku)
  const found = page.getByRole('listitem').filter({ hasText: sku }).getByRole('button')
  await expect(found).toBeVisible()
  await keyboard.press('Tab')
  await expect(found).toBeFocused()
  await keyboard.press('Enter')
}

/** Accepts the late scans of the only session that has some, with keys alone. */
export async function acceptLateByKeys(page: Page, why: string): Promise<void> {
  const { keyboard } = page
  const dialog = page.getByRole('dialog')
  await expect(page.getByRole('button', { name: /^Accept \d/ })).toBeVisible()
  await keyboard.press('a')
  await expect(dialog.getByRole('textbox')).toBeFocused()
  await keyboard.type(why)
  await keyboard.press('Control+Enter')
  await expect(dialog).toHaveCount(0)
}
