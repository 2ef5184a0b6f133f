import type { Board } from '@cyclecount/contract'
import {
  changeOf,
  mayCountAt,
  timeOf,
  windowKey,
  type AreaId,
  type BoardRun as Worked,
  type Load,
  type PersonId,
  type RunId,
} from '@cyclecount/domain'

export type BoardRun = Board['runs'][number]
export type BoardArea = BoardRun['areas'][number]
export type BoardPerson = Board['people'][number]
export type PlaceKey = `${RunId} ${AreaId}`
export type Loads = ReadonlyMap<PersonId, ReadonlyMap<string, Load>>

/** An area of a run: what is given to people. */
export interface Place {
  readonly key: PlaceKey
  readonly run: BoardRun
  readonly area: BoardArea
}

/** A line of the board: a facility's run, and below it its areas. */
export type BoardRow = { readonly kind: 'run'; readonly run: BoardRun } | (Place & { readonly kind: 'area' })

export function placeKey(run: BoardRun, area: BoardArea): PlaceKey {
  return `${run.runId} ${area.areaId}`
}

/** Who shall have the area once what is drafted is published. */
export function wantedOf({ draft, held }: Pick<BoardArea, 'draft' | 'held'>): readonly PersonId[] {
  return draft ?? held
}

export interface BoardFilter {
  /** Of a facility, a run, an area or somebody who has one. */
  readonly text: string
  readonly show: 'all' | 'unassigned' | 'changed'
  /** Only what this person has. */
  readonly personId: PersonId | null
}

/** The lines that are shown: runs in their order, those without an area that is shown left out. */
export function boardRows(board: Board, filter: BoardFilter): readonly BoardRow[] {
  const text = filter.text.trim().toLowerCase()
  const named = new Set(
    text === ''
      ? []
      : board.people.filter(({ name }) => name.toLowerCase().includes(text)).map(({ personId }) => personId),
  )
  return board.runs.flatMap((run): BoardRow[] => {
    const isNamed =
      text === '' || [run.facilityName, run.facilityCode, run.name].some((name) => holds(name, text))
    const areas = run.areas.filter(
      (area) =>
        isShown(area, filter) &&
        (isNamed || holds(area.name, text) || wantedOf(area).some((personId) => named.has(personId))),
    )
    if (areas.length === 0) return []
    return [
      { kind: 'run', run },
      ...areas.map((area) => ({ kind: 'area' as const, key: placeKey(run, area), run, area })),
    ]
  })
}

function holds(name: string, text: string): boolean {
  return name.toLowerCase().includes(text)
}

function isShown(area: BoardArea, { show, personId }: BoardFilter): boolean {
  if (personId !== null && !wantedOf(area).includes(personId)) return false
  if (show === 'unassigned') return wantedOf(area).length === 0
  return show === 'all' || area.draft !== null
}

/** The board with other people on some areas; what is as it is held is no draft. */
export function drafted(board: Board, people: ReadonlyMap<PlaceKey, readonly PersonId[]>): Board {
  return {
    ...board,
    runs: board.runs.map((run) => {
      if (!run.areas.some((area) => people.has(placeKey(run, area)))) return run
      return {
        ...run,
        areas: run.areas.map((area) => {
          const wanted = people.get(placeKey(run, area))
          if (!wanted) return area
          return { ...area, draft: changeOf(area.held, wanted) === null ? null : [...wanted] }
        }),
      }
    }),
  }
}

/** The same as the rules of the domain see it. */
export function workOf(board: Board): readonly Worked[] {
  return board.runs.map(({ runId, facilityId, days, startAt, dueAt, areas }) => ({
    runId,
    facilityId,
    days,
    startAt,
    dueAt,
    areas: areas.map((area) => ({ areaId: area.areaId, minutes: area.minutes, people: wantedOf(area) })),
  }))
}

export interface Preview {
  /** Minutes it adds. */
  readonly extra: number
  /** What the person then has in the window where it is tightest, of what they have time for. */
  readonly minutes: number
  readonly available: number
  /** Areas where they may not count. */
  readonly shut: number
}

/** What giving the places to a person would come to: the outcome and its cost, before it is done. */
export function previewOf(places: readonly Place[], person: BoardPerson, loads: Loads): Preview {
  const fresh = places.filter(({ area }) => !wantedOf(area).includes(person.personId))
  const before = loads.get(person.personId)
  const windows = new Map<string, { extra: number; days: readonly string[] }>()
  for (const { run, area } of fresh) {
    const key = windowKey(run.days)
    const window = windows.get(key) ?? { extra: 0, days: run.days }
    windows.set(key, { ...window, extra: window.extra + area.minutes })
  }
  const after = [...windows].map(([key, { extra, days }]) => ({
    minutes: (before?.get(key)?.minutes ?? 0) + extra,
    available: timeOf(person, days),
  }))
  const tightest = after.toSorted((a, b) => b.minutes - b.available - (a.minutes - a.available))[0]
  return {
    extra: fresh.reduce((sum, { area }) => sum + area.minutes, 0),
    ...(tightest ?? tightestLoad(person, loads)),
    shut: places.filter(({ run }) => !mayCountAt(person, run.facilityId)).length,
  }
}

/** A person's load in the window where it is tightest; without any, of a day. */
export function tightestLoad(
  person: BoardPerson,
  loads: Loads,
): { readonly minutes: number; readonly available: number } {
  const theirs = [...(loads.get(person.personId)?.values() ?? [])]
  const [tightest] = theirs.toSorted((a, b) => b.minutes - b.available - (a.minutes - a.available))
  return tightest ?? { minutes: 0, available: timeOf(person, []) }
}
