import type { AssignmentFileCheck } from '@cyclecount/contract'
import type { AreaId, PersonId, Sentence } from '@cyclecount/domain'
import type { Actor, EngineContext } from '../context.ts'
import { csvTable } from '../uploads/csv-table.ts'
import { say } from '../words/say.ts'
import { heldIn, openRuns, placeKey, whoCountsWhere, type CountsAt, type OpenRun } from './open-runs.ts'

const MOST_ROWS = 20_000
const needed = ['facility', 'area', 'person'] as const

type Fault = AssignmentFileCheck['faults'][number] & { readonly message: Sentence }
type Cells = Readonly<Record<'facility' | 'area' | 'person' | 'run', string>>

/**
 * Reads a table of facility, area and person (and run, where a facility has several): codes or names, and a person's sign-in or name. Several
 * rows of one area: they count it together. Everything that is wrong is told at once, with the line as a spreadsheet numbers it and the column.
 * Nothing is drafted.
 */
export async function checkAssignmentFile(
  ctx: EngineContext,
  actor: Actor,
  text: string,
): Promise<AssignmentFileCheck> {
  const read = rowsOf(text)
  if (read.faults.length > 0) return { rows: read.rows.length, faults: [...read.faults], drafts: [] }
  const known = await knownThings(ctx, actor)
  const faults: Fault[] = []
  const drafts = new Map<string, Drafted>()
  for (const { line, cells } of read.rows) {
    const found = find(known, cells)
    faults.push(...found.faults.map((fault) => ({ line, ...fault })))
    if (!found.place) continue
    const key = placeKey({ run_id: found.place.run.run_id, area_id: found.place.areaId })
    const draft = drafts.get(key) ?? { ...found.place, people: new Map<PersonId, number>() }
    const before = draft.people.get(found.place.personId)
    if (before !== undefined)
      faults.push({ line, column: 'person', message: say('board.file.twice', { line: String(before) }) })
    draft.people.set(found.place.personId, before ?? line)
    drafts.set(key, draft)
  }
  const held = await heldIn(ctx.db.read, [...new Set([...drafts.values()].map(({ run }) => run.run_id))])
  return {
    rows: read.rows.length,
    faults: faults.toSorted((a, b) => a.line - b.line),
    drafts: [...drafts].map(([key, { run, areaId, areaName, people }]) => ({
      runId: run.run_id,
      areaId,
      people: [...people.keys()],
      facilityName: run.facility_name,
      areaName,
      names: [...people.keys()].map(known.nameOf),
      before: (held.get(key) ?? []).map((row) => known.nameOf(row.person_id)),
    })),
  }
}

interface Drafted {
  readonly run: OpenRun
  readonly areaId: AreaId
  readonly areaName: string
  readonly people: Map<PersonId, number>
}

function rowsOf(text: string): {
  readonly rows: readonly { readonly line: number; readonly cells: Cells }[]
  readonly faults: readonly Fault[]
} {
  const nothing = (line: number, message: Sentence) => ({ rows: [], faults: [{ line, column: '', message }] })
  const table = csvTable(text)
  if ('brokenAt' in table) return nothing(table.brokenAt ?? 1, say('board.file.noCsv'))
  const [head = [], ...body] = table.records
  const names = head.map((name) => name.trim().toLowerCase())
  if (needed.some((name) => !names.includes(name))) return nothing(1, say('board.file.head'))
  if (body.length === 0) return nothing(1, say('board.file.empty'))
  if (body.length > MOST_ROWS) return nothing(1, say('board.file.tooMany', { most: String(MOST_ROWS) }))
  const faults: Fault[] = []
  const rows = body.flatMap((cells, index) => {
    const line = index + 2
    if (cells.every((cell) => cell.trim() === '')) return []
    if (cells.length !== names.length)
      faults.push({
        line,
        column: '',
        message: say('board.file.cells', { cells: String(cells.length), head: String(names.length) }),
      })
    const cell = (name: string) => cells[names.indexOf(name)]?.trim() ?? ''
    return [
      {
        line,
        cells: { facility: cell('facility'), area: cell('area'), person: cell('person'), run: cell('run') },
      },
    ]
  })
  return { rows, faults }
}

interface Known {
  readonly runs: ReadonlyMap<string, readonly OpenRun[]>
  readonly areas: ReadonlyMap<string, { readonly areaId: AreaId; readonly name: string }>
  readonly people: ReadonlyMap<string, ReadonlySet<PersonId>>
  readonly counts: CountsAt
  readonly nameOf: (personId: PersonId) => string
}

const alike = (text: string) => text.trim().toLowerCase()

async function knownThings(ctx: EngineContext, actor: Actor): Promise<Known> {
  const { runs } = await openRuns(ctx, actor, {})
  const byName = new Map<string, OpenRun[]>()
  for (const run of runs)
    for (const name of new Set([alike(run.facility_code), alike(run.facility_name)]))
      byName.set(name, [...(byName.get(name) ?? []), run])
  const facilities = [...new Set(runs.map((run) => run.facility_id))]
  const areas =
    facilities.length === 0
      ? []
      : await ctx.db.read
          .selectFrom('area')
          .select(['area_id', 'facility_id', 'code', 'name'])
          .where('facility_id', 'in', facilities)
          .execute()
  const counts = await whoCountsWhere(ctx, actor.orgId)
  const profiles = await ctx.db.read
    .selectFrom('person as p')
    .leftJoin('person_profile as n', 'n.person_id', 'p.person_id')
    .select(['p.person_id', 'p.subject', 'n.display_name'])
    .where('p.org_id', '=', actor.orgId)
    .execute()
  const people = new Map<string, Set<PersonId>>()
  for (const row of profiles.filter(({ person_id: id }) => counts.has(id)))
    for (const name of [row.subject, row.display_name ?? row.subject])
      people.set(alike(name), (people.get(alike(name)) ?? new Set()).add(row.person_id))
  const names = new Map(profiles.map((row) => [row.person_id, row.display_name ?? row.subject]))
  const places = areas.flatMap((row) =>
    [row.name, row.code].map(
      (name) => [`${row.facility_id} ${alike(name)}`, { areaId: row.area_id, name: row.name }] as const,
    ),
  )
  return { runs: byName, areas: new Map(places), people, counts, nameOf: (id) => names.get(id) ?? '' }
}

interface Found {
  readonly faults: readonly { readonly column: string; readonly message: Sentence }[]
  readonly place: { run: OpenRun; areaId: AreaId; areaName: string; personId: PersonId } | null
}

function find(known: Known, { facility, area, person, run: runName }: Cells): Found {
  const runs = known.runs.get(alike(facility)) ?? []
  const named = runName === '' ? runs : runs.filter((run) => alike(run.name) === alike(runName))
  const [run] = named
  const faults: { column: string; message: Sentence }[] = []
  if (runs.length === 0)
    faults.push({ column: 'facility', message: say('board.file.facility', { facility }) })
  else if (!run) faults.push({ column: 'run', message: say('board.file.run', { facility, run: runName }) })
  else if (named.length > 1)
    faults.push({ column: 'facility', message: say('board.file.runs', { facility }) })
  else if (run.round > 1)
    faults.push({ column: 'facility', message: say('board.file.recount', { facility }) })
  const place = run ? known.areas.get(`${run.facility_id} ${alike(area)}`) : undefined
  if (run && !place) faults.push({ column: 'area', message: say('board.file.area', { facility, area }) })
  const [personId, another] = known.people.get(alike(person)) ?? []
  if (personId === undefined) faults.push({ column: 'person', message: say('board.file.person', { person }) })
  else if (another !== undefined)
    faults.push({ column: 'person', message: say('board.file.people', { person }) })
  else if (run) {
    const at = known.counts.get(personId) ?? []
    if (at !== 'all' && !at.includes(run.facility_id))
      faults.push({ column: 'person', message: say('board.file.mayNot', { person, facility }) })
  }
  const isFound = faults.length === 0 && run && place && personId !== undefined
  return {
    faults,
    place: isFound ? { run, areaId: place.areaId, areaName: place.name, personId } : null,
  }
}
