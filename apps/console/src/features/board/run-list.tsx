import { Button, Card, Cell, DataTable, HeaderCell, Row, RowHeader, useLocale } from '@cyclecount/ui'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { RunStatusBadge } from '../../parts/statuses.tsx'
import { timeText } from './hours.ts'
import { wantedOf, type BoardRun } from './places.ts'

const AT_ONCE = 100

export interface RunListProps {
  readonly runs: readonly BoardRun[]
  readonly onOpen: (run: BoardRun) => void
}

/** The open runs in the order of their windows, with how far they are assigned and what they take. */
export function RunList({ runs, onOpen }: RunListProps) {
  const t = useT()
  const locale = useLocale()
  const [most, setMost] = useState(AT_ONCE)
  const inOrder = runs.toSorted(
    (a, b) => (a.startAt ?? a.dueAt ?? Infinity) - (b.startAt ?? b.dueAt ?? Infinity),
  )
  return (
    <>
      <Card flush>
        <DataTable caption={t('console.board.view.list')} className="c-fold">
          <thead>
            <tr>
              <HeaderCell>{t('console.facility')}</HeaderCell>
              <HeaderCell className="c-wide">{t('console.runs.status')}</HeaderCell>
              <HeaderCell>{t('console.board.window')}</HeaderCell>
              <HeaderCell align="end" className="c-wide">
                {t('console.runs.assigned')}
              </HeaderCell>
              <HeaderCell align="end" className="c-wide">
                {t('console.board.work')}
              </HeaderCell>
            </tr>
          </thead>
          <tbody>
            {inOrder.slice(0, most).map((run) => (
              <Row key={run.runId}>
                <RowHeader>
                  <button type="button" className="c-link" onClick={() => onOpen(run)}>
                    {run.facilityName}
                  </button>
                  <span className="c-under">{run.name}</span>
                  <span className="c-under c-narrow">
                    {t('console.runs.assigned')}: <Assigned run={run} />
                  </span>
                </RowHeader>
                <Cell shrink className="c-wide">
                  <RunStatusBadge status={run.status} />
                </Cell>
                <Cell>
                  <Window run={run} />
                </Cell>
                <Cell align="end" className="c-wide">
                  <Assigned run={run} />
                </Cell>
                <Cell align="end" className="c-wide">
                  {timeText(
                    run.areas.reduce((sum, area) => sum + area.minutes, 0),
                    t,
                    locale,
                  )}
                </Cell>
              </Row>
            ))}
          </tbody>
        </DataTable>
      </Card>
      {inOrder.length > most ? (
        <Button onClick={() => setMost(most + AT_ONCE)}>{t('console.board.moreRuns')}</Button>
      ) : null}
    </>
  )
}

function Assigned({ run }: { readonly run: BoardRun }) {
  const t = useT()
  const done = run.areas.filter((area) => wantedOf(area).length > 0).length
  return <>{t('console.ofTotal', { done, total: run.areas.length })}</>
}

/** In the facility's own time, with its zone. */
function Window({ run }: { readonly run: BoardRun }) {
  const t = useT()
  const { startLocal, dueLocal } = run
  if (startLocal === null && dueLocal === null)
    return <span className="cc-muted">{t('console.board.window.none')}</span>
  const shown = (local: string) => local.slice(0, 16).replace('T', ' ')
  return (
    <>
      {startLocal === null ? null : shown(startLocal)}
      {startLocal !== null && dueLocal !== null ? ' – ' : null}
      {dueLocal === null
        ? null
        : startLocal === null
          ? t('console.board.window.due', { due: shown(dueLocal) })
          : shown(dueLocal)}
      <span className="c-under">{run.timeZone}</span>
    </>
  )
}
