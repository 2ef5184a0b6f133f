import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NO_CHAIN, chainStep, chainText } from './chain.ts'

const chainOf = (texts: readonly string[]) => texts.reduce(chainStep, NO_CHAIN)
const logs = fc.array(fc.uuid({ version: 7 }), { minLength: 1, maxLength: 40 })

describe('the chain of a log', () => {
  it('is the same wherever it is worked out', () => {
    // Stored by servers and devices of every version: these figures never change.
    expect(chainOf(['01923f4e-8a00-7000-8000-000000000001'])).toBe('297f78df292af60f')
    expect(chainOf(['01923f4e-8a00-7000-8000-000000000001', ''])).toBe('6b60b687d12b06d8')
  })

  it('changes where a record is left out, doubled, replaced or moved', () => {
    fc.assert(
      fc.property(logs, fc.nat(), fc.uuid({ version: 7 }), (log, pick, other) => {
        const at = pick % log.length
        const changed = [
          log.toSpliced(at, 1),
          log.toSpliced(at, 0, log[at] ?? ''),
          log.toSpliced(at, 1, other),
          ...(log.length > 1 ? [[...log.slice(1), ...log.slice(0, 1)]] : []),
        ]
        for (const one of changed) expect(chainOf(one)).not.toBe(chainOf(log))
      }),
    )
  })

  it('goes on from any place', () => {
    fc.assert(
      fc.property(logs, fc.nat(), (log, pick) => {
        const at = pick % log.length
        expect(log.slice(at).reduce(chainStep, chainOf(log.slice(0, at)))).toBe(chainOf(log))
      }),
    )
  })

  it('does not repeat itself over a hundred thousand neighbouring ids', () => {
    const chains = new Set<string>()
    for (let n = 0; n < 100_000; n += 1) {
      chains.add(chainStep(NO_CHAIN, `01923f4e-8a00-7000-8000-${n.toString(16).padStart(12, '0')}`))
    }
    expect(chains.size).toBe(100_000)
  })
})

describe('what a record is in the chain', () => {
  it('is its id, and nothing where it has none', () => {
    expect(chainText({ scanId: 'a', kind: 'unheard-of' })).toBe('a')
    for (const spoilt of [null, 7, 'text', {}, { scanId: 7 }]) expect(chainText(spoilt)).toBe('')
  })
})
