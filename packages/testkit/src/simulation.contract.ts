import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStage, type Stage } from './play.ts'
import { firstFailure, story } from './series.ts'

/** Plays the first histories of a seed with the pieces of the product as they are. */
export function simulationContract(seed: number, count: number): void {
  describe(`${count} histories of seed ${seed}`, () => {
    let stage: Stage
    beforeAll(async () => {
      stage = await openStage()
    })
    afterAll(() => {
      stage.disk.remove()
    })

    test(
      'SYNC-1 every saved scan is on the server once, every total is the fold of the log, and every photo is there',
      { timeout: 1_200_000 },
      async () => {
        const failed = await firstFailure(stage, { seed, from: 0, count })
        expect(failed && story(seed, failed)).toBeNull()
      },
    )
  })
}
