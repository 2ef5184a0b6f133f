import type { RunProgress } from '@cyclecount/contract'
import { fakeId, type AreaId, type SessionId } from '@cyclecount/domain'
import { expect, test } from 'vitest'
import { liveTotals } from './live-totals.ts'

type Area = RunProgress['areas'][number]
type Session = Area['sessions'][number]

const session = (name: string, over: Partial<Session>): Session => ({
  sessionId: fakeId<SessionId>(name),
  personName: name,
  state: 'counting',
  scans: 10,
  items: 4,
  unitsMilli: 12_500,
  unknownCodes: 1,
  lateScans: 0,
  startedAt: 1,
  lastScanAt: 5,
  lastReceivedAt: 6,
  device: null,
  joinedInto: null,
  upload: null,
  waitingFor: [],
  ...over,
})
const area = (name: string, sessions: readonly Session[]): Area => ({
  areaId: fakeId<AreaId>(name),
  areaName: name,
  locations: 6,
  locationsCounted: 3,
  locationsEmpty: 1,
  sessions: [...sessions],
})

test('every figure is the sum over all areas and sessions, quantities without fractions', () => {
  const totals = liveTotals({
    areas: [
      area('A', [
        session('ana', { state: 'submitted' }),
        session('ben', {
          state: 'submitting',
          lastScanAt: 9,
          waitingFor: [{ device: 'Zebra 3', missing: 7 }],
        }),
      ]),
      area('B', [
        session('chloe', { state: 'submitted', lastScanAt: null }),
        session('gone', { state: 'voided' }),
      ]),
      area('C', []),
    ],
  })
  expect(totals).toEqual({
    areas: 3,
    areasSubmitted: 1,
    locations: 18,
    locationsReached: 12,
    sessions: 4,
    scans: 40,
    unitsMilli: 50_000,
    unknownCodes: 4,
    lateScans: 0,
    missing: 7,
    lastScanAt: 9,
  })
})

test('before anybody has scanned there is no last scan', () => {
  expect(liveTotals({ areas: [area('A', [])] })).toMatchObject({
    lastScanAt: null,
    areasSubmitted: 0,
    scans: 0,
  })
})
