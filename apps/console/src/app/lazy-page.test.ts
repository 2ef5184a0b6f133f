import type { ServerConfig } from '@cyclecount/contract'
import { afterEach, expect, test, vi } from 'vitest'
import { PageNotLoaded, lazyPage } from './lazy-page.ts'

const gone = new TypeError('Failed to fetch dynamically imported module: /console/assets/review.js')

afterEach(() => vi.unstubAllGlobals())

/** What drawing the page throws after its code could not be loaded. */
async function drawn(): Promise<unknown> {
  const Page = lazyPage(() => Promise.reject<{ Review: () => null }>(gone), 'Review')
  await Page.preload?.()
  try {
    return (Page as (props: object) => unknown)({})
  } catch (error) {
    return error
  }
}

test('a page that cannot be loaded because no server answers says so, and the app is not loaded again', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')))
  expect(await drawn()).toBeInstanceOf(PageNotLoaded)
})

test('where a server answers, the router is left to load the new version of the app', async () => {
  const names = { issuer: 'i', audience: 'a', storeClientId: 's', consoleClientId: 'c', demo: false } as const
  const config: ServerConfig = {
    product: 'Cyclecount',
    version: '1',
    protocol: 1,
    minSupportedProtocol: 1,
    ...names,
  }
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json(config)))
  expect(await drawn()).toBe(gone)
})
