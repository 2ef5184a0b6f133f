import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads'
import { openStage, play } from './play.ts'
import { playSeries, story, type Series } from './series.ts'
import { shrink } from './shrink.ts'

// npm run simulate -- --histories 1000000 --seed 7 --workers 2
//
// Plays histories and tells how far it is. A history that breaks a rule is shrunk and kept as a file; `--from` plays one again.

const FAILURES = join(import.meta.dirname, '..', '.cache', 'failures')
const TELL_EVERY_MS = 10_000

type Told =
  | { readonly kind: 'played' }
  | { readonly kind: 'failed'; readonly story: string; readonly file: string }

if (isMainThread) await lead()
else await work(workerData as Series)

async function lead(): Promise<void> {
  const { values } = parseArgs({
    options: {
      histories: { type: 'string', default: '10000' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      from: { type: 'string', default: '0' },
      workers: { type: 'string', default: '1' },
    },
  })
  const [count, seed, from, workers] = [values.histories, values.seed, values.from, values.workers].map(
    Number,
  )
  if (!count || seed === undefined || from === undefined || !workers) throw new Error('give whole numbers')
  const begun = performance.now()
  let played = 0
  let failed = 0
  const tell = () => {
    const seconds = (performance.now() - begun) / 1000
    const rate = (played / seconds).toFixed(1)
    say(
      `seed ${seed}: ${played} of ${count} histories in ${seconds.toFixed(0)} s, ${rate} a second, ${failed} failed`,
    )
  }
  const timer = setInterval(tell, TELL_EVERY_MS)
  await Promise.all(
    Array.from({ length: workers }, (_, worker) => {
      const series: Series = { seed, from: from + worker, count: count - worker, step: workers }
      return followed(series, (told) => {
        if (told.kind === 'played') played += 1
        else {
          failed += 1
          say(`${told.story}\n  shrunk: ${told.file}`)
        }
      })
    }),
  )
  clearInterval(timer)
  tell()
  process.exitCode = failed === 0 ? 0 : 1
}

function followed(series: Series, onTold: (told: Told) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: series })
    worker.on('message', onTold)
    worker.on('error', reject)
    worker.on('exit', () => {
      resolve()
    })
  })
}

async function work(series: Series): Promise<void> {
  const stage = await openStage()
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  const tell = (told: Told) => parentPort?.postMessage(told)
  for await (const played of playSeries(stage, series)) {
    tell({ kind: 'played' })
    if (!played.failure) continue
    const history = await shrink(played.history, played.failure, (candidate) => play(stage, candidate))
    mkdirSync(FAILURES, { recursive: true })
    const file = join(FAILURES, `${series.seed}-${played.index}.json`)
    writeFileSync(file, `${JSON.stringify({ found: played.failure.check, history }, null, 2)}\n`)
    tell({ kind: 'failed', story: story(series.seed, played), file })
  }
  stage.disk.remove()
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}
