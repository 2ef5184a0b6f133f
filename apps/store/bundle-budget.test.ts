import { gzipSync } from 'node:zlib'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { build, type Rolldown } from 'vite'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { bundle, inThisOrder } from './bundle.ts'

/** What a phone loads before the first scan. */
const INITIAL_BUDGET = 170_000
/** Round trips are what a slow network lacks: the page, the style sheet and this many files of code, all asked for at once. */
const FILES_BUDGET = 4

let chunks: ReadonlyMap<string, Rolldown.OutputChunk>
let page: string

beforeAll(async () => {
  // Or React would be measured as developers get it.
  vi.stubEnv('NODE_ENV', 'production')
  const built = await build({
    ...bundle,
    root: fileURLToPath(new URL('.', import.meta.url)),
    configFile: false,
    plugins: [react(), inThisOrder],
    logLevel: 'silent',
    mode: 'production',
    build: { ...bundle.build, write: false },
  })
  const [{ output } = { output: [] }] = [built].flat() as Rolldown.RolldownOutput[]
  chunks = new Map(output.flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file]] : [])))
  const html = output.find((file) => file.fileName === 'index.html')
  page = html?.type === 'asset' ? String(html.source) : ''
}, 60_000)
afterAll(() => vi.unstubAllEnvs())

test('the scan route loads at most 170 kB of JavaScript, gzip', () => {
  const files = filesOf('features/count/count-screen.tsx')
  const bytes = files.reduce((sum, name) => sum + gzipSync(chunks.get(name)?.code ?? '').length, 0)
  expect(bytes).toBeLessThanOrEqual(INITIAL_BUDGET)
})

test('the first screen of a new device comes with what the page itself asks for, in a few files', () => {
  const files = filesOf('features/sign-in/who-page.tsx')
  expect(files.length).toBeLessThanOrEqual(FILES_BUDGET)
  const asked = [...page.matchAll(/(?:src|href)="\/store\/([^"]+\.js)"/g)].map(([, name]) => name)
  expect(new Set(asked)).toEqual(new Set(files))
})

/** The files of code that are loaded before the screen with this module is shown. */
function filesOf(module: string): readonly string[] {
  const screen = [...chunks.values()].filter((chunk) => chunk.moduleIds.some((id) => id.endsWith(module)))
  // The screen must be in what is measured, or the measure means nothing.
  expect(screen).toHaveLength(1)
  const files = new Set<string>()
  const visit = (name: string): void => {
    if (files.has(name)) return
    files.add(name)
    for (const next of chunks.get(name)?.imports ?? []) visit(next)
  }
  for (const chunk of chunks.values()) if (chunk.isEntry || screen.includes(chunk)) visit(chunk.fileName)
  return [...files]
}
