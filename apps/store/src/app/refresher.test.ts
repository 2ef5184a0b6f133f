import { expect, test } from 'vitest'
import { createRefresher } from './refresher.ts'

test('whoever asks meanwhile joins the run there is, and a failure is shown until a run succeeds', async () => {
  let runs = 0
  let finish: (error?: Error) => void = () => undefined
  const refresher = createRefresher(() => {
    runs += 1
    return new Promise((resolve, reject) => {
      finish = (error) => (error ? reject(error) : resolve())
    })
  })
  const both = Promise.all([refresher.run(), refresher.run()])
  expect(refresher.snapshot().running).toBe(true)
  finish(new Error('no route'))
  await both
  expect(runs).toBe(1)
  expect(refresher.snapshot()).toMatchObject({ running: false, error: { message: 'no route' }, doneAt: null })

  refresher.runUnlessFresh()
  finish()
  await refresher.run()
  expect(refresher.snapshot()).toMatchObject({ running: false, error: null })
  refresher.runUnlessFresh()
  expect(runs).toBe(2)
})
