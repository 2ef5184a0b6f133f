import { isId, roles } from '@cyclecount/domain'
import { expect, test } from 'vitest'
import { layouts } from './company/layout.ts'
import { demoPeople } from './people.ts'

test('every facility has an associate and a manager of its own', () => {
  for (const { facility } of layouts) {
    for (const role of ['associate', 'manager'] as const) {
      const holds = demoPeople.some(({ grants }) =>
        grants.some((grant) => grant.role === role && grant.facilityCode === facility.code),
      )
      expect(holds, `${role} of ${facility.code}`).toBe(true)
    }
  }
})

test('every role is held by somebody', () => {
  expect(new Set(demoPeople.flatMap(({ grants }) => grants.map((grant) => grant.role)))).toEqual(
    new Set(roles),
  )
})

test('logins and subjects are unique, and a subject tells nothing of its person', () => {
  expect(new Set(demoPeople.map(({ login }) => login)).size).toBe(demoPeople.length)
  expect(new Set(demoPeople.map(({ subject }) => subject)).size).toBe(demoPeople.length)
  expect(demoPeople.every(({ subject }) => isId(subject))).toBe(true)
})

test('the subject of Ana is the one that tokens of the past carry', () => {
  expect(demoPeople.find(({ login }) => login === 'ana@quillmere.example')?.subject).toBe(
    '00000000-a8b2-7600-847a-51aab8735b41',
  )
})
