import { Card, DataTable, EmptyState, HeaderCell, ReportIcon, Row, RowHeader, Cell } from '@cyclecount/ui'
import type { ReactNode } from 'react'
import { useT } from '../../i18n/use-t.ts'

/** A column of the table behind a chart. The first names its row. */
export interface Column<Line> {
  readonly name: string
  readonly cell: (line: Line) => ReactNode
  /** Text stands at the start, numbers at the end. */
  readonly text?: true
}

export interface ChartCardProps<Line> {
  readonly title: string
  /** What it says and how it is read. */
  readonly note?: ReactNode
  readonly lines: readonly Line[]
  readonly keyOf: (line: Line) => string
  readonly columns: readonly Column<Line>[]
  /** What can be chosen. */
  readonly tools?: ReactNode
  /** The table as files. */
  readonly exports: ReactNode
  readonly empty: string
  readonly children: ReactNode
}

/** A chart with the table of its figures behind it; without figures, why there are none. */
export function ChartCard<Line>(props: ChartCardProps<Line>) {
  const { title, note, lines, tools, empty, children } = props
  return (
    <Card title={title} className="c-figure" aside={tools}>
      {note === undefined ? null : <p className="c-figure-note">{note}</p>}
      {lines.length === 0 ? (
        <EmptyState icon={ReportIcon} title={empty} />
      ) : (
        <>
          {children}
          <Behind {...props} />
        </>
      )}
    </Card>
  )
}

function Behind<Line>({ title, lines, keyOf, columns, exports }: ChartCardProps<Line>) {
  const t = useT()
  return (
    <details className="c-behind">
      <summary>{t('console.figures.table', { title })}</summary>
      <DataTable caption={title} density="dense">
        <thead>
          <tr>
            {columns.map(({ name, text }) => (
              <HeaderCell key={name} align={text ? 'start' : 'end'}>
                {name}
              </HeaderCell>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <Row key={keyOf(line)}>
              {columns.map(({ name, text, cell }, index) =>
                index === 0 ? (
                  <RowHeader key={name}>{cell(line)}</RowHeader>
                ) : (
                  <Cell key={name} align={text ? 'start' : 'end'}>
                    {cell(line)}
                  </Cell>
                ),
              )}
            </Row>
          ))}
        </tbody>
      </DataTable>
      {exports}
    </details>
  )
}
