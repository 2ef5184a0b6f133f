import { expect, test } from 'vitest'
import { createAnnouncer } from './announcer.ts'

/** Timers that run when the test says so. */
function fakeRegions() {
  const said: string[] = []
  const due: { at: number; run: () => void }[] = []
  let now = 0
  const announcer = createAnnouncer({
    write: (text, politeness) => {
      if (text !== '') said.push(`${politeness}: ${text}`)
    },
    later: (run, ms) => void due.push({ at: now + ms, run }),
  })
  function pass(ms: number): void {
    for (const end = now + ms; now < end;) {
      now += 10
      const ripe = due.filter((timer) => timer.at <= now)
      for (const timer of ripe) due.splice(due.indexOf(timer), 1)
      for (const timer of ripe) timer.run()
    }
  }
  return { said, pass, announce: announcer.announce }
}

test('ten scans within a second are spoken as the first and the last', () => {
  const { said, pass, announce } = fakeRegions()
  for (let count = 1; count <= 10; count += 1) announce(`Blue mug, ${count}`)
  pass(2_000)
  expect(said).toEqual(['polite: Blue mug, 1', 'polite: Blue mug, 10'])
})

test('a second later the next one is spoken at once', () => {
  const { said, pass, announce } = fakeRegions()
  announce('Blue mug, 1')
  pass(1_100)
  announce('Blue mug, 2')
  pass(50)
  expect(said).toEqual(['polite: Blue mug, 1', 'polite: Blue mug, 2'])
})

test('what is assertive is spoken at once, in the middle of polite words', () => {
  const { said, pass, announce } = fakeRegions()
  announce('Blue mug, 1')
  announce('Unknown barcode', 'assertive')
  pass(50)
  expect(said).toContain('assertive: Unknown barcode')
})
