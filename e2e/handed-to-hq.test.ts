import { readFile } from 'node:fs/promises'
import { routes } from '@cyclecount/contract'
import { expect, test, type Page } from '@playwright/test'
import { expectAccessible } from './accessible.ts'
import { linesOf, type BookLine } from './books.ts'
import { makeARule, readFigures } from './hq-looks-back.ts'
import { approveByKeys } from './keyboard.ts'
import { signIn } from './people.ts'
import { startProduct } from './product.ts'
import { signedIn, type SignedIn } from './signed-in.ts'
import { countThree } from './small-count.ts'

test('AUD-6 a move is accepted, a count wins over what moved since, HQ returns the count and then accepts it, and it is closed for finance and auditors', async ({
  page: desk,
  browser,
}) => {
  test.setTimeout(300_000)
  const product = await startProduct({ DEMO_SALES: 'off' })
  const atHq = await browser.newContext({ viewport: { width: 360, height: 740 } })
  const phone = await atHq.newPage()
  const auditor = await browser.newPage()
  try {
    const dmitri = await signedIn(product.origin, 'dmitri')
    const ana = await signedIn(product.origin, 'ana')
    const facilityId = dmitri.facilities.find(({ code }) => code === 'S12')?.facilityId
    if (facilityId === undefined) throw new Error('the demo company has no S12')
    const { runId, strayed, asBooked, short } = await countThree(product.origin, dmitri, ana, facilityId)
    const holds = async ({ product: of, bin }: BookLine, at = bin) =>
      (await onHand(dmitri, facilityId, of))(at)

    await test.step('one is taken out of the book after it was counted', async () => {
      const { areas } = await dmitri.call(routes.facility, { params: { facilityId } })
      const bins = areas.flatMap(({ locations }) => locations)
      const locationId = bins.find(({ code }) => code === short.bin)?.locationId
      if (locationId === undefined) throw new Error('the bin is in no area')
      await dmitri.call(routes.adjustStock, {
        params: { facilityId },
        body: {
          requestId: 'after the count',
          productId: short.product.productId,
          locationId,
          lot: null,
          serial: null,
          deltaMilli: -1000,
          reason: 'damaged',
          comment: 'dropped',
        },
      })
      await dmitri.call(routes.reconcile, { params: { runId } })
    })

    await test.step('what strayed is accepted as one move', async () => {
      await desk.goto(`${product.origin}/console/`)
      await signIn(desk, 'dmitri@quillmere.example')
      await desk.goto(`${product.origin}/console/runs/${runId}/review`)
      await expect(
        desk.getByRole('button', { name: `Accept as one move: ${strayed.product.title}` }),
      ).toBeVisible()
      await desk.keyboard.press('m')
      const reason = desk.getByRole('dialog').getByLabel('Reason')
      await expect(reason).toBeFocused()
      await expect(reason).not.toHaveValue('')
      await desk.keyboard.press('Enter')
      await expect(desk.getByRole('dialog')).toHaveCount(0)
      await expect(desk.getByText('Possibly moved')).toHaveCount(0)
      await expect.poll(() => holds(strayed)).toBe(strayed.onHandMilli - 2000)
      await expect.poll(() => holds(strayed, asBooked.bin)).toBe(2000)
    })

    await test.step('of what moved since it was counted, the count wins: chosen and approved without a mouse', async () => {
      await approveByKeys(desk, short)
      // Booked as it was counted; the difference would have left one less.
      await expect.poll(() => holds(short)).toBe(short.onHandMilli - 1000)
    })

    await test.step('the manager says something of the line, with a file, and names HQ', async () => {
      await desk.goto(`${product.origin}/console/runs/${runId}/review?status=all&show=all`)
      await desk.getByRole('button', { name: short.product.title, exact: true }).click()
      const panel = desk.getByRole('complementary', { name: short.product.title })
      await panel.getByLabel('Your comment').pressSequentially('It was dropped, see the note, @may')
      await panel.getByRole('button', { name: 'Name Maya Brandt' }).click()
      await panel.getByLabel('Files').setInputFiles({
        name: 'dropped.txt',
        mimeType: 'text/plain',
        buffer: Buffer.from('One was dropped at the door at ten.\n'),
      })
      await panel.getByRole('button', { name: 'Comment', exact: true }).click()
      await expect(panel.getByText('It was dropped, see the note, @Maya Brandt')).toBeVisible()
      await expect(panel.getByRole('button', { name: 'Download dropped.txt' })).toBeVisible()
      await expectAccessible(desk, 'comments on a line')
    })

    await test.step('a bin that somebody looked at with a sheet on paper is keyed', async () => {
      const { areas } = await dmitri.call(routes.countSheets, { params: { runId } })
      const sheet = areas.find(({ people }) => people.length === 0)
      if (sheet === undefined) throw new Error('every area has somebody')
      await desk.getByRole('link', { name: 'Sheets', exact: true }).click()
      await desk.getByLabel('Number on the sheet').fill(`SHEET:${sheet.number}`)
      await desk.getByLabel('Number on the sheet').press('Enter')
      await desk.getByRole('textbox', { name: /^Who counted/ }).fill('Temp of the agency')
      await desk.getByLabel('Counted on, at').fill(nowIn('America/New_York'))
      await desk.getByLabel('Looked, and nothing is here').first().check()
      await desk.getByRole('button', { name: 'Take the sheet in' }).click()
      await expect(desk.getByRole('heading', { name: 'Key a sheet' })).toBeVisible()
      await desk.getByRole('link', { name: 'Live', exact: true }).click()
      await expect(desk.getByText('Temp of the agency').first()).toBeVisible()
      await expect(desk.getByText('From a sheet').first()).toBeVisible()
      await desk.getByRole('button', { name: 'History of Temp of the agency’s session' }).click()
      await expect(desk.getByRole('dialog').getByLabel('Your comment')).toBeVisible()
      await expectAccessible(desk, 'comments on a session')
      await desk.keyboard.press('Escape')
    })

    await test.step('the manager submits the count', async () => {
      await desk.getByRole('link', { name: 'Submit', exact: true }).click()
      await desk.getByLabel('Note for HQ').fill('Two had strayed')
      await desk.getByRole('button', { name: 'Submit to HQ' }).click()
      await expect(desk.getByText('This count waits for HQ')).toBeVisible()
      await expect(desk.getByRole('button', { name: 'Accept the count' })).toHaveCount(0)
    })

    await test.step('HQ pauses what is delivered; the manager sees why and may not resume it; HQ does', async () => {
      await phone.goto(`${product.origin}/console/`)
      await signIn(phone, 'maya@quillmere.example')
      await phone.goto(`${product.origin}/console/proposals`)
      await phone.getByRole('button', { name: /^Pause deliveries to / }).click()
      const dialog = phone.getByRole('dialog')
      await dialog.getByLabel('Reason').fill('The books are moved')
      await dialog.getByRole('button', { name: 'Pause deliveries' }).click()
      await expect(phone.getByText('The books are moved')).toBeVisible()
      await desk.goto(`${product.origin}/console/proposals`)
      await expect(desk.getByText('The books are moved')).toBeVisible()
      await expect(desk.getByRole('button', { name: /^Resume deliveries to / })).toHaveCount(0)
      await phone.getByRole('button', { name: /^Resume deliveries to / }).click()
      await dialog.getByLabel('Reason').fill('They are back')
      await dialog.getByRole('button', { name: 'Resume deliveries' }).click()
      await expect(phone.getByRole('button', { name: /^Pause deliveries to / })).toBeVisible()
      await expect(phone.getByText('The books are moved')).toHaveCount(0)
    })

    await test.step('HQ returns it from a phone, with a reason', async () => {
      await phone.goto(`${product.origin}/console/`)
      await phone.getByRole('link', { name: 'Inbox' }).click()
      const inbox = phone.getByRole('list', { name: 'Inbox' })
      await expect(inbox.getByRole('listitem').filter({ hasText: 'New' })).toHaveCount(2)
      await expect(inbox.getByRole('link', { name: /submitted a count/ })).toBeVisible()
      await expectAccessible(phone, 'inbox')
      await inbox.getByRole('link', { name: new RegExp(`named you: ${short.product.title}`) }).click()
      await expect(phone.getByText('It was dropped, see the note, @Maya Brandt')).toBeVisible()
      await phone.getByRole('button', { name: 'Close' }).click()
      await phone.getByRole('link', { name: 'Inbox' }).click()
      // The mention was seen where it stands; the count still waits.
      await expect(inbox.getByRole('listitem').filter({ hasText: 'New' })).toHaveCount(1)
      await openWaiting(phone, product.origin)
      await phone.getByRole('button', { name: 'Return it' }).click()
      const dialog = phone.getByRole('dialog')
      await dialog.getByLabel('Reason').fill('Was the stand at the door counted?')
      await dialog.getByRole('button', { name: 'Return it' }).click()
      await expect(phone.getByText('HQ returned this count')).toBeVisible()
    })

    await test.step('the manager sees why, and submits again', async () => {
      await desk.goto(`${product.origin}/console/runs/${runId}/review`)
      await expect(desk.getByText('Was the stand at the door counted?')).toBeVisible()
      await desk.getByRole('link', { name: 'Submit again' }).click()
      await desk.getByLabel('Note for HQ').fill('It was')
      await desk.getByRole('button', { name: 'Submit to HQ' }).click()
      await expect(desk.getByText('This count waits for HQ')).toBeVisible()
    })

    await test.step('HQ accepts it, and its history tells both times', async () => {
      await openWaiting(phone, product.origin)
      await phone.getByRole('button', { name: 'Accept the count' }).click()
      await phone.getByRole('dialog').getByRole('button', { name: 'Accept the count' }).click()
      await expect(phone.getByText('HQ accepted this count')).toBeVisible()
      await expect(phone.getByText('Returned by Maya Brandt')).toBeVisible()
      await expect(phone.getByText('Accepted by Maya Brandt')).toBeVisible()
    })

    await test.step('HQ reads the figures: the chart, the table behind it, the file, the paper', async () => {
      const maya = await signedIn(product.origin, 'maya')
      await readFigures(phone, product.origin, maya)
    })

    await test.step('HQ makes a rule: what it lacks, what it would have done with the count, and it holds', async () => {
      const maya = await signedIn(product.origin, 'maya')
      await makeARule(phone, product.origin, maya, runId)
    })

    const closing = `${product.origin}/console/runs/${runId}/closing`
    await test.step('the manager notes the cut-off, the posting date and the period', async () => {
      await desk.goto(closing)
      await desk.getByLabel('Posting date').fill('2026-11-30')
      await desk.getByLabel('Accounting period').fill('2026-11')
      const received = desk.getByRole('group', { name: /Everything received before the count/ })
      await received.getByLabel('Answer').selectOption('Yes')
      await received.getByLabel('Evidence or note').fill('Delivery note 4711')
      await desk.getByRole('button', { name: 'Save', exact: true }).click()
      await expect(desk.getByText('Noted by Dmitri Vale,')).toBeVisible()
    })

    await test.step('an auditor counts a line themselves, and it stands beside what was counted', async () => {
      await auditor.goto(`${product.origin}/console/`)
      await signIn(auditor, 'nils@quillmere.example')
      await auditor.goto(closing)
      await expect(auditor.getByLabel('Posting date')).toHaveValue('2026-11-30')
      await auditor.getByLabel('Item, SKU or bin').fill(short.product.sku)
      await expect(auditor.getByLabel('Line')).toBeEnabled()
      await auditor.getByLabel('Test count').fill('2')
      await auditor.getByRole('button', { name: 'Add the test count' }).click()
      const tests = auditor.getByRole('table', { name: 'Auditors’ own test counts' })
      await expect(tests.getByRole('row').filter({ hasText: short.product.title })).toContainText(
        'Nils Ferreira',
      )
    })

    await test.step('the manager signs the certificate, and the auditor takes the whole of it along', async () => {
      await desk.getByRole('button', { name: 'Sign', exact: true }).click()
      await expect(desk.getByText('The figures are as signed')).toBeVisible()
      await auditor.reload()
      await expect(auditor.getByText('The figures are as signed')).toBeVisible()
      const coming = auditor.waitForEvent('download')
      await auditor.getByRole('button', { name: 'Export as ZIP' }).click()
      const pack = await readFile(await (await coming).path())
      for (const name of ['closing.json', 'test-counts.csv', 'coverage.csv', 'manifest.json'])
        expect(pack.includes(name), name).toBe(true)
    })
  } finally {
    await atHq.close()
    await auditor.close()
    await product.dispose()
  }
})

test('an administrator adds a reason, maps it to one of the inventory system’s, and it is offered', async ({
  page: desk,
}) => {
  const product = await startProduct({ DEMO_SALES: 'off' })
  try {
    await desk.goto(`${product.origin}/console/`)
    await signIn(desk, 'olga@quillmere.example')
    await desk.getByRole('link', { name: 'Reasons' }).click()
    await desk.getByRole('button', { name: 'Add a reason' }).click()
    const added = desk.getByRole('listitem').filter({ hasText: 'Take out' })
    await added.getByLabel('Name').fill('Eaten by pests')
    await expect(added.getByLabel('Code')).toHaveValue('eaten-by-pests')
    await expect(added).toContainText('does not know the code')
    await added.getByRole('combobox').selectOption('damaged')
    await desk.getByRole('button', { name: 'Move Eaten by pests up' }).click()
    await desk.getByRole('checkbox', { name: 'Past its date, taken off is offered' }).uncheck()
    await desk.getByRole('button', { name: 'Save the reasons' }).click()
    const notices = desk.getByRole('region', { name: 'Notices' })
    await expect(notices.getByText('The reasons are saved')).toBeVisible()
    const { call } = await signedIn(product.origin, 'dmitri')
    const codes = (await call(routes.reasons, {})).reasons.map(({ code }) => code)
    expect(codes).toContain('eaten-by-pests')
    expect(codes).not.toContain('expired')
  } finally {
    await product.dispose()
  }
})

/** From the list of what waits for HQ to the count. */
async function openWaiting(page: Page, origin: string): Promise<void> {
  await page.goto(`${origin}/console/submissions`)
  await page.getByRole('table').getByRole('link').first().click()
  await expect(page.getByText('This count waits for HQ')).toBeVisible()
}

async function onHand(
  { call }: SignedIn,
  facilityId: Parameters<typeof countThree>[3],
  of: BookLine['product'],
) {
  const card = await call(routes.stockCard, { params: { facilityId, productId: of.productId }, query: {} })
  const lines = linesOf(card, of)
  return (bin: string) => lines.find((line) => line.bin === bin)?.onHandMilli
}

/** What a clock on the wall there shows: as a field for date and time wants it. */
function nowIn(timeZone: string): string {
  return new Date().toLocaleString('sv-SE', { timeZone }).slice(0, 16).replace(' ', 'T')
}
