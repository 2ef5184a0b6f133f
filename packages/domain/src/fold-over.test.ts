import { expect, test } from 'vitest'
import { counting, event, histories, phone, zebra } from './events.fixture.ts'
import { foldOver } from './fold-over.ts'
import { foldEvents, itemKey, meaningsOf, withMeaning, type MeantEvent } from './fold.ts'
import { fc, forAll } from './property.fixture.ts'
import { isCountingEvent, type ScanEvent, type SeenByDevice } from './scan-event.ts'

interface Later {
  readonly kind: 'scan' | 'hand' | 'set'
  readonly code: string
  readonly milli: number
}

const later = fc.array(
  fc.record<Later>({
    kind: fc.constantFrom('scan', 'hand', 'set'),
    code: fc.constantFrom('1', '2', '9'),
    milli: fc.integer({ min: 0, max: 9000 }),
  }),
  { maxLength: 12 },
)

/** What a phone captures that holds the whole log of before. */
function continued(before: readonly ScanEvent[], steps: readonly Later[]): readonly ScanEvent[] {
  const seen: Record<string, number> = {}
  for (const { deviceId, deviceSeq } of before) seen[deviceId] = Math.max(seen[deviceId] ?? 0, deviceSeq)
  const own = seen[phone] ?? 0
  return steps.map(({ kind, code, milli }, at) => {
    const deviceSeq = own + at + 1
    const replaces: SeenByDevice = { ...seen, [phone]: deviceSeq - 1 }
    return event(kind, phone, deviceSeq, {
      ...counting(code, milli),
      ...(kind === 'set' ? { replaces } : {}),
    })
  })
}

test('EXEC-7 lines of before with what a device captured after are the fold of the whole log', () => {
  forAll([histories, later], (before, steps) => {
    const after = continued(before, steps)
    const meanings = meaningsOf(before.filter(isStanding(before)))
    const groups = new Map<string, MeantEvent[]>()
    for (const one of after) {
      if (!isCountingEvent(one)) continue
      const meant = withMeaning(one, one.codeKey === null ? undefined : meanings.get(one.codeKey))
      groups.set(itemKey(meant), [...(groups.get(itemKey(meant)) ?? []), meant])
    }
    const { items } = foldEvents(before)
    const keys = new Set([...items.keys(), ...groups.keys()])
    const lines = [...keys].map(
      (key) => [key, foldOver(items.get(key) ?? null, key, groups.get(key) ?? [])] as const,
    )
    expect(new Map(lines)).toEqual(foldEvents([...before, ...after]).items)
  })
})

test('a line of which nothing was captured stays, and there may be none before', () => {
  const scan = event('scan', zebra, 1, counting('1', 2000))
  const [line] = foldEvents([scan]).items.values()
  if (!line) return expect.fail('there is no line')
  const { key } = line
  expect(foldOver(line, key, [])).toBe(line)
  expect(foldOver(null, key, [])).toBeNull()
  expect(foldOver(null, key, [scan])).toEqual(line)
})

function isStanding(log: readonly ScanEvent[]): (one: ScanEvent) => boolean {
  const targets = new Set(
    log.flatMap((one) =>
      one.kind === 'void' && log.find(({ scanId }) => scanId === one.target)?.kind !== 'void'
        ? one.target
        : [],
    ),
  )
  return ({ scanId }) => !targets.has(scanId)
}
