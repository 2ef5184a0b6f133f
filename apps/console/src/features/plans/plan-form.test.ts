import { fakeId, type FacilityId, type ItemSetId } from '@cyclecount/domain'
import { describe, expect, test } from 'vitest'
import { emptyPlan, formOfSet, namesIn, planFromForm, setFromForm, type PlanForm } from './plan-form.ts'

const lisbon = fakeId<FacilityId>('lisbon')

describe('the form of a plan', () => {
  test('an empty one says everything that is missing', () => {
    const form = { ...emptyPlan, items: { everything: false, parts: [] } }
    expect(planFromForm(form)).toEqual({ body: null, faults: ['name', 'items', 'facilities'] })
  })

  test('a template needs no facility, and nothing is due before it starts', () => {
    const form: PlanForm = { ...emptyPlan, name: ' Winter ', isTemplate: true }
    expect(planFromForm(form).body).toMatchObject({ name: 'Winter', isTemplate: true, facilities: [] })
    const late = { ...form, startLocal: '2026-12-01T08:00', dueLocal: '2026-12-01T07:00' }
    expect(planFromForm(late).faults).toEqual(['due'])
  })

  test('SKUs are typed with whatever stands between them, each counted once', () => {
    expect(namesIn('cola, tea;\n soap\ncola\n')).toEqual(['cola', 'tea', 'soap'])
  })

  test('a set of every kind of part comes back as it was', () => {
    const set = {
      kind: 'any-of' as const,
      parts: [
        { kind: 'skus' as const, skus: ['cola', 'tea'] },
        { kind: 'category' as const, categories: ['Drinks'] },
        { kind: 'abc' as const, classes: ['A', 'B'] },
        { kind: 'supplier' as const, suppliers: ['Tejo'] },
        { kind: 'tag' as const, tags: ['fragile'] },
        { kind: 'place' as const, zones: ['BACK'], locations: ['B-1'] },
        { kind: 'saved' as const, itemSetId: fakeId<ItemSetId>('fragile') },
      ],
    }
    expect(setFromForm(formOfSet(set))).toEqual(set)
  })

  test('a part that names nothing yet keeps the set from being taken', () => {
    const parts = [
      { key: '1', kind: 'skus' as const, chosen: [], typed: 'cola' },
      { key: '2', kind: 'tag' as const, chosen: [], typed: '' },
    ]
    expect(setFromForm({ everything: false, parts })).toBeNull()
  })

  test('a facility of a file counts what its rows name', () => {
    const itemSet = { kind: 'any-of' as const, parts: [{ kind: 'skus' as const, skus: ['cola'] }] }
    const form = { ...emptyPlan, name: 'W', facilities: new Set([lisbon]), own: new Map([[lisbon, itemSet]]) }
    expect(planFromForm(form).body?.facilities).toEqual([{ facilityId: lisbon, itemSet }])
  })
})
