import type { AreaId, FacilityId, PersonId, RunId } from './ids.ts'

/** A run at its facility as the board of assignments sees it. */
export interface BoardRun {
  readonly runId: RunId
  readonly facilityId: FacilityId
  /** The facility's days from the window's start to its end, `2026-11-30`; none where no window is set. */
  readonly days: readonly string[]
  /** The window in UTC ms, each end null where it is open. */
  readonly startAt: number | null
  readonly dueAt: number | null
  readonly areas: readonly BoardArea[]
}

export interface BoardArea {
  readonly areaId: AreaId
  /** Minutes of one person. */
  readonly minutes: number
  /** Who shall have it: several count it together. */
  readonly people: readonly PersonId[]
}

export interface BoardPerson {
  readonly personId: PersonId
  /** Where they may count. */
  readonly facilities: 'all' | readonly FacilityId[]
  /** Minutes on each day of the week, from Monday. */
  readonly minutes: readonly number[]
  /** `2026-12-24` */
  readonly daysOff: readonly string[]
}

/** What a person has in one window: `days` is the same for all of its runs. */
export interface Load {
  readonly days: readonly string[]
  readonly minutes: number
  /** What they have time for then; without a window, their longest day. */
  readonly available: number
}

/**
 * What a planner should look at. `may-not-count`: is not let in there (any more); `off`: has no hours in the window; `over-hours`: more work than
 * hours; `overlap`: in several facilities in windows that overlap.
 */
export type BoardConflict = { readonly personId: PersonId; readonly runs: readonly RunId[] } & (
  | { readonly kind: 'may-not-count' }
  | { readonly kind: 'overlap' }
  | {
      readonly kind: 'off' | 'over-hours'
      readonly days: readonly string[]
      readonly minutes: number
      readonly available: number
    }
)

/** What publishing does with an area; null where nothing changes. */
export type AssignmentChange = 'given' | 'taken' | 'handed'

export function changeOf(held: readonly PersonId[], wanted: readonly PersonId[]): AssignmentChange | null {
  if (held.length === wanted.length && held.every((person) => wanted.includes(person))) return null
  if (held.length === 0) return 'given'
  return wanted.length === 0 ? 'taken' : 'handed'
}

export function mayCountAt(person: Pick<BoardPerson, 'facilities'>, facilityId: FacilityId): boolean {
  return person.facilities === 'all' || person.facilities.includes(facilityId)
}

/** Work of each person by window, as wanted. Those who count an area together share its minutes. */
export function loadsOf(
  runs: readonly BoardRun[],
  people: readonly BoardPerson[],
): ReadonlyMap<PersonId, ReadonlyMap<string, Load>> {
  const byId = new Map(people.map((person) => [person.personId, person]))
  const loads = new Map<PersonId, Map<string, Load>>()
  for (const { days, areas } of runs) {
    const window = windowKey(days)
    for (const { minutes, people: wanted } of areas) {
      for (const personId of wanted) {
        const windows = loads.get(personId) ?? new Map<string, Load>()
        loads.set(personId, windows)
        const load = windows.get(window) ?? { days, minutes: 0, available: timeOf(byId.get(personId), days) }
        windows.set(window, { ...load, minutes: load.minutes + minutes / wanted.length })
      }
    }
  }
  return loads
}

/** Names a window among those of a board. */
export function windowKey(days: readonly string[]): string {
  return days.length === 0 ? '' : `${days[0]}/${days.at(-1)}`
}

/** Minutes a person has in the days; without any, on their longest day. */
export function timeOf(
  person: Pick<BoardPerson, 'minutes' | 'daysOff'> | undefined,
  days: readonly string[],
): number {
  if (!person) return 0
  if (days.length === 0) return Math.max(0, ...person.minutes)
  return days
    .filter((day) => !person.daysOff.includes(day))
    .reduce((sum, day) => sum + (person.minutes[weekday(day)] ?? 0), 0)
}

/** Every conflict, by person. None of them stops publishing but `may-not-count`. */
export function boardConflicts(
  runs: readonly BoardRun[],
  people: readonly BoardPerson[],
): readonly BoardConflict[] {
  const byId = new Map(people.map((person) => [person.personId, person]))
  const loads = loadsOf(runs, people)
  const runsOf = new Map<PersonId, BoardRun[]>()
  for (const run of runs) {
    const wanted = new Set(run.areas.flatMap((area) => area.people))
    for (const personId of wanted) runsOf.set(personId, [...(runsOf.get(personId) ?? []), run])
  }
  return [...runsOf].flatMap(([personId, theirs]): BoardConflict[] => {
    const person = byId.get(personId)
    const shut = theirs.filter((run) => !person || !mayCountAt(person, run.facilityId))
    const told = [...(loads.get(personId) ?? [])].flatMap(([window, load]): BoardConflict[] => {
      if (load.minutes <= load.available || !person) return []
      const runIds = theirs.filter((run) => windowKey(run.days) === window).map(({ runId }) => runId)
      return [{ kind: load.available === 0 ? 'off' : 'over-hours', personId, runs: runIds, ...load }]
    })
    const overlapping = theirs.filter((run) => theirs.some((other) => overlaps(run, other)))
    return [
      ...(shut.length > 0 ? [{ kind: 'may-not-count' as const, personId, runs: shut.map(idOf) }] : []),
      ...told,
      ...(overlapping.length > 0
        ? [{ kind: 'overlap' as const, personId, runs: overlapping.map(idOf) }]
        : []),
    ]
  })
}

const idOf = ({ runId }: BoardRun) => runId

function overlaps(run: BoardRun, other: BoardRun): boolean {
  if (run.facilityId === other.facilityId) return false
  if (run.startAt === null || run.dueAt === null || other.startAt === null || other.dueAt === null)
    return false
  return run.startAt < other.dueAt && other.startAt < run.dueAt
}

/** 0 is Monday (Sakamoto's rule). */
function weekday(day: string): number {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const before = month < 3 ? year - 1 : year
  const offset = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4][month - 1] ?? 0
  const sunday0 =
    (before + Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400) + offset + date) %
    7
  return (sunday0 + 6) % 7
}
