import { routes, type PlanDetail, type RunSummary } from '@cyclecount/contract'
import { runStatuses, type RunId } from '@cyclecount/domain'
import {
  Button,
  Card,
  Cell,
  DataTable,
  HeaderCell,
  RowHeader,
  Select,
  SelectCell,
  TextField,
  useLive,
} from '@cyclecount/ui'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef, useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { RunStatusBadge } from '../../parts/statuses.tsx'
import { useCall, useMay } from '../../server/context.tsx'
import { keys } from '../../server/queries.ts'
import { Due } from '../runs/due.tsx'

interface PlanRunsProps {
  readonly plan: PlanDetail
  readonly runs: readonly RunSummary[]
}

/** The runs of a plan by facility, hundreds of them: searched, filtered, and some cancelled or answered at once. */
export function PlanRuns({ plan, runs }: PlanRunsProps) {
  const t = useT()
  const [text, setText] = useState('')
  const [status, setStatus] = useState('')
  const [chosen, setChosen] = useState<ReadonlySet<RunId>>(new Set())
  const shown = useMemo(() => {
    const wanted = text.trim().toLowerCase()
    return runs
      .filter((run) => status === '' || run.status === status)
      .filter((run) => run.facilityName.toLowerCase().includes(wanted))
      .toSorted((a, b) => a.facilityName.localeCompare(b.facilityName))
  }, [runs, text, status])
  const known = new Set(runs.map((run) => run.status))
  return (
    <section className="c-stack" aria-label={t('console.plans.runs')}>
      <search className="cc-toolbar" aria-label={t('console.filters')}>
        <TextField
          label={t('console.plans.findFacility')}
          type="search"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Select
          label={t('console.runs.status')}
          value={status}
          onChange={(event) => setStatus(event.currentTarget.value)}
          options={[
            { value: '', label: t('console.runs.status.all') },
            ...runStatuses
              .filter((one) => known.has(one))
              .map((one) => ({ value: one, label: t(`console.run.status.${one}`) })),
          ]}
        />
      </search>
      <RunTable runs={shown} chosen={chosen} onChoose={plan.mayEdit ? setChosen : null} />
      {chosen.size === 0 ? null : (
        <ChosenBar
          plan={plan}
          runs={runs.filter(({ runId }) => chosen.has(runId))}
          onDone={() => setChosen(new Set())}
        />
      )}
    </section>
  )
}

interface RunTableProps {
  readonly runs: readonly RunSummary[]
  readonly chosen: ReadonlySet<RunId>
  /** Null for who may not change the plan. */
  readonly onChoose: ((chosen: ReadonlySet<RunId>) => void) | null
}

function RunTable({ runs, chosen, onChoose }: RunTableProps) {
  const t = useT()
  const frame = useRef<HTMLDivElement>(null)
  const rows = useVirtualizer({
    count: runs.length,
    getScrollElement: () => frame.current,
    estimateSize: () => 57,
    getItemKey: (index) => runs[index]?.runId ?? index,
    overscan: 12,
  })
  const items = rows.getVirtualItems()
  const isAll = runs.length > 0 && runs.every(({ runId }) => chosen.has(runId))
  const columns = onChoose ? 6 : 5
  const tick = (ids: readonly RunId[], on: boolean) => {
    const next = new Set(chosen)
    for (const id of ids)
      if (on) next.add(id)
      else next.delete(id)
    onChoose?.(next)
  }
  return (
    <Card flush>
      <DataTable
        caption={t('console.plans.runs')}
        className="c-fold"
        aria-rowcount={runs.length + 1}
        frameProps={{ ref: frame, style: { maxBlockSize: 'max(22rem, calc(100dvh - 22rem))' } }}
      >
        <thead>
          <tr>
            {onChoose ? (
              <SelectCell
                checked={isAll}
                mixed={!isAll && runs.some(({ runId }) => chosen.has(runId))}
                onChange={() =>
                  tick(
                    runs.map(({ runId }) => runId),
                    !isAll,
                  )
                }
              />
            ) : null}
            <HeaderCell>{t('console.facility')}</HeaderCell>
            <HeaderCell>{t('console.runs.status')}</HeaderCell>
            <HeaderCell className="c-wide">{t('console.runs.due')}</HeaderCell>
            <HeaderCell align="end" className="c-wide">
              {t('console.runs.assigned')}
            </HeaderCell>
            <HeaderCell align="end" className="c-wide">
              {t('console.runs.submitted')}
            </HeaderCell>
          </tr>
        </thead>
        <tbody>
          <Gap height={items[0]?.start ?? 0} columns={columns} />
          {items.map(({ index, key }) => {
            const run = runs[index]
            return run ? (
              <tr key={key} ref={rows.measureElement} data-index={index} aria-rowindex={index + 2}>
                {onChoose ? (
                  <SelectCell
                    rowLabel={run.facilityName}
                    checked={chosen.has(run.runId)}
                    onChange={() => tick([run.runId], !chosen.has(run.runId))}
                  />
                ) : null}
                <RunCells run={run} />
              </tr>
            ) : null
          })}
          <Gap height={rows.getTotalSize() - (items.at(-1)?.end ?? 0)} columns={columns} />
        </tbody>
      </DataTable>
    </Card>
  )
}

function RunCells({ run }: { readonly run: RunSummary }) {
  const t = useT()
  return (
    <>
      <RowHeader>
        <Link to="/runs/$runId" params={{ runId: run.runId }} className="c-name">
          {run.facilityName}
        </Link>
        <span className="c-under c-narrow">
          <Due run={run} />
        </span>
        <span className="c-under c-narrow">
          {t('console.runs.submittedOf', { done: run.areasSubmitted, total: run.areas })}
        </span>
      </RowHeader>
      <Cell shrink>
        <RunStatusBadge status={run.status} />
      </Cell>
      <Cell className="c-wide">
        <Due run={run} />
      </Cell>
      <Cell align="end" className="c-wide">
        {t('console.ofTotal', { done: run.areasAssigned, total: run.areas })}
      </Cell>
      <Cell align="end" className="c-wide">
        {t('console.ofTotal', { done: run.areasSubmitted, total: run.areas })}
      </Cell>
    </>
  )
}

function Gap({ height, columns }: { readonly height: number; readonly columns: number }) {
  if (height <= 0) return null
  return (
    <tr aria-hidden="true">
      <td colSpan={columns} style={{ blockSize: height, padding: 0, border: 0 }} />
    </tr>
  )
}

function ChosenBar({ plan, runs, onDone }: PlanRunsProps & { readonly onDone: () => void }) {
  const t = useT()
  const call = useCall()
  const may = useMay()
  const queries = useQueryClient()
  const { toast } = useLive()
  const [asking, setAsking] = useState<'cancel' | 'send-back' | null>(null)
  const proposed = runs.filter((run) => run.status === 'proposed' && may('accept-counts', run.facilityId))
  const refresh = async (text: string) => {
    await Promise.all([
      queries.invalidateQueries({ queryKey: keys.plans }),
      queries.invalidateQueries({ queryKey: keys.runs }),
    ])
    toast({ text })
    onDone()
  }
  const answer = async (outcome: 'approved' | 'sent-back', note: string) => {
    await call(routes.answerRuns, { body: { runIds: proposed.map(({ runId }) => runId), outcome, note } })
    await refresh(t(`console.plans.answered.${outcome}`, { n: proposed.length }))
  }
  return (
    <div className="c-bar">
      <div className="cc-batch" role="region" aria-label={t('console.plans.chosen', { n: runs.length })}>
        <strong>{t('console.plans.chosen', { n: runs.length })}</strong>
        {proposed.length === 0 ? null : (
          <>
            <Button variant="primary" onClick={() => void answer('approved', '')}>
              {t('console.plans.approve', { n: proposed.length })}
            </Button>
            <Button onClick={() => setAsking('send-back')}>{t('console.plans.sendBack')}</Button>
          </>
        )}
        <Button onClick={() => setAsking('cancel')}>{t('console.plans.cancelRuns')}</Button>
        <Button onClick={onDone}>{t('console.plans.chooseNone')}</Button>
      </div>
      <ReasonDialog
        open={asking === 'cancel'}
        danger
        title={t('console.plans.cancelRuns.title', { n: runs.length })}
        words={t('console.plans.cancel.words')}
        action={t('console.plans.cancelRuns')}
        onClose={() => setAsking(null)}
        onConfirm={async (reason) => {
          const facilityIds = runs.map(({ facilityId }) => facilityId)
          const { cancelled, left } = await call(routes.cancelPlan, {
            params: { planId: plan.planId },
            body: { reason, facilityIds },
          })
          await refresh(t('console.plans.cancelled', { cancelled, left }))
        }}
      />
      <ReasonDialog
        open={asking === 'send-back'}
        title={t('console.plans.sendBack.title', { n: proposed.length })}
        words={t('console.plans.sendBack.words')}
        action={t('console.plans.sendBack')}
        onClose={() => setAsking(null)}
        onConfirm={(reason) => answer('sent-back', reason)}
      />
    </div>
  )
}
