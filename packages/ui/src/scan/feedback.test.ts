import { expect, test } from 'vitest'
import { createFeedback, gainAt, signalByResult, vibrationAt, type ScanResult } from './feedback.ts'

const results = Object.keys(signalByResult) as ScanResult[]

function fakeHands() {
  const felt: number[][] = []
  const feedback = (vibration: number) =>
    createFeedback(
      { sound: 0, vibration },
      {
        openAudio: () => {
          throw new Error('Nobody has tapped.')
        },
        vibrate: (pattern) => void felt.push(pattern),
      },
    )
  return { felt, feedback }
}

test('EXEC-13 every result differs from every other in sound and in vibration', () => {
  const sounds = results.map((result) => JSON.stringify(signalByResult[result].beeps))
  const vibrations = results.map((result) => JSON.stringify(signalByResult[result].vibration))
  expect(new Set(sounds).size).toBe(results.length)
  expect(new Set(vibrations).size).toBe(results.length)
})

test('a level changes how long a vibration lasts and never its rhythm', () => {
  expect(vibrationAt([120, 80, 120], 3)).toEqual([120, 80, 120])
  expect(vibrationAt([120, 80, 120], 5)).toEqual([200, 80, 200])
  expect(vibrationAt([120, 80, 120], 0)).toEqual([])
})

test('sound grows with its level from nothing to all', () => {
  expect([0, 5, 10, 12].map(gainAt)).toEqual([0, 0.25, 1, 1])
})

test('a signal is felt before anybody unlocked the sound', () => {
  const { felt, feedback } = fakeHands()
  feedback(3).play('unknown')
  expect(felt).toEqual([[120, 80, 120]])
})

test('at level 0 nothing is felt', () => {
  const { felt, feedback } = fakeHands()
  const silent = feedback(3)
  silent.setLevels({ sound: 0, vibration: 0 })
  silent.play('rejected')
  expect(felt).toEqual([])
})
