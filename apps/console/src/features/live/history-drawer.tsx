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
import { Comments } from '../comments/comments.tsx'
import { isOver, useRun } from '../run/run-context.ts'
import { JoinDialog } from './join-dialog.tsx'

type Session = RunProgress['areas'][number]['sessions'][number]
type History = ReplyOf<typeof routes.sessionHistory>

export interface HistoryDrawerProps {
  readonly sessionId: SessionId | null
  readonly session: Session | undefined
  /** All sessions of its area. */
  readonly ofArea: readonly Session[]
  readonly onClose: () => void
}

/** Everything that happened to a session: who, when, on which device. */
export function HistoryDrawer({ sessionId, session, ofArea, onClose }: HistoryDrawerProps) {
  const t = useT()
  const [reopening, setReopening] = useState(false)
  const [voiding, setVoiding] = useState(false)
  const [joining, setJoining] = useState(false)
  const run = useRun()
  const may = useMay()
  const mayChange = may('decide', run.facilityId) && !isOver(run)
  const mayVoid = session !== undefined && session.state !== 'voided' && mayChange
  const others = ofArea.filter((other) => other.sessionId !== sessionId && other.state !== 'voided')
  const mayJoin = mayVoid && others.length > 0
  const given = session?.state === 'submitted' || session?.state === 'submitting'
  const mayReopen = given && mayChange
  return (
    <>
      <Drawer
        open={sessionId !== null}
        onClose={onClose}
        title={t('console.history.title', { person: session?.personName ?? '' })}
        footer={
          mayReopen || mayVoid ? (
            <>
              {mayJoin ? <Button onClick={() => setJoining(true)}>{t('console.history.join')}</Button> : null}
              {mayVoid ? <Button onClick={() => setVoiding(true)}>{t('console.history.void')}</Button> : null}
              {mayReopen ? (
                <Button onClick={() => setReopening(true)}>{t('console.history.reopen')}</Button>
              ) : null}
            </>
          ) : null
        }
      >
        {sessionId === null ? null : <SessionHistory sessionId={sessionId} />}
      </Drawer>
      {sessionId === null ? null : (
        <>
          <Reopen sessionId={sessionId} open={reopening} onClose={() => setReopening(false)} />
          <JoinDialog
            sessionId={sessionId}
            others={others}
            open={joining}
            onClose={() => setJoining(false)}
          />
          <Void sessionId={sessionId} open={voiding} onClose={() => setVoiding(false)} />
        </>
      )}
    </>
  )
}

function SessionHistory({ sessionId }: { readonly sessionId: SessionId }) {
  const run = useRun()
  const query = useQuery(historyQuery(useCall(), run.runId, sessionId))
  const may = useMay()
  return (
    <>
      <Loaded query={query}>{(history) => <Told history={history} timeZone={run.timeZone} />}</Loaded>
      {may('review', run.facilityId) ? (
        <Comments subject="session" subjectId={sessionId} timeZone={run.timeZone} />
      ) : null}
    </>
  )
}

function Told({ history, timeZone }: { readonly history: History; readonly timeZone: string }) {
  const t = useT()
  const ofSession = history.statuses.filter(({ item }) => item === null)
  const ofItems = history.statuses.filter(({ item }) => item !== null)
  return (
    <>
      <div>
        <p>{history.areaName}</p>
        {history.devices.map(({ label, ackedThrough }) => (
          <p key={label} className="cc-muted">
            {t('console.history.held', { device: label, n: ackedThrough })}
          </p>
        ))}
      </div>
      {history.statuses.length === 0 ? (
        <EmptyState icon={HistoryIcon} title={t('console.history.none')} />
      ) : (
        <Moments entries={ofSession} timeZone={timeZone} />
      )}
      {ofItems.length === 0 ? null : (
        <details className="c-items">
          <summary>{t('console.history.items', { n: ofItems.length })}</summary>
          <Moments entries={ofItems} timeZone={timeZone} />
        </details>
      )}
      <p className="cc-muted">
        <Code>{history.sessionId}</Code>
      </p>
    </>
  )
}

interface MomentsProps {
  readonly entries: History['statuses']
  readonly timeZone: string
}

function Moments({ entries, timeZone }: MomentsProps) {
  const t = useT()
  const word = useWord()
  return (
    <ol className="c-timeline">
      {entries.map((entry, index) => (
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
  )
}

interface AskProps {
  readonly sessionId: SessionId
  readonly open: boolean
  readonly onClose: () => void
}

function Reopen({ sessionId, open, onClose }: AskProps) {
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

function Void({ sessionId, open, onClose }: AskProps) {
  const t = useT()
  const call = useCall()
  const { runId } = useRun()
  const queries = useQueryClient()
  return (
    <ReasonDialog
      open={open}
      danger
      title={t('console.history.void.title')}
      words={t('console.history.void.words')}
      action={t('console.history.void')}
      onClose={onClose}
      onConfirm={async (reason) => {
        await call(routes.voidSession, { params: { sessionId }, body: { reason } })
        await queries.invalidateQueries({ queryKey: keys.run(runId) })
      }}
    />
  )
}
