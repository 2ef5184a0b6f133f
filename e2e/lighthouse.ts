import { chromium } from '@playwright/test'
import lighthouse from 'lighthouse'
import { CHROMIUM } from './chromium.ts'
import { freePort, startProduct } from './product.ts'

/** Lighthouse (mobile) on the store app, five runs, median of each score; ends with 1 where a score is below the goal. */
const GOALS = { performance: 95, accessibility: 100, 'best-practices': 100 }
const RUNS = 5

const product = await startProduct({ DEMO_SALES: 'off' })
const port = await freePort()
const browser = await chromium.launch({
  ...CHROMIUM,
  args: [...CHROMIUM.args, `--remote-debugging-port=${port}`],
})
const scores = new Map<string, number[]>()
try {
  for (let run = 0; run < RUNS; run += 1) {
    const result = await lighthouse(`${product.origin}/store/`, {
      port,
      onlyCategories: Object.keys(GOALS),
      logLevel: 'error',
    })
    for (const [name, category] of Object.entries(result?.lhr.categories ?? {})) {
      scores.set(name, [...(scores.get(name) ?? []), Math.round((category.score ?? 0) * 100)])
    }
    for (const audit of Object.values(result?.lhr.audits ?? {})) {
      if (run === 0 && audit.score !== null && audit.score < 0.9)
        console.log(`  ${audit.id}: ${audit.title} ${audit.displayValue ?? ''}`)
    }
  }
} finally {
  await browser.close()
  await product.dispose()
}

for (const [name, goal] of Object.entries(GOALS)) {
  const runs = (scores.get(name) ?? []).toSorted((a, b) => a - b)
  const median = runs[Math.floor(runs.length / 2)] ?? 0
  console.log(`${name}: median ${median} of ${runs.join(' ')} (goal ${goal})`)
  if (median < goal) process.exitCode = 1
}
