import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { moveRun, runStatuses, statusesChangedBy, type RunMove, type RunStatus } from './run-state.ts'

const path = (moves: readonly RunMove[], from: RunStatus = 'planned') =>
  moves.reduce<RunStatus>((status, move) => {
    const next = moveRun(status, move)
    return next === 'refused' ? status : next
  }, from)

const moves: readonly RunMove[] = [
  'propose',
  'approve',
  'send-back',
  'start',
  'compare',
  'submit',
  'accept',
  'return',
  'cancel',
]

describe('the states of a run', () => {
  test('goes from planned to accepted, returned once on the way', () => {
    expect(path(['start', 'compare', 'submit', 'return', 'submit', 'accept'])).toBe('accepted')
  })

  test('a run that a store proposed is not counted before HQ approves it', () => {
    for (const move of ['start', 'compare', 'submit', 'accept'] as const) {
      expect(moveRun('proposed', move)).toBe('refused')
      expect(moveRun('sent-back', move)).toBe('refused')
    }
    expect(path(['send-back', 'approve', 'propose', 'approve', 'start'], 'proposed')).toBe('counting')
  })

  test('what HQ accepted and what was cancelled stays so, whatever is tried', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<RunStatus>('accepted', 'cancelled'),
        fc.array(fc.constantFrom(...moves)),
        (from, tried) => {
          expect(path(tried, from)).toBe(from)
        },
      ),
    )
  })

  test('nothing that was planned becomes proposed again', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...moves)), (tried) => {
        expect(['proposed', 'sent-back']).not.toContain(path(tried))
      }),
    )
  })

  test('counting begins once: only a planned run is changed by a start', () => {
    expect(statusesChangedBy('start')).toEqual(['planned'])
    expect(statusesChangedBy('cancel')).toEqual(
      runStatuses.filter((status) => !['submitted', 'accepted', 'cancelled'].includes(status)),
    )
  })
})
