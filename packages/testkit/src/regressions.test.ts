import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { History } from './history/history.ts'
import { openStage, play, type Stage } from './play.ts'

const FOLDER = join(import.meta.dirname, '..', 'regressions')

interface Regression {
  /** What the history found, in a sentence. */
  readonly found: string
  readonly history: History
}

const regressions = readdirSync(FOLDER).map((name) => {
  // Written by the simulation, which shrank it.
  return JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Regression
})

describe('histories that once broke a rule', () => {
  let stage: Stage
  beforeAll(async () => {
    stage = await openStage()
  })
  afterAll(() => {
    stage.disk.remove()
  })

  test.each(regressions.map(({ found, history }) => [found, history] as const))('%s', async (_, history) => {
    expect(await play(stage, history)).toBeNull()
  })
})
