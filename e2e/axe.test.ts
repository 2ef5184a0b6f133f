import { test } from '@playwright/test'
import { expectAccessible } from './accessible.ts'
import { apiOf } from './books.ts'
import { startCounting } from './counting.ts'
import { lookAtHq, lookAtManagers } from './more-screens.ts'
import { OUTDOOR, planRun } from './planning.ts'
import { signIn } from './people.ts'
import { openPhone } from './phone.ts'
import { startProduct } from './product.ts'

test('no screen of either app has a fault that axe finds, in light and in dark', async ({
  page: desk,
  browser,
}) => {
  test.setTimeout(420_000)
  const product = await startProduct({ DEMO_SALES: 'off' })
  const phone = await openPhone(product.origin)
  // Axe asks for a context that was made by name.
  const people = await browser.newContext()
  const hq = await people.newPage()
  try {
    await desk.goto(`${product.origin}/console/`)
    await expectAccessible(desk, 'console sign-in')
    await signIn(desk, 'dmitri@quillmere.example')
    const call = await apiOf(desk, product.origin)
    const { runId, facilityId } = await planRun(desk, call)
    const screens = [
      'runs',
      'runs/new',
      'proposals',
      `stock?facility=${facilityId}`,
      'rules',
      'audit',
      'devices',
      'figures',
    ]
    const tabs = [
      'areas',
      'live',
      'review',
      'codes',
      'late',
      'set-aside',
      'submit',
      'report',
      'sheets',
      'closing',
    ].map((tab) => `runs/${runId}/${tab}`)
    for (const screen of [...screens, ...tabs]) {
      await desk.goto(`${product.origin}/console/${screen}`)
      await desk.getByRole('heading', { level: 1 }).waitFor()
      await expectAccessible(desk, screen)
    }

    await lookAtManagers(desk, product.origin, runId, expectAccessible)
    await hq.goto(`${product.origin}/console/`)
    await signIn(hq, 'maya@quillmere.example')
    await lookAtHq(hq, product.origin, expectAccessible)

    await phone.openPage('/store/')
    await phone.page().getByRole('button', { name: 'Sign in' }).waitFor()
    await expectAccessible(phone.page(), 'store sign-in')
    await signIn(phone.page(), 'ana@quillmere.example')
    await phone.page().getByRole('link').first().waitFor()
    await expectAccessible(phone.page(), 'my areas')
    await startCounting(phone.page(), OUTDOOR)
    await expectAccessible(phone.page(), 'count')
    await phone.page().getByRole('button', { name: 'Finish' }).click()
    await phone.page().getByRole('button', { name: 'Submit', exact: true }).waitFor()
    await expectAccessible(phone.page(), 'review and submit')
  } finally {
    await people.close()
    await phone.dispose()
    await product.dispose()
  }
})
