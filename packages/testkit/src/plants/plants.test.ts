import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { realParts } from '../parts.ts'
import { openStage, type Stage } from '../play.ts'
import { firstFailure } from '../series.ts'
import { plants } from './plants.ts'

const SEED = 7

describe('planted faults', () => {
  let stage: Stage
  const caught: string[] = []
  beforeAll(async () => {
    stage = await openStage()
  })
  afterAll(() => {
    stage.disk.remove()
    process.stdout.write(`planted faults were caught by history\n${caught.join('\n')}\n`)
  })

  test.each(plants.map((plant) => [plant.name, plant] as const))(
    'the simulation catches: %s',
    { timeout: 1_200_000 },
    async (name, { within, where, parts }) => {
      const series = { seed: SEED, from: 0, count: within, ...(where && { where }) }
      const failed = await firstFailure(stage, series, { ...realParts, ...parts })
      expect(failed?.failure?.check, `not within ${within} histories`).toBeTypeOf('string')
      caught.push(`${String((failed?.index ?? 0) + 1).padStart(5)}  ${name} (${failed?.failure?.check})`)
    },
  )
})
