import { CODES, DEVICE_PEOPLE } from '../world/company.ts'
import { chanceFrom, type Chance } from '../world/chance.ts'
import { badFate, goodFate } from './fates.ts'
import type { Action, Deed, DevicePlan, History, Management, Mishap, ServerEvent } from './history.ts'
import { withPhotos } from './photographs.ts'

/** What happens in a history at all. Each one has a few of these, so that rare things meet often in some history. */
interface Themes {
  readonly network: number
  readonly crashes: boolean
  readonly worker: boolean
  readonly offline: boolean
  readonly clocks: boolean
  readonly disk: boolean
  readonly server: boolean
  readonly restore: boolean
  readonly managers: boolean
  readonly handover: boolean
  readonly revoke: boolean
  readonly poison: boolean
  readonly corrections: boolean
  readonly moves: boolean
  /** Weeks pass, and devices forget what is long final. */
  readonly weeks: boolean
}

/** A history out of a seed: always the same one. */
export function generate(seed: number): History {
  const chance = chanceFrom(seed)
  const themes = themesOf(chance)
  const slots = slotsOf(chance)
  const devices = slots.map((slot) => planOf(chance, themes, slot))
  const length = lengthOf(chance)
  const actions: Action[] = []
  let at = 0
  for (const [device] of devices.entries()) {
    at += chance.below(4_000)
    actions.push({ at, by: 'person', device, ...beginning(chance, device) })
  }
  while (actions.length < length) {
    at += pause(chance)
    actions.push(actionAt(chance, themes, devices.length, at))
  }
  const all = themes.restore ? withLoss(chance, actions) : actions
  const twice = chance.happens(0.08) ? begunTwice(chance, all) : all
  // What a server lost of a log that it disputes, it cannot ask for: never both.
  const isCopied = chance.happens(0.05) && !themes.restore
  return withPhotos({ seed, devices, actions: isCopied ? withTwin(chance, twice, devices.length) : twice })
}

/** A backup somewhere, and later the server goes back to it, or loses rows; at times after a count was closed, and the app opened anew. */
function withLoss(chance: Chance, actions: readonly Action[]): Action[] {
  const from = chance.below(actions.length)
  const to = from + 1 + chance.below(actions.length - from)
  const at = (index: number) => actions[Math.min(index, actions.length - 1)]?.at ?? 0
  const loss: ServerEvent = chance.happens(0.75)
    ? { do: 'restore', told: chance.happens(0.4) }
    : { do: 'lose-rows', rows: 1 + chance.below(6) }
  const isClosed = chance.happens(0.3)
  return actions
    .toSpliced(to, 0, ...(isClosed ? closing(at(to)) : []), {
      at: at(to) + (isClosed ? CLOSING_MS : 0),
      by: 'server',
      ...loss,
    })
    .toSpliced(from, 0, { at: at(from), by: 'server', do: 'backup' })
    .toSorted((one, other) => one.at - other.at)
}

const CLOSING_MS = 20_000

/** The first device closes its count and is put away; later it is looked at again. */
function closing(at: number): Action[] {
  return [
    { at, by: 'person', device: 0, do: 'submit' },
    { at: at + CLOSING_MS / 2, by: 'device', device: 0, do: 'close-app', forMs: CLOSING_MS / 4 },
  ]
}

/** The profile of a device is copied to another phone, which goes on from there by itself. */
function withTwin(chance: Chance, actions: readonly Action[], devices: number): Action[] {
  const at = chance.below((actions.at(-1)?.at ?? 0) + 1)
  const twin: Action = { at, by: 'device', device: chance.below(devices), do: 'twin' }
  return [...actions, twin].toSorted((one, other) => one.at - other.at)
}

/** The first device begins its area a second time, counts in both, and a manager adds one to the other. */
function begunTwice(chance: Chance, actions: readonly Action[]): Action[] {
  const [first] = actions
  if (first?.by !== 'person' || first.do !== 'start') return [...actions]
  const end = actions.at(-1)?.at ?? 0
  const at = first.at + chance.below(end - first.at + 1)
  const scan = (later: number): Action => {
    const what = { code: chance.below(CODES.length), bin: chance.below(12), times: 1 + chance.below(3) }
    return { at: at + later, by: 'person', device: 0, do: 'scan', ...what }
  }
  const join = at + 8_000 + chance.below(Math.max(1, end - at))
  return [
    ...actions,
    scan(0),
    { at: at + 1_000, by: 'person' as const, device: 0, do: 'start' as const, area: first.area },
    scan(2_000),
    { at: join, by: 'manager' as const, do: 'join' as const, pick: chance.below(4) },
    scan(4_000 + chance.below(60_000)),
  ].toSorted((one, other) => one.at - other.at)
}

/** The first device starts a count; another may take it over at once. */
function beginning(chance: Chance, device: number): Deed {
  if (device > 0 && chance.happens(0.5)) return { do: 'continue-here', pick: 0 }
  return { do: 'start', area: chance.below(5) }
}

function themesOf(chance: Chance): Themes {
  const some = (probability: number) => chance.happens(probability)
  return {
    network: some(0.2) ? 0 : chance.next() * 0.7,
    crashes: some(0.35),
    worker: some(0.35),
    offline: some(0.35),
    clocks: some(0.25),
    disk: some(0.25),
    server: some(0.3),
    restore: some(0.15),
    managers: some(0.2),
    handover: some(0.1),
    revoke: some(0.04),
    poison: some(0.2),
    corrections: some(0.6),
    moves: some(0.5),
    weeks: some(0.08),
  }
}

function lengthOf(chance: Chance): number {
  const kind = chance.next()
  if (kind < 0.8) return 5 + chance.below(11)
  if (kind < 0.98) return 16 + chance.below(30)
  return 60 + chance.below(140)
}

/** One device, or two of one person more often than not, and at times a third. */
function slotsOf(chance: Chance): number[] {
  const count = 1 + (chance.happens(0.5) ? 1 : 0) + (chance.happens(0.08) ? 1 : 0)
  if (count === 2 && chance.happens(0.6))
    return chance.pick([
      [0, 1],
      [0, 3],
      [2, 3],
      [4, 3],
    ])
  const slots = DEVICE_PEOPLE.map((_, slot) => slot)
  return Array.from({ length: count }, () => slots.splice(chance.below(slots.length), 1)).flat()
}

function planOf(chance: Chance, themes: Themes, slot: number): DevicePlan {
  const day = 86_400_000
  const clockMs = themes.clocks ? Math.round((chance.next() * 2 - 1) * day) : chance.below(2_000) - 1_000
  const fates = Array.from({ length: 12 }, () =>
    chance.happens(themes.network) ? badFate(chance) : goodFate(chance),
  )
  return { slot, clockMs, fates }
}

/** Mostly seconds, at times nothing at all, rarely half an hour. */
function pause(chance: Chance): number {
  const kind = chance.next()
  if (kind < 0.72) return chance.below(150)
  if (kind < 0.88) return chance.below(4_000)
  if (kind < 0.98) return chance.below(60_000)
  return chance.below(1_800_000)
}

function actionAt(chance: Chance, themes: Themes, devices: number, at: number): Action {
  const kind = chance.next()
  if (kind < 0.04 && (themes.managers || themes.handover || themes.revoke))
    return { at, by: 'manager', ...managementOf(chance, themes, devices) }
  if (kind < 0.08 && (themes.server || themes.clocks || themes.weeks))
    return { at, by: 'server', ...serverEventOf(chance, themes) }
  const device = chance.below(devices)
  const mishap = kind < 0.2 ? mishapOf(chance, themes) : null
  return mishap
    ? { at, by: 'device', device, ...mishap }
    : { at, by: 'person', device, ...deedOf(chance, themes) }
}

function deedOf(chance: Chance, themes: Themes): Deed {
  const code = chance.below(CODES.length)
  const bin = chance.below(12)
  const kind = chance.below(100)
  if (themes.poison && kind < 6) {
    const how = chance.below(20)
    return chance.happens(0.5) ? { do: 'poison', how } : { do: 'spoil', how }
  }
  if (themes.corrections && kind < 34) {
    switch (chance.below(7)) {
      case 0:
        return { do: 'hand', code, bin, milli: (chance.below(20) - 6) * 1000 }
      case 1:
        return { do: 'set', code, bin, milli: chance.below(12) * 1000 }
      case 2:
      case 3:
        return { do: 'void', pick: chance.below(100) }
      case 4:
      case 5:
        return {
          do: 'match',
          code: 5 + chance.below(4),
          product: chance.below(8),
          pack: chance.pick([1, 1, 6]),
        }
      default:
        return chance.happens(0.5) ? { do: 'empty', bin } : { do: 'note', pick: chance.below(100) }
    }
  }
  if (themes.moves && kind < 52) {
    switch (chance.below(10)) {
      case 8:
        return { do: 'submit' }
      case 9:
        return { do: 'scan-behind-submit', code, bin }
      case 0:
        return { do: 'start', area: chance.below(5) }
      case 1:
        return { do: 'pause' }
      case 2:
        return { do: 'resume' }
      case 3:
        return { do: 'submit' }
      case 4:
      case 5:
        return { do: 'continue-here', pick: chance.below(8) }
      case 6:
        return { do: 'go-back', pick: chance.below(8) }
      default:
        return chance.happens(0.5) ? { do: 'pull' } : { do: 'switch-person', person: chance.below(2) }
    }
  }
  return { do: 'scan', code, bin, times: chance.happens(0.4) ? 1 + chance.below(8) : 1 }
}

function mishapOf(chance: Chance, themes: Themes): Mishap | null {
  const forMs = chance.happens(0.2) ? chance.below(600_000) : chance.below(20_000)
  const possible: Mishap[] = []
  if (themes.crashes) {
    const who = themes.worker && chance.happens(0.4) ? 'worker' : 'page'
    possible.push({ do: 'crash', who, steps: chance.below(12), durable: chance.happens(0.5), forMs })
    possible.push({ do: 'close-app', forMs })
  }
  if (themes.weeks) possible.push({ do: 'close-app', forMs })
  if (themes.worker) possible.push({ do: 'background-sync' }, { do: 'background-sync' })
  if (themes.offline) possible.push({ do: 'offline', forMs: forMs * 4 })
  if (themes.disk) {
    possible.push({ do: 'storage-full', captures: 1 + chance.below(3) })
    possible.push({ do: 'slow-disk', ms: 1 + chance.below(800), forMs })
  }
  if (themes.clocks) possible.push({ do: 'clock', byMs: jump(chance) })
  return possible.length === 0 ? null : chance.pick(possible)
}

function jump(chance: Chance): number {
  const most = chance.happens(0.5) ? 86_400_000 : 600_000
  return Math.round((chance.next() * 2 - 1) * most)
}

function managementOf(chance: Chance, themes: Themes, devices: number): Management {
  const pick = chance.below(8)
  if (themes.revoke && chance.happens(0.5))
    return { do: chance.happens(0.4) ? 'revoke' : 'take-in-file', device: chance.below(devices) }
  if (themes.handover && (!themes.managers || chance.happens(0.4)))
    return { do: 'release', area: chance.below(5), to: chance.happens(0.7) ? chance.below(2) : null }
  if (themes.poison && chance.happens(0.4)) return { do: 'decide-aside', pick, count: chance.happens(0.5) }
  switch (chance.below(6)) {
    case 0:
    case 1:
      return { do: 'decide-late', accept: chance.happens(0.5) }
    case 5:
      return { do: 'join', pick }
    case 2:
      return { do: 'reopen', pick }
    case 3:
      return { do: 'void-session', pick }
    default:
      return { do: 'match-code', pick, product: chance.below(6), pack: chance.pick([1, 6]) }
  }
}

function serverEventOf(chance: Chance, themes: Themes): ServerEvent {
  const possible: ServerEvent[] = []
  if (themes.server) {
    const point = chance.pick(['before-commit', 'inside', 'after-commit'] as const)
    possible.push({ do: 'server-crash', point, writes: chance.below(3), downMs: chance.below(30_000) })
  }
  if (themes.clocks) possible.push({ do: 'server-clock', byMs: jump(chance) })
  // A server that is put back further than devices keep is not filled by them.
  if (themes.weeks && !themes.restore) possible.push({ do: 'server-clock', byMs: 31 * 86_400_000 })
  return possible.length === 0 ? { do: 'server-clock', byMs: 0 } : chance.pick(possible)
}
