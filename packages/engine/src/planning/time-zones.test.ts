import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { localOf, placeLocal } from '@cyclecount/domain'
import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'

// Of another repository, beside this one on the maintainers' machines; here, since a pure room reads no files.
const folder = join(import.meta.dirname, '../../../../../shared/data/demo/time-zones')
const areHere = existsSync(folder)
const read = (file: string) =>
  parse<Record<string, string>>(readFileSync(join(folder, file)), { columns: true })
const ms = (instant = '') => Date.parse(instant)
const minute = (local = '') => local.slice(0, 16)

describe.skipIf(!areHere)(
  `the time zones' vectors${areHere ? '' : ' (skipped: the folder is not there)'}`,
  () => {
    test('PLAN-7 all 85 local times that are skipped or come twice are placed by the rule', () => {
      const vectors = read('disambiguation_vectors.csv')
      expect(vectors).toHaveLength(85)
      for (const { zone = '', local = '', ...vector } of vectors) {
        const isGap = vector['kind'] === 'gap'
        const placed = placeLocal(local, zone)
        expect(placed, `${zone} ${local}`).toMatchObject({
          at: ms(vector['utc_compatible']),
          clock: isGap ? 'skipped' : 'repeated',
          againAt: isGap ? null : ms(vector['utc_later']),
        })
        if (!isGap) expect(placed?.takenAs).toBe(minute(local))
      }
    })

    test('PLAN-7 all 2,048 changes of offset from 2005 to 2037 are placed by the rule, but for what Morocco took back', () => {
      const changes = read('transitions_2005_2037.csv')
      expect(changes).toHaveLength(2048)
      const takenBack = changes.filter((change) => !isHeld(change))
      for (const change of changes.filter(isHeld)) holds(change)
      // The list is of edition 2025c and foretells Ramadans; since 2026c Morocco keeps one offset all year. Any other is a fault.
      expect(takenBack.every((change) => change['zone'] === 'Africa/Casablanca')).toBe(true)
      expect(takenBack.every((change) => (change['utc_instant'] ?? '') > '2026-09')).toBe(true)
      expect(takenBack.length).toBeLessThanOrEqual(24)
    })
  },
)

type Change = Readonly<Record<string, string>>

/** True where this machine's edition of the zones has both offsets of the change. */
function isHeld({ zone = '', ...change }: Change): boolean {
  const at = ms(change['utc_instant'])
  const offsets = [localOf(at - 60_000, zone), localOf(at, zone)]
  return (
    offsets.join() === [minuteBefore(change['local_before_end']), minute(change['local_after_start'])].join()
  )
}

function holds({ zone = '', kind, ...change }: Change): void {
  const at = ms(change['utc_instant'])
  const after = minute(change['local_after_start'])
  const name = `${zone} ${change['utc_instant']}`
  if (kind === 'gap') {
    const first = placeLocal(change['local_before_end'] ?? '', zone)
    expect(first, name).toEqual({ at, clock: 'skipped', takenAs: after, againAt: null })
  } else {
    const earlier = at + Number(change['shift_min']) * 60_000
    const first = placeLocal(change['local_after_start'] ?? '', zone)
    expect(first, name).toEqual({ at: earlier, clock: 'repeated', takenAs: after, againAt: at })
  }
}

function minuteBefore(local = ''): string {
  return new Date(Date.parse(`${local}Z`) - 60_000).toISOString().slice(0, 16)
}
