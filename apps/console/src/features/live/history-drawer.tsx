import { routes, type ReplyOf, type RunProgress } from '@cyclecount/contract'
import type { SessionId } from '@cyclecount/domain'
import { Button, Code, DateTime, Drawer, HistoryIcon, EmptyState } from '@cyclecount/ui'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { useWord } from '../../i18n/use-word.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { useCall, useMay } from '../../server/context.tsx'
import { historyQuery, keys } from '../../server/queries.ts'
import { isOver, useRun } from '../run/run-context.ts'

type Session = RunProgress['areas'][number]['sessions'][number]
type History = ReplyOf<typeof routes.sessionHistory>

export interface HistoryDrawerProps {
  readonly sessionId: SessionId | null
  readonly session: Session | undefined
  readonly onClose: () => void
}

/** Everything that happened to a session: who, when, on which device. */
export function HistoryDrawer({ sessionId, session, onClose }: HistoryDrawerProps) {
  const t = useT()
  const [reopening, setReopening] = useState(false)
  const run = useRun()
  const may = useMay()
  const given = session?.state === 'submitted' || session?.state === 'submitting'
  const mayReopen = given && may('review', run.facilityId) && may('decide', run.facilityId) && !isOver(run)
  return (
    <>
      <Drawer
        open={sessionId !== null}
        onClose={onClose}
        title={t('console.history.title', { person: session?.personName ?? '' })}
        footer={
          mayReopen ? <Button onClick={() => setReopening(true)}>{t('console.history.reopen')}</Button> : null
        }
      >
        {sessionId === null ? null : <SessionHistory sessionId={sessionId} />}
      </Drawer>
      {sessionId === null ? null : (
        <Reopen sessionId={sessionId} open={reopening} onClose={() => setReopening(false)} />
      )}
    </>
  )
}

function SessionHistory({ sessionId }: { readonly sessionId: SessionId }) {
  const run = useRun()
  const query = useQuery(historyQuery(useCall(), run.runId, sessionId))
  return <Loaded query={query}>{(history) => <Told history={history} timeZone={run.timeZone} />}</Loaded>
}

function Told({ history, timeZone }: { readonly history: History; readonly timeZone: string }) {
  const t = useT()
  const word = useWord()
  return (
    <>
      <dl className="cc-facts">
        <dt>{t('console.areas.area')}</dt>
        <dd>{history.areaName}</dd>
        {history.devices.map(({ label, ackedThrough }) => (
          <div key={label} className="c-fact">
            <dt>{label}</dt>
            <dd>{t('console.history.held', { n: ackedThrough })}</dd>
          </div>
        ))}
      </dl>
      {history.statuses.length === 0 ? (
        <EmptyState icon={HistoryIcon} title={t('console.history.none')} />
      ) : (
        <ol className="c-timeline">
          {history.statuses.map((entry, index) => (
            <li key={index} className="c-moment">
              <span className="c-moment-when">
                <DateTime at={entry.at} timeZone={timeZone} format="seconds" />
              </span>
              <strong>{word(entry.status)}</strong>
              {entry.item === null ? null : <span>{entry.item}</span>}
              <span className="cc-muted">
                {[entry.by ?? t('console.byRule'), entry.device].filter((part) => part !== null).join(' · ')}
              </span>
              {entry.reason === null ? null : <q>{entry.reason}</q>}
            </li>
          ))}
        </ol>
      )}
      <p className="cc-muted">
        <Code>{history.sessionId}</Code>
      </p>
    </>
  )
}

interface ReopenProps {
  readonly sessionId: SessionId
  readonly open: boolean
  readonly onClose: () => void
}

function Reopen({ sessionId, open, onClose }: ReopenProps) {
  const t = useT()
  const call = useCall()
  const { runId } = useRun()
  const queries = useQueryClient()
  return (
    <ReasonDialog
      open={open}
      title={t('console.history.reopen.title')}
      words={t('console.history.reopen.words')}
      action={t('console.history.reopen')}
      onClose={onClose}
      onConfirm={async (reason) => {
        await call(routes.reopenSession, { params: { sessionId }, body: { reason } })
        await queries.invalidateQueries({ queryKey: keys.run(runId) })
      }}
    />
  )
}
