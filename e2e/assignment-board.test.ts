import { routes } from '@cyclecount/contract'
import { expect, test, type Locator, type Page } from '@playwright/test'
import { join } from 'node:path'
import { expectAccessible } from './accessible.ts'
import { crewOf, makeLargeChain } from './large-chain.ts'
import { signIn } from './people.ts'
import { startProduct } from './product.ts'
import { signedIn } from './signed-in.ts'

/** A chain of hundreds of stores takes a minute or more: `npm run plan:chain` plans it, a step of `npm run test:full`. */
const CHAIN =
  process.env['CHAIN'] === 'full'
    ? { facilities: 500, areas: 20, people: 40 }
    : { facilities: 12, areas: 10, people: 4 }
const TOTAL = CHAIN.facilities * CHAIN.areas

test(`PLAN-8 ${CHAIN.facilities} facilities with ${CHAIN.areas} areas each are planned for ${CHAIN.people} people on one board, by drag, menu and keyboard, and published at once`, async ({
  page: desk,
}) => {
  test.setTimeout(300_000)
  const product = await startProduct({ DEMO_SALES: 'off' })
  try {
    const maya = await signedIn(product.origin, 'maya')
    await makeLargeChain(join(product.dataDir, 'cyclecount.sqlite'), maya.call, CHAIN)
    await desk.setViewportSize({ width: 1280, height: 860 })
    await desk.goto(`${product.origin}/console/board`)
    await signIn(desk, 'maya@quillmere.example')
    const review = { name: `Review ${TOTAL.toLocaleString('en')} changes` }
    const last = `Store ${String(CHAIN.facilities).padStart(3, '0')}`
    const grid = desk.getByRole('grid', { name: 'Areas by person' })
    await expect(grid).toBeVisible({ timeout: 30_000 })

    await test.step('an area is dragged onto a person, and what it costs is said before it is dropped', async () => {
      await find(desk, 'Store 001', CHAIN.areas)
      const area = grid.getByRole('row', { name: /^Aisle 01/ })
      const crew = grid.getByRole('columnheader', { name: /^Crew 01/ })
      await desk.getByLabel('People shown').fill('Crew 0')
      await drag(desk, area.getByRole('rowheader'), crew)
      await expect(desk.getByText('One area to Crew 01: +2 min.')).toBeVisible()
      await expectDragged(desk, async () => desk.mouse.up())
      await expect(area.getByRole('rowheader')).toContainText('Crew 01 · new')
      await desk.getByLabel('People shown').fill('')
    })

    await test.step('areas are given by menu, and an area taken back by keys', async () => {
      await find(desk, 'Store 002', CHAIN.areas)
      const area = grid.getByRole('row', { name: /^Aisle 02/ })
      await area.getByRole('rowheader').click()
      await desk.getByRole('button', { name: 'Assign one area to…' }).click()
      await choose(desk, 'Crew 02')
      await expect(area.getByRole('rowheader')).toContainText('Crew 02 · new')
      await grid.focus()
      // To the column of nobody, where Enter takes the area back.
      await desk.keyboard.press('ArrowRight')
      await desk.keyboard.press('Enter')
      await expect(area.getByRole('rowheader')).not.toContainText('Crew 02')
    })

    await test.step('every crew is given all areas of its stores, by keys alone', async () => {
      for (let crew = 0; crew < CHAIN.people; crew += 1) {
        const name = crewOf(crew, CHAIN.people)
        const stores = Array.from({ length: CHAIN.facilities }, (_, at) => crewOf(at, CHAIN.people)).filter(
          (each) => each === name,
        ).length
        await find(desk, `, ${name}`, stores * CHAIN.areas)
        await grid.focus()
        await desk.keyboard.press('Control+a')
        await desk.keyboard.press('Control+Home')
        await desk.keyboard.press('ArrowDown')
        await desk.keyboard.press('Enter')
        await choose(desk, name)
      }
      await find(desk, last, CHAIN.areas)
      await expect(desk.getByRole('button', review)).toBeVisible({
        timeout: 30_000,
      })
      await expectAccessible(desk, 'board')
    })

    await test.step('what is published is shown first, and arrives in one request', async () => {
      // The last drafts may be on their way still.
      await desk.getByRole('button', review).click()
      const dialog = desk.getByRole('dialog', { name: 'Publish assignments' })
      await expect(dialog.getByText(`+${TOTAL} −0 ~0`)).toBeVisible({ timeout: 30_000 })
      await expectAccessible(desk, 'board, what is published')
      const begun = Date.now()
      await dialog.getByRole('button', { name: 'Publish', exact: true }).click()
      await expect(desk.getByRole('region', { name: 'Notices' })).toContainText(
        `Published: +${TOTAL} −0 ~0`,
        {
          timeout: 30_000,
        },
      )
      test.info().annotations.push({ type: 'published in ms', description: String(Date.now() - begun) })
      const { runs } = await maya.call(routes.board, {})
      const planned = runs.filter((run) => run.facilityCode.startsWith('L'))
      expect(planned).toHaveLength(CHAIN.facilities)
      expect(
        planned.flatMap((run) => run.areas).filter((area) => area.held.length === 1 && area.draft === null),
      ).toHaveLength(TOTAL)
    })

    await test.step('the calendar, the list, the hours, the file and the labels have no fault that axe finds', async () => {
      for (const [path, shown] of [
        ['board?view=calendar', 'Next month'],
        ['board?view=list', 'until 2026-12-07 20:00'],
        ['board/hours', 'Crew 01'],
        ['board/file', 'CSV file'],
        ['labels', 'LOC:'],
      ] as const) {
        await desk.goto(`${product.origin}/console/${path}`)
        await expect(desk.getByRole('main')).toContainText(shown)
        await expectAccessible(desk, path)
      }
      await desk.goto(`${product.origin}/console/board`)
      await expect(grid).toBeVisible()
    })

    await test.step('a plan of three stores is written and published, repeats every Monday at six, and has its areas on the board', async () => {
      await planThreeStores(desk, product.origin)
    })

    await test.step('on a phone the same is a list', async () => {
      await desk.setViewportSize({ width: 360, height: 740 })
      await find(desk, 'Store 003', CHAIN.areas)
      await desk.getByRole('button', { name: /^Move to…: Aisle 01 of Store 003/ }).click()
      await choose(desk, 'Crew 02')
      await expect(
        desk
          .getByRole('list', { name: 'Areas by person' })
          .getByRole('listitem')
          .filter({ hasText: 'Aisle 01' }),
      ).toContainText('Crew 02 · not published')
      await expectAccessible(desk, 'board on a phone')
    })
  } finally {
    await product.dispose()
  }
})

async function planThreeStores(desk: Page, origin: string): Promise<void> {
  const notices = desk.getByRole('region', { name: 'Notices' })
  await desk.goto(`${origin}/console/plans`)
  await desk.getByRole('link', { name: 'New plan' }).first().click()
  await desk.getByLabel('Name', { exact: false }).first().fill('Three corners')
  await desk.getByLabel('Purpose').selectOption('Weekly')
  for (const facility of ['Cottonwood Plaza', 'Harbor Street', 'Signal Hill'])
    await desk.getByRole('group', { name: 'Facilities' }).getByLabel(facility).check()
  await expect(desk.getByText('3 facilities count')).toBeVisible()
  await expectAccessible(desk, 'new plan')
  await desk.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(notices).toContainText('“Three corners” is saved.')
  await desk.getByRole('button', { name: 'Publish: make runs for 3 facilities' }).click()
  await expect(notices).toContainText('3 runs made')
  await expect(desk.getByText('Published', { exact: true }).filter({ visible: true })).toBeVisible()
  await expectAccessible(desk, 'plan')

  await desk.getByRole('link', { name: 'Repeat', exact: true }).click()
  await expect(desk.getByLabel('Plan', { exact: true })).toContainText('Three corners')
  await expect(desk.getByRole('heading', { name: /America\/St_Johns/ })).toBeVisible()
  await desk.getByRole('button', { name: 'Save the schedule' }).click()
  await expect(desk.getByText('Running', { exact: true })).toBeVisible()
  await expectAccessible(desk, 'schedule')

  await expect(desk.getByText('The server does not answer')).toBeHidden()
  await desk.goBack()
  await desk.getByRole('link', { name: 'Assign areas' }).click()
  const grid = desk.getByRole('grid', { name: 'Areas by person' })
  await expect(grid).toContainText('Cottonwood Plaza')
  await expect(grid).toContainText('Three corners · 11 of 11 unassigned')
  await expect(grid).not.toContainText('Store 001')
  await desk.goto(`${origin}/console/board`)
  await expect(grid).toBeVisible()
}

/** Searches, and waits until what is shown first is called so, and as many areas are shown. */
async function find(page: Page, text: string, areas: number): Promise<void> {
  await page.getByLabel('Facility, area or person').fill(text)
  const isWide = (page.viewportSize()?.width ?? 0) > 900
  if (!isWide) {
    await expect(
      page.getByRole('list', { name: 'Areas by person' }).getByRole('listitem').first(),
    ).toContainText(text)
    return
  }
  await expect(page.getByRole('row').nth(1)).toContainText(text)
  await expect(page.getByRole('columnheader', { name: `${areas} areas` })).toBeVisible()
}

/** Chooses the person in the dialog and assigns. */
async function choose(page: Page, name: string): Promise<void> {
  const dialog = page.getByRole('dialog')
  const person = dialog.getByLabel('Person')
  const value = await person.locator('option', { hasText: `${name}:` }).getAttribute('value')
  await person.selectOption(value)
  await dialog.getByRole('button', { name: 'Assign', exact: true }).click()
  await expect(dialog).toBeHidden()
}

/** Presses on one and moves over the other, and does not let go. */
async function drag(page: Page, from: Locator, to: Locator): Promise<void> {
  const [start, end] = [await from.boundingBox(), await to.boundingBox()]
  if (!start || !end) throw new Error('what is dragged is not in view')
  await page.mouse.move(start.x + 20, start.y + start.height / 2)
  await page.mouse.down()
  await page.mouse.move(start.x + 40, start.y + start.height / 2)
  await page.mouse.move(end.x + end.width / 2, start.y + start.height / 2, { steps: 8 })
}

async function expectDragged(page: Page, drop: () => Promise<void>): Promise<void> {
  await drop()
  await expect(page.locator('.c-board[data-dragging]')).toHaveCount(0)
}
