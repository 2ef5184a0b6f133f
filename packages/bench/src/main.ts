import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { board } from './board.ts'
import { books } from './books.ts'
import { burst } from './burst.ts'
import { capture } from './capture.ts'
import { clients } from './clients.ts'
import { ingest } from './ingest.ts'
import { machine } from './machine.ts'
import { page } from './page.ts'
import { chapter, type BenchCall, type Findings } from './report.ts'
import { resume } from './resume.ts'
import { review } from './review.ts'
import { storm } from './storm.ts'
import { suggestions } from './suggestions.ts'

/** In the order of the page that they write. */
const BENCHES: Readonly<Record<string, (call: BenchCall) => Promise<Findings>>> = {
  capture,
  burst,
  ingest,
  clients,
  resume,
  storm,
  books,
  review,
  board,
  suggestions,
}

const PAGE = join(fileURLToPath(new URL('../../../', import.meta.url)), 'docs/performance.md')

const began = performance.now()

function say(line: string): void {
  const seconds = ((performance.now() - began) / 1000).toFixed(0)
  process.stdout.write(`${seconds.padStart(4)} s  ${line}\n`)
}

const ONLY = '--only='

/**
 * `npm run bench -- capture burst`, `npm run bench -- all`, either with `--quick` while one works on them; `npm run bench -- books
 * --only=sqlite:60000` for one of its runs.
 */
async function main(words: readonly string[]): Promise<number> {
  const quick = words.includes('--quick')
  const only = words.find((word) => word.startsWith(ONLY))?.slice(ONLY.length) ?? null
  const asked = words.filter((word) => !word.startsWith('--'))
  const names = asked.includes('all') ? Object.keys(BENCHES) : asked
  const unknown = names.filter((name) => !Object.hasOwn(BENCHES, name))
  if (names.length === 0 || unknown.length > 0) {
    say(`There is no bench ${unknown.join(', ')}; there are ${Object.keys(BENCHES).join(', ')} and all.`)
    return 1
  }
  const description = machine()
  for (const line of description) say(line)
  const all: Findings[] = []
  for (const name of names) {
    say(`── ${name} ──`)
    const found = await BENCHES[name]?.({ say, quick, only })
    if (!found) continue
    all.push(found)
    process.stdout.write(`\n${chapter(found)}\n\n`)
    // What was measured is kept, also where a later bench fails.
    if (asked.includes('all') && !quick) writeFileSync(PAGE, page(all, description, new Date()))
  }
  return 0
}

// Playwright closes the browser then, and whatever is asked of it fails with no other word than that it was closed.
for (const signal of ['SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => say(`${signal}: what runs is given up.`))

process.exitCode = await main(process.argv.slice(2))
