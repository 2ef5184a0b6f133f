/** How a bench is called. `quick`: fewer and smaller runs, for who works on it. `only`: one run of it, in the bench's own words. */
export interface BenchCall {
  readonly say: (line: string) => void
  readonly quick: boolean
  readonly only: string | null
}

/** What one bench found. Every bench proves that what it did was right before it answers this. */
export interface Findings {
  readonly name: string
  readonly title: string
  /** What was done, in sentences. */
  readonly how: readonly string[]
  readonly tables: readonly FigureTable[]
  readonly goals: readonly Goal[]
}

export interface FigureTable {
  readonly caption: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

export interface Goal {
  readonly goal: string
  readonly measured: string
  readonly met: boolean
}

/** One bench as a chapter of docs/performance.md. */
export function chapter({ title, how, tables, goals }: Findings): string {
  return [
    `## ${title}`,
    how.join(' '),
    ...tables.map(({ caption, columns, rows }) => `${caption}\n\n${markdownTable(columns, rows)}`),
    ...(goals.length === 0 ? [] : [goalTable(goals)]),
  ].join('\n\n')
}

function goalTable(goals: readonly Goal[]): string {
  return markdownTable(
    ['goal', 'measured', ''],
    goals.map(({ goal, measured, met }) => [goal, measured, met ? 'met' : '**NOT met**']),
  )
}

/** Aligned as the formatter of this house aligns it. */
function markdownTable(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map((name, at) =>
    Math.max(3, name.length, ...rows.map((row) => (row[at] ?? '').length)),
  )
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, at) => (cells[at] ?? '').padEnd(width)).join(' | ')} |`
  return [
    line(columns),
    `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`,
    ...rows.map(line),
  ].join('\n')
}
