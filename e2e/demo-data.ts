import { startProduct } from './product.ts'

/** Makes the demo company once for all tests of a run: each begins with a copy of it. */
// Playwright takes it from a default export only.
// oxlint-disable-next-line import/no-default-export
export default async function makeDemoData(): Promise<() => Promise<void>> {
  const product = await startProduct({ DEMO_SALES: 'off' })
  await product.stop()
  process.env['DEMO_DATA'] = product.dataDir
  return product.dispose
}
