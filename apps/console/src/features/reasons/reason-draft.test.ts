import { fakeId, type BackendId, type ReasonId } from '@cyclecount/domain'
import { describe, expect, test } from 'vitest'
import {
  codeAt,
  codeFrom,
  isUnknownAt,
  mappedTo,
  movedBy,
  wantedOf,
  type ReasonDraft,
} from './reason-draft.ts'

const books = fakeId<BackendId>('books')
const draft = (code: string, more: Partial<ReasonDraft> = {}): ReasonDraft => ({
  key: code,
  reasonId: fakeId<ReasonId>(code),
  code,
  label: code,
  active: true,
  system: false,
  backendCodes: [],
  ...more,
})
const codes = (drafts: readonly ReasonDraft[]) => drafts.map(({ code }) => code).join(' ')

describe('reasons while they are edited', () => {
  const three = [draft('a'), draft('b'), draft('c')]

  test('move one place up or down, and stay at the ends', () => {
    expect(codes(movedBy(three, 'b', -1))).toBe('b a c')
    expect(codes(movedBy(three, 'b', 1))).toBe('a c b')
    expect(codes(movedBy(three, 'a', -1))).toBe('a b c')
  })

  test('are sent by their own code unless they are mapped', () => {
    const mapped = draft('a', { backendCodes: mappedTo(draft('a'), books, 'SHRINK') })
    expect([codeAt(draft('a'), books), codeAt(mapped, books)]).toEqual(['a', 'SHRINK'])
    expect(mappedTo(mapped, books, 'a')).toEqual([])
    expect(wantedOf([{ ...mapped, label: ' A ' }])).toEqual([
      {
        reasonId: mapped.reasonId,
        code: 'a',
        label: 'A',
        active: true,
        backendCodes: [{ backendId: books, code: 'SHRINK' }],
      },
    ])
  })

  test('are told apart where a backend would refuse them', () => {
    const ledger = { backendId: books, name: 'Books', reasons: [{ code: 'a', label: 'A' }] }
    expect(isUnknownAt(draft('a'), ledger)).toBe(false)
    expect(isUnknownAt(draft('b'), ledger)).toBe(true)
    expect(isUnknownAt(draft('b', { active: false }), ledger)).toBe(false)
    expect(isUnknownAt(draft('b'), { ...ledger, reasons: null })).toBe(false)
  })

  test('get a code from their name', () => {
    expect(codeFrom('Eaten by pests!')).toBe('eaten-by-pests')
    expect(codeFrom('Gâté, jeté')).toBe('gate-jete')
  })
})
