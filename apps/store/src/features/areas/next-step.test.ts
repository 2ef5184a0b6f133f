import type { AreaRow, SessionRow } from '@cyclecount/device-db'
import { NO_CHAIN, fakeId, type AssignmentId, type SessionId } from '@cyclecount/domain'
import { describe, expect, test } from 'vitest'
import { countedTwice, nextStep } from './next-step.ts'

function area(name: string, sessions: AreaRow['sessions'] = []): AreaRow {
  return {
    assignmentId: fakeId<AssignmentId>(name),
    personId: fakeId('ana'),
    runId: fakeId('run'),
    runName: 'November',
    countType: 'HARD_COUNT',
    blind: true,
    round: 1,
    dueAt: null,
    facilityId: fakeId('facility'),
    areaId: fakeId(`area ${name}`),
    areaName: name,
    together: false,
    locations: [],
    items: [],
    sessions,
  }
}

function session(of: string, change: Partial<SessionRow> = {}): SessionRow {
  const { assignmentId, runId, facilityId, areaId } = area(of)
  return {
    sessionId: fakeId<SessionId>(`session ${of}`),
    assignmentId,
    runId,
    facilityId,
    areaId,
    userId: fakeId('ana'),
    startedAt: 1,
    local: 'counting',
    submitSeq: 0,
    serverState: null,
    last: 5,
    acked: 0,
    ackedChain: NO_CHAIN,
    resendThrough: 0,
    forked: false,
    floor: 0,
    floorChain: NO_CHAIN,
    finalAt: null,
    scans: 4,
    seen: {},
    cursor: 0,
    cursorChain: NO_CHAIN,
    snapshot: null,
    locationId: null,
    undecided: 0,
    ...change,
  }
}

const onServer = (of: string, state: AreaRow['sessions'][number]['state']): AreaRow['sessions'] => [
  { sessionId: fakeId(`session ${of}`), state, startedAt: 1, scans: 31, deviceLabel: 'Zebra-07' },
]

describe('what can be done about an area', () => {
  const drinks = area('drinks')
  const tea = area('tea')
  const step = (of: AreaRow, sessions: readonly SessionRow[], areas = [drinks, tea], catalogueReady = true) =>
    nextStep({ area: of, areas, sessions, catalogueReady })

  test('a fresh one is started, once the catalogue is on the device', () => {
    expect(step(drinks, [])).toEqual({ kind: 'start' })
    expect(step(drinks, [], [drinks], false)).toEqual({ kind: 'catalogue-missing' })
  })

  test('EXEC-6 one that is being counted or was paused here goes on', () => {
    expect(step(drinks, [session('drinks')])).toMatchObject({ kind: 'continue', paused: false })
    expect(step(drinks, [session('drinks', { local: 'paused' })])).toMatchObject({
      kind: 'continue',
      paused: true,
    })
  })

  test('EXEC-1 a second count waits for the first, wherever that one is', () => {
    expect(step(tea, [session('drinks')])).toMatchObject({
      kind: 'active-elsewhere',
      areaName: 'drinks',
      onThisDevice: true,
    })
    const away = area('drinks', onServer('drinks', 'counting'))
    expect(step(tea, [], [away, tea])).toMatchObject({
      kind: 'active-elsewhere',
      areaName: 'drinks',
      onThisDevice: false,
    })
    expect(step(tea, [session('drinks', { local: 'paused' })])).toEqual({ kind: 'start' })
  })

  test('EXEC-7 one that another device holds is taken over here', () => {
    const away = area('drinks', onServer('drinks', 'paused'))
    expect(step(away, [], [away, tea])).toMatchObject({
      kind: 'continue-here',
      deviceLabel: 'Zebra-07',
      scans: 31,
    })
  })

  test('EXEC-12 a submit is told as far as it is true', () => {
    const submitted = { local: 'submitted', submitSeq: 5 } as const
    expect(step(drinks, [session('drinks', submitted)])).toMatchObject({ stage: 'waiting-to-send' })
    const sent = { ...submitted, acked: 5, serverState: 'submitting' } as const
    expect(step(drinks, [session('drinks', sent)])).toMatchObject({ stage: 'submitting' })
    const held = { ...sent, serverState: 'submitted' } as const
    expect(step(drinks, [session('drinks', held)])).toMatchObject({ stage: 'submitted' })
    expect(step(tea, [session('drinks', held)])).toEqual({ kind: 'start' })
  })

  test('one that a manager gave back goes on, one that was voided is counted anew', () => {
    const reopened = { local: 'submitted', submitSeq: 5, acked: 5, serverState: 'paused' } as const
    expect(step(drinks, [session('drinks', reopened)])).toMatchObject({ kind: 'continue', paused: true })
    expect(step(drinks, [session('drinks', { serverState: 'voided' })])).toEqual({ kind: 'start' })
  })

  test('EXEC-8 one that was handed on says who has it, and how much of it is kept', () => {
    const handed = { ...area('drinks', onServer('drinks', 'suspended')), handedTo: ['Ben'] }
    expect(step(handed, [session('drinks')], [handed, tea])).toEqual({
      kind: 'handed-on',
      to: ['Ben'],
      scans: 31,
    })
    expect(countedTwice(handed)).toBeNull()
    expect(step(tea, [session('drinks', { serverState: 'suspended' })], [handed, tea])).toEqual({
      kind: 'start',
    })
  })

  test('EXEC-1 of one begun twice the count that goes on is offered, and the one kept apart can join it', () => {
    const [apart, other] = [...onServer('later', 'suspended'), ...onServer('first', 'counting')]
    const twice = area('drinks', apart && other ? [apart, other] : [])
    expect(step(twice, [], [twice, tea])).toMatchObject({
      kind: 'continue-here',
      sessionId: other?.sessionId,
    })
    expect(countedTwice(twice)).toEqual({ apart, other })
    expect(countedTwice(area('drinks', onServer('first', 'counting')))).toBeNull()
    expect(countedTwice(area('drinks', onServer('later', 'suspended')))).toBeNull()
  })
})
