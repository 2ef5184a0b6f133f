import { routes, type RunProgress } from '@cyclecount/contract'
import { expect, test } from '@playwright/test'
import { planCountDay } from './count-day.ts'
import { startCounting } from './counting.ts'
import { putDown, sayWho, signIn } from './people.ts'
import { expectCounted, openPhone, savedOnDevice, scan } from './phone.ts'
import { areaOfRun, CLOTHING, OUTDOOR } from './planning.ts'
import { startProduct } from './product.ts'
import { allSessions, progressUntil } from './reviewing.ts'

const ANA = '2580'
const BEN = '147036'

test('SYNC-6 SEC-5 EXEC-12 two people share a handheld without a network, and nobody sees the other’s count', async () => {
  test.setTimeout(240_000)
  const product = await startProduct({ DEMO_SALES: 'off' })
  const phone = await openPhone(product.origin)
  const page = () => phone.page()
  try {
    const day = await planCountDay(product.origin, 'Three corners of Harbor Street', [
      [OUTDOOR, 'ana'],
      [CLOTHING, 'ben'],
    ])

    await test.step('both sign in once, each with a PIN', async () => {
      await phone.openPage('/store/')
      await signIn(page(), 'ana@quillmere.example', ANA)
      await expect(page().getByRole('link', { name: areaOfRun(OUTDOOR) })).toBeVisible()
      await putDown(page())
      await signIn(page(), 'ben@quillmere.example', BEN)
      await expect(page().getByRole('link', { name: areaOfRun(CLOTHING) })).toBeVisible()
      await putDown(page())
      await sayWho(page(), 'Ana', ANA)
    })

    await test.step('Ana counts without a network and puts the handheld down', async () => {
      await startCounting(page(), OUTDOOR)
      await phone.goOffline()
      for (const piece of ['1', '2', '3']) {
        await scan(page(), 'ANA-WAS-HERE')
        await expectCounted(page(), piece)
      }
      await page().getByRole('button', { name: 'My areas' }).click()
    })

    await test.step('a wrong PIN is refused, also after the app was closed; Ben’s own lets him in', async () => {
      await putDown(page())
      await sayWho(page(), 'Ben', ANA)
      await expect(page().getByText('Wrong PIN.')).toBeVisible()
      await phone.coldStart('/store/')
      await sayWho(page(), 'Ben', BEN)
      await expect(page().getByRole('link', { name: areaOfRun(CLOTHING) })).toBeVisible()
    })

    await test.step('Ben sees nothing of her count, not even by its address', async () => {
      await expect(page().getByRole('link', { name: new RegExp(`${OUTDOOR}.*Counting`, 's') })).toHaveCount(0)
      const [first] = await savedOnDevice(page())
      const sessionId = first?.split(' ')[0] ?? ''
      await page().goto(`${product.origin}/store/count/${sessionId}`)
      await expect(page().getByRole('heading', { name: 'My areas' })).toBeVisible()
      expect(await page().getByText('ANA-WAS-HERE').count()).toBe(0)
    })

    await test.step('with a network her scans are sent while he holds the handheld, under her name', async () => {
      await startCounting(page(), CLOTHING)
      await scan(page(), 'BEN-WAS-HERE')
      await expectCounted(page(), '1')
      await phone.goOnline()
      const scansByPerson = (now: RunProgress) =>
        allSessions(now)
          .map(({ personName, scans }) => `${personName.split(' ')[0]} ${scans}`)
          .toSorted()
          .join(', ')
      await progressUntil(day.manager, day.runId, (now) => scansByPerson(now) === 'Ana 3, Ben 1')
      const { rows } = await day.manager(routes.audit, { query: { facilityId: day.facilityId } })
      const told = rows
        .filter(({ tag }) => tag === 'session.started')
        .map(({ actor }) => actor?.split(' ')[0])
      expect(new Set(told)).toEqual(new Set(['Ana', 'Ben']))
    })

    await test.step('Ana comes back to her count', async () => {
      await page().getByRole('button', { name: 'My areas' }).click()
      await putDown(page())
      await sayWho(page(), 'Ana', ANA)
      await page()
        .getByRole('link', { name: areaOfRun(OUTDOOR) })
        .click()
      await page().getByRole('button', { name: 'Continue counting' }).click()
      await expect(page().getByLabel('Scan or type barcode')).toBeVisible()
      await scan(page(), 'ANA-WAS-HERE')
      await expectCounted(page(), '4')
    })

    await test.step('signing out waits for her scans: they are sent, or saved to a file', async () => {
      await phone.goOffline()
      await scan(page(), 'ANA-WAS-HERE')
      await expectCounted(page(), '5')
      await page().getByRole('button', { name: 'My areas' }).click()
      await page().getByRole('button', { name: 'Settings' }).click()
      await page().getByRole('button', { name: 'Sign out' }).click()
      // One, and what the network was too short for.
      await expect(page().getByText(/records? (is|are) neither sent nor saved to a file/)).toBeVisible()
      const downloading = page().waitForEvent('download')
      await page().getByRole('button', { name: 'Export file' }).click()
      await downloading
      await page().getByRole('button', { name: 'Sign out' }).click()
      const known = page().getByRole('list', { name: 'Who counts?' })
      await expect(known.getByRole('button')).toHaveText(['Ben Adeyemi'])
      await phone.goOnline()
      await progressUntil(day.manager, day.runId, (now) => allSessions(now).some(({ scans }) => scans === 5))
    })
  } finally {
    await phone.dispose()
    await product.dispose()
  }
})
