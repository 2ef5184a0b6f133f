import { routes, type ReplyOf } from '@cyclecount/contract'
import type { ScanId } from '@cyclecount/domain'
import {
  Button,
  Card,
  Cell,
  CheckCircleIcon,
  DataTable,
  DateTime,
  EmptyState,
  HeaderCell,
  Quantity,
  Row,
  RowHeader,
  SelectCell,
  useLive,
} from '@cyclecount/ui'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { useWord } from '../../i18n/use-word.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { allShownToggled, coverage, toggled, type Selection } from '../../parts/selection.ts'
import { useCall, useMay } from '../../server/context.tsx'
import { keys, lateScansQuery } from '../../server/queries.ts'
import { usePageKeys } from '../keyboard/page-keys.ts'
import { ShortcutHelp } from '../keyboard/shortcut-help.tsx'
import { pressIn, walk } from '../keyboard/walk.ts'
import { isOver, useRun } from '../run/run-context.ts'

type LateSession = ReplyOf<typeof routes.lateScans>['sessions'][number]

/** Scans that came after their session was submitted: they count only when a manager says so. */
export function LateTab() {
  const t = useT()
  const run = useRun()
  usePageKeys({
    j: () => walk('late', 1),
    k: () => walk('late', -1),
    a: () => pressIn('late', 'a'),
    r: () => pressIn('late', 'r'),
  })
  const query = useQuery(lateScansQuery(useCall(), run.runId))
  return (
    <Loaded query={query}>
      {({ sessions }) =>
        sessions.length === 0 ? (
          <Card>
            <EmptyState icon={CheckCircleIcon} title={t('console.late.none')}>
              {t('console.late.none.words')}
            </EmptyState>
          </Card>
        ) : (
          <>
            <div className="c-read">
              <p className="cc-muted c-grow">{t('console.late.note')}</p>
              <ShortcutHelp />
            </div>
            {sessions.map((session) => (
              <LateCard
                key={`${session.sessionId} ${session.scans.map(({ scanId }) => scanId).join()}`}
                session={session}
              />
            ))}
          </>
        )
      }
    </Loaded>
  )
}

function LateCard({ session }: { readonly session: LateSession }) {
  const t = useT()
  const call = useCall()
  const run = useRun()
  const queries = useQueryClient()
  const { toast } = useLive()
  const word = useWord()
  const mayDecide = useMay()('decide', run.facilityId) && !isOver(run)
  const all = session.scans.map(({ scanId }) => scanId)
  const [selection, setSelection] = useState<Selection<ScanId>>({ ids: new Set(all), anchor: null })
  const [asking, setAsking] = useState<'accept' | 'dismiss' | null>(null)
  const chosen = all.filter((id) => selection.ids.has(id))
  const covered = coverage(selection, all)
  const action = asking ?? 'accept'

  async function decide(reason: string): Promise<void> {
    await call(routes.decideLate, {
      params: { runId: run.runId },
      body: { sessionId: session.sessionId, scanIds: chosen, accept: action === 'accept', reason },
    })
    toast({ text: t(`console.late.${action}.done`, { n: chosen.length }) })
    await Promise.all([
      queries.invalidateQueries({ queryKey: keys.run(run.runId) }),
      queries.invalidateQueries({ queryKey: keys.variances }),
    ])
  }

  return (
    <Card
      flush
      data-walk="late"
      tabIndex={-1}
      aria-label={t('console.late.session', { person: session.personName, area: session.areaName })}
      title={t('console.late.session', { person: session.personName, area: session.areaName })}
      footer={
        mayDecide ? (
          <>
            <Button
              variant="primary"
              data-key="a"
              disabled={chosen.length === 0}
              onClick={() => setAsking('accept')}
            >
              {t('console.late.accept', { n: chosen.length })}
            </Button>
            <Button data-key="r" disabled={chosen.length === 0} onClick={() => setAsking('dismiss')}>
              {t('console.late.dismiss', { n: chosen.length })}
            </Button>
          </>
        ) : null
      }
    >
      <DataTable
        caption={t('console.late.session', { person: session.personName, area: session.areaName })}
        density="dense"
        className="c-fold"
      >
        <thead>
          <tr>
            {mayDecide ? (
              <SelectCell
                checked={covered === 'all'}
                mixed={covered === 'some'}
                onChange={() => setSelection(allShownToggled(selection, all))}
              />
            ) : null}
            <HeaderCell>{t('console.review.item')}</HeaderCell>
            <HeaderCell className="c-wide">{t('console.late.kind')}</HeaderCell>
            <HeaderCell align="end">{t('console.late.quantity')}</HeaderCell>
            <HeaderCell className="c-wide">{t('console.late.at')}</HeaderCell>
            <HeaderCell>{t('console.late.received')}</HeaderCell>
          </tr>
        </thead>
        <tbody>
          {session.scans.map(({ scanId, title, kind, quantityMilli, at, receivedAt }) => (
            <Row key={scanId} selected={selection.ids.has(scanId)}>
              {mayDecide ? (
                <SelectCell
                  rowLabel={title}
                  checked={selection.ids.has(scanId)}
                  onChange={() => setSelection(toggled(selection, scanId))}
                />
              ) : null}
              <RowHeader>
                {title}
                <span className="c-under c-narrow">
                  {word(kind)} · <DateTime at={at} timeZone={run.timeZone} />
                </span>
              </RowHeader>
              <Cell className="c-wide">{word(kind)}</Cell>
              <Cell align="end">
                <Quantity milli={quantityMilli} sign="exceptZero" />
              </Cell>
              <Cell className="c-wide">
                <DateTime at={at} timeZone={run.timeZone} format="seconds" />
              </Cell>
              <Cell>
                <DateTime at={receivedAt} timeZone={run.timeZone} />
              </Cell>
            </Row>
          ))}
        </tbody>
      </DataTable>
      <ReasonDialog
        open={asking !== null}
        danger={action === 'dismiss'}
        title={t(`console.late.${action}.title`, { n: chosen.length })}
        words={t(`console.late.${action}.words`)}
        action={t(`console.late.${action}`, { n: chosen.length })}
        onClose={() => setAsking(null)}
        onConfirm={decide}
      />
    </Card>
  )
}
