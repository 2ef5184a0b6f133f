import { expect, test } from 'vitest'
import { generate } from './history/generate.ts'
import { realParts, type Parts } from './parts.ts'
import { openStage, play } from './play.ts'

test('the same history plays the same, to every answer of the server', async () => {
  const stage = await openStage()
  const heard: string[] = []
  const parts: Parts = {
    ...realParts,
    intake: (ctx) => {
      const intake = realParts.intake(ctx)
      return {
        push: async (...given) => {
          const reply = await intake.push(...given)
          heard.push(JSON.stringify(reply))
          return reply
        },
      }
    },
  }
  for (const seed of [11, 12, 13, 11, 12, 13]) {
    await play(stage, generate(seed), parts)
    heard.push(`end of ${seed}`)
  }
  stage.disk.remove()
  expect(heard.length).toBeGreaterThan(12)
  expect(heard.slice(heard.length / 2)).toEqual(heard.slice(0, heard.length / 2))
})
