import { gzipSync } from 'node:zlib'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { build, type Rolldown } from 'vite'
import { afterEach, expect, test, vi } from 'vitest'

/** What a phone loads before the first scan. */
const INITIAL_BUDGET = 170_000

afterEach(() => vi.unstubAllEnvs())

test('the scan route loads at most 170 kB of JavaScript, gzip', { timeout: 60_000 }, async () => {
  // Or React would be measured as developers get it.
  vi.stubEnv('NODE_ENV', 'production')
  const built = await build({
    root: fileURLToPath(new URL('.', import.meta.url)),
    configFile: false,
    base: '/store/',
    plugins: [react()],
    logLevel: 'silent',
    mode: 'production',
    build: { target: 'es2024', write: false },
  })
  const [output] = [built].flat() as Rolldown.RolldownOutput[]
  const chunks = (output?.output ?? []).flatMap((file) => (file.type === 'chunk' ? [file] : []))
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]))
  const initial = new Set<string>()
  const visit = (name: string): void => {
    if (initial.has(name)) return
    initial.add(name)
    for (const next of byName.get(name)?.imports ?? []) visit(next)
  }
  const scanRoute = chunks.filter((chunk) => chunk.isEntry || chunk.moduleIds.some(isCountScreen))
  // The screen must be in what is measured, or the measure means nothing.
  expect(scanRoute.some((chunk) => chunk.moduleIds.some(isCountScreen))).toBe(true)
  for (const chunk of scanRoute) visit(chunk.fileName)
  const bytes = [...initial].reduce((sum, name) => sum + gzipSync(byName.get(name)?.code ?? '').length, 0)
  expect(bytes).toBeLessThanOrEqual(INITIAL_BUDGET)
})

function isCountScreen(id: string): boolean {
  return id.endsWith('features/count/count-screen.tsx')
}
