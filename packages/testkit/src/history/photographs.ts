import { chanceFrom, mixed, type Chance } from '../world/chance.ts'
import { badFate, goodFate } from './fates.ts'
import type { Action, DevicePlan, Fate, History } from './history.ts'

/** How many of all histories have photos, and how many pictures there are to take. */
const OFTEN = 0.2
const PICTURES = 6
const FATES = 8

/**
 * Photos in some histories, and what meets them. All of it comes from a chance of its own: what else happens in the history of a seed is the
 * same as without them.
 */
export function withPhotos(history: History): History {
  const chance = chanceFrom(mixed(history.seed, 7))
  if (!chance.happens(OFTEN)) return history
  const bad = chance.happens(0.3) ? 0 : chance.next() * 0.8
  const devices = history.devices.map((plan): DevicePlan => {
    const photoFates = Array.from({ length: FATES }, () =>
      chance.happens(bad) ? photoFate(chance) : goodFate(chance),
    )
    return { ...plan, photoFates }
  })
  const loses = chance.happens(0.2) && mayLose(history)
  const base = loses ? withLossAround(chance, history.actions) : history.actions
  const taken = Array.from({ length: 1 + chance.below(4) }, () => photographed(chance, base, devices.length))
  return { ...history, devices, actions: inOrder([...base, ...taken.flat()]) }
}

/** What something in between says in the server’s place meets photos more often than scans: only their name makes them held. */
function photoFate(chance: Chance): Fate {
  if (chance.happens(0.75)) return badFate(chance)
  return chance.happens(0.5) ? { kind: 'stale' } : { kind: 'portal', status: 200 }
}

/** Never where a log is disputed, or devices forget what a server that is put back would need of them. */
function mayLose({ actions }: History): boolean {
  return !actions.some(
    (action) =>
      action.do === 'twin' || action.do === 'restore' || (action.do === 'server-clock' && action.byMs > DAY),
  )
}

const DAY = 86_400_000

/** A server that is put back to where it was somewhere in the history. */
function withLossAround(chance: Chance, actions: readonly Action[]): readonly Action[] {
  const from = chance.pick(actions).at
  const to = from + 1_000 + chance.below(60_000)
  const told = chance.happens(0.5)
  return inOrder([
    ...actions,
    { at: from, by: 'server', do: 'backup' },
    { at: to, by: 'server', do: 'restore', told },
  ])
}

/** Somebody takes a photo, soon after something else happened or before a server is put back; at times something happens to it. */
function photographed(chance: Chance, actions: readonly Action[], devices: number): readonly Action[] {
  const loss = actions.find((action) => action.do === 'restore')
  const before = loss && chance.happens(0.6) ? loss.at - chance.below(5_000) : null
  const after = chance.pick(actions).at + chance.below(chance.happens(0.7) ? 3_000 : 60_000)
  const at = Math.max(0, before ?? after)
  const device = chance.below(devices)
  const photo = photoAt(chance, device, at)
  return [photo, ...mishapsOf(chance, device, at)]
}

function photoAt(chance: Chance, device: number, at: number): Action {
  const what = { pick: chance.below(100), picture: chance.below(PICTURES), spoilt: chance.happens(0.08) }
  return { at, by: 'person', device, do: 'photo', ...what }
}

function mishapsOf(chance: Chance, device: number, at: number): readonly Action[] {
  const soon = at + chance.below(chance.happens(0.8) ? 2_000 : 30_000)
  const forMs = chance.below(20_000)
  switch (chance.below(10)) {
    case 0:
      return [crashOf(chance, 'page', device, at + chance.below(600))]
    case 1:
      return [{ at: soon, by: 'device', device, do: 'background-sync' }]
    case 2:
      return [
        { at: soon, by: 'device', device, do: 'background-sync' },
        crashOf(chance, 'worker', device, soon),
      ]
    case 3: {
      const point = chance.pick(['before-commit', 'inside', 'after-commit'] as const)
      const [writes, downMs] = [chance.below(3), chance.below(30_000)]
      return [{ at: soon, by: 'server', do: 'server-crash', point, writes, downMs }]
    }
    case 4:
      return [
        { at: Math.max(0, at - chance.below(500)), by: 'device', device, do: 'storage-full', captures: 1 },
      ]
    case 5:
    case 6: {
      const scan = { code: chance.below(9), bin: chance.below(12), times: 1 + chance.below(3) }
      return [
        photoAt(chance, device, at + chance.below(200)),
        { at: at + 300 + chance.below(900), by: 'person', device, do: 'scan', ...scan },
      ]
    }
    case 7:
      return [{ at: soon, by: 'device', device, do: 'close-app', forMs }]
    default:
      return []
  }
}

function crashOf(chance: Chance, who: 'page' | 'worker', device: number, at: number): Action {
  const [steps, durable, forMs] = [
    chance.below(chance.happens(0.5) ? 5 : 30),
    chance.happens(0.5),
    chance.below(20_000),
  ]
  return { at, by: 'device', device, do: 'crash', who, steps, durable, forMs }
}

function inOrder(actions: readonly Action[]): readonly Action[] {
  return actions.toSorted((one, other) => one.at - other.at)
}
