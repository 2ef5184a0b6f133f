import { describe, expect, test } from 'vitest'
import { fakeId, isId, parseId, timeOfId, uuidV7, type FacilityId } from './ids.ts'
import { fc, forAll } from './property.fixture.ts'
import { facilitiesAllowed, isAllowed } from './roles.ts'
import { isLateFor, moveSession, sessionStates, sessionTransitions } from './session-state.ts'

const oslo = fakeId<FacilityId>('oslo')
const rome = fakeId<FacilityId>('rome')

describe('ids', () => {
  const random = fc.uint8Array({ minLength: 10, maxLength: 10 })
  test('are UUIDv7 that carry their time and sort by it', () =>
    forAll([fc.nat(2 ** 40), fc.integer({ min: 1, max: 2 ** 40 }), random, random], (at, later, one, two) => {
      const first = uuidV7(at, one)
      expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
      expect(timeOfId(first)).toBe(at)
      expect(uuidV7(at + later, two) > first).toBe(true)
    }))

  test('are parsed in either case and refused when they are something else', () => {
    expect(parseId('0189ABCD-0000-7000-8000-000000000001')).toBe('0189abcd-0000-7000-8000-000000000001')
    expect(parseId('12')).toBeNull()
    expect(isId(fakeId('anything'))).toBe(true)
  })
})

describe('roles', () => {
  test('SEC-1 allow nothing without a grant, and only at the facility of the grant', () => {
    const manager = [{ role: 'manager', facilityId: oslo } as const]
    expect(isAllowed([], 'count', oslo)).toBe(false)
    expect(isAllowed(manager, 'decide', oslo)).toBe(true)
    expect(isAllowed(manager, 'decide', rome)).toBe(false)
    expect(facilitiesAllowed(manager, 'decide')).toEqual([oslo])
  })

  test('SEC-1 keep the auditor from deciding and the associate from seeing cost', () => {
    expect(isAllowed([{ role: 'auditor', facilityId: null }], 'decide', oslo)).toBe(false)
    expect(isAllowed([{ role: 'associate', facilityId: oslo }], 'see-cost', oslo)).toBe(false)
    expect(facilitiesAllowed([{ role: 'planner', facilityId: null }], 'plan-runs')).toBe('all')
  })
})

describe('session states', () => {
  test('never let a voided session come back, nor a submitted one be paused', () => {
    expect(new Set(Object.values(sessionTransitions.voided))).toEqual(new Set(['refused', 'voided']))
    expect(moveSession('submitted', 'pause')).toBe('refused')
    expect(moveSession('submitted', 'reopen')).toBe('paused')
  })

  test('EXEC-10 call scans late exactly when the session is submitted or voided', () => {
    expect(sessionStates.filter(isLateFor)).toEqual(['submitted', 'voided'])
  })
})
