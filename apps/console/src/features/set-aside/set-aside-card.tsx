import { routes, type SetAside } from '@cyclecount/contract'
import { Banner, Button, Card, DataTable, HeaderCell, SelectCell, useLive } from '@cyclecount/ui'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { allShownToggled, coverage, nothingSelected, toggled, type Selection } from '../../parts/selection.ts'
import { SessionStateBadge } from '../../parts/statuses.tsx'
import { useCall, useMay } from '../../server/context.tsx'
import { keys } from '../../server/queries.ts'
import { isOver, useRun } from '../run/run-context.ts'
import { SetAsideRow } from './set-aside-row.tsx'

export type AsideSession = SetAside['sessions'][number]

/** The records of one count, and what may be done with those that are chosen. */
export function SetAsideCard({ session }: { readonly session: AsideSession }) {
  const t = useT()
  const run = useRun()
  const mayDecide = useMay()('decide', run.facilityId) && !isOver(run) && !session.own
  const [selection, setSelection] = useState<Selection<string>>(nothingSelected)
  const all = session.records.map(({ recordId }) => recordId)
  const chosen = session.records.filter(({ recordId }) => selection.ids.has(recordId))
  const covered = coverage(selection, all)
  const { personName, areaName, state } = session
  const title =
    personName === null || areaName === null
      ? t('console.aside.homeless')
      : t('console.late.session', { person: personName, area: areaName })
  return (
    <Card
      flush
      title={title}
      aside={state === null ? null : <SessionStateBadge state={state} />}
      footer={mayDecide ? <Decide chosen={chosen} /> : null}
    >
      {state === null ? <Banner tone="warn" title={t('console.aside.homeless.words')} /> : null}
      {session.own ? <Banner tone="info" title={t('console.aside.own')} /> : null}
      <DataTable caption={title} density="dense" className="c-fold">
        <thead>
          <tr>
            {mayDecide ? (
              <SelectCell
                checked={covered === 'all'}
                mixed={covered === 'some'}
                onChange={() => setSelection(allShownToggled(selection, all))}
              />
            ) : null}
            <HeaderCell>{t('console.aside.record')}</HeaderCell>
            <HeaderCell>{t('console.aside.why')}</HeaderCell>
            <HeaderCell className="c-wide">{t('console.aside.device')}</HeaderCell>
            <HeaderCell className="c-wider">{t('console.aside.received')}</HeaderCell>
          </tr>
        </thead>
        <tbody>
          {session.records.map((record) => (
            <SetAsideRow
              key={record.recordId}
              record={record}
              counter={personName}
              chosen={selection.ids.has(record.recordId)}
              onChoose={mayDecide ? () => setSelection(toggled(selection, record.recordId)) : null}
            />
          ))}
        </tbody>
      </DataTable>
    </Card>
  )
}

function Decide({ chosen }: { readonly chosen: AsideSession['records'] }) {
  const t = useT()
  const call = useCall()
  const { runId } = useRun()
  const queries = useQueryClient()
  const { toast } = useLive()
  const [asking, setAsking] = useState<'count' | 'leave-out' | null>(null)
  const action = asking ?? 'count'
  const n = chosen.length
  const not = chosen.filter(({ notCountable }) => notCountable !== null).length

  async function decide(reason: string): Promise<void> {
    const recordIds = chosen.map(({ recordId }) => recordId)
    await call(routes.resolveSetAside, { params: { runId }, body: { recordIds, action, reason } })
    toast({ text: t(`console.aside.${action}.done`, { n }) })
    await Promise.all([
      queries.invalidateQueries({ queryKey: keys.run(runId) }),
      queries.invalidateQueries({ queryKey: keys.variances }),
    ])
  }

  return (
    <>
      <Button variant="primary" disabled={n === 0 || not > 0} onClick={() => setAsking('count')}>
        {t('console.aside.count', { n })}
      </Button>
      <Button disabled={n === 0} onClick={() => setAsking('leave-out')}>
        {t('console.aside.leave-out', { n })}
      </Button>
      {not > 0 ? <span className="cc-muted">{t('console.aside.chosenNot', { n: not })}</span> : null}
      <ReasonDialog
        open={asking !== null}
        danger={action === 'leave-out'}
        title={t(`console.aside.${action}.title`, { n })}
        words={t(`console.aside.${action}.words`)}
        action={t(`console.aside.${action}`, { n })}
        onClose={() => setAsking(null)}
        onConfirm={decide}
      />
    </>
  )
}
