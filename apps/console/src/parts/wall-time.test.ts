import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { endOfLocalMinute, localMinute } from './wall-time.ts'

const iso = (local: string, zone: string): string | null => {
  const at = endOfLocalMinute(local, zone)
  return at === null ? null : new Date(at).toISOString()
}

describe('a local time as an instant', () => {
  test('the end of the minute on the facility’s clock', () => {
    expect(iso('2026-11-21T18:00', 'Europe/Berlin')).toBe('2026-11-21T17:00:59.999Z')
    expect(iso('2026-07-01T09:30', 'America/Chicago')).toBe('2026-07-01T14:30:59.999Z')
    expect(iso('2026-07-01T09:30', 'Asia/Kathmandu')).toBe('2026-07-01T03:45:59.999Z')
  })

  test('an hour that comes twice is its later one', () => {
    expect(iso('2026-10-25T02:30', 'Europe/Berlin')).toBe('2026-10-25T01:30:59.999Z')
  })

  test('an hour that is skipped is the same time after the jump', () => {
    expect(iso('2026-03-29T02:30', 'Europe/Berlin')).toBe('2026-03-29T01:30:59.999Z')
  })

  test('what is not a local time is none', () => {
    expect(['', 'now', '2026-13-40T99:99', '2026-11-21'].map((text) => iso(text, 'UTC'))).toEqual([
      null,
      null,
      null,
      null,
    ])
  })

  test('in every zone the instant shows the local time again, or the jump over it', () => {
    const zone = fc.constantFrom(
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'Pacific/Apia',
      'UTC',
    )
    const minute = fc
      .date({
        min: new Date('2024-01-01T00:00:00Z'),
        max: new Date('2030-01-01T00:00:00Z'),
        noInvalidDate: true,
      })
      .map((date) => Math.floor(date.getTime() / 60_000) * 60_000)
    fc.assert(
      fc.property(zone, minute, (timeZone, at) => {
        const local = localMinute(at, timeZone)
        const back = endOfLocalMinute(local, timeZone)
        expect(back === null ? null : localMinute(back, timeZone)).toBe(local)
      }),
    )
  })
})
