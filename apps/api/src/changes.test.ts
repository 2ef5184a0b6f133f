import { fakeId, type FacilityId } from '@cyclecount/domain'
import { expect, test } from 'vitest'
import { createChanges } from './changes.ts'

test('a change wakes the watchers of its facility, and nobody else', () => {
  const changes = createChanges()
  const [lisbon, azores] = [fakeId<FacilityId>('lisbon'), fakeId<FacilityId>('azores')]
  const woken: string[] = []
  const stop = changes.listen(lisbon, () => woken.push('lisbon'))
  changes.listen(lisbon, () => woken.push('lisbon too'))
  changes.listen(azores, () => woken.push('azores'))
  changes.tell({ facilityId: azores })
  expect(woken).toEqual(['azores'])
  stop()
  stop()
  changes.tell({ facilityId: lisbon })
  expect(woken).toEqual(['azores', 'lisbon too'])
})

test('who watches every facility is woken by each', () => {
  const changes = createChanges()
  let woken = 0
  const stop = changes.listen('all', () => (woken += 1))
  changes.tell({ facilityId: fakeId<FacilityId>('lisbon') })
  changes.tell({ facilityId: fakeId<FacilityId>('azores') })
  stop()
  changes.tell({ facilityId: fakeId<FacilityId>('azores') })
  expect(woken).toBe(2)
})
