import { routes, type RunDetail } from '@cyclecount/contract'
import { Banner, Button, useLive } from '@cyclecount/ui'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { Failure } from '../../parts/failure.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { useCall, useMay } from '../../server/context.tsx'
import { keys } from '../../server/queries.ts'

/** Of a run that a store made: that it waits for HQ, who answers here; or why HQ sent it back, and that it can be proposed again. */
export function ApprovalBanner({ run }: { readonly run: RunDetail }) {
  if (run.status === 'proposed') return <Waits run={run} />
  if (run.status === 'sent-back') return <SentBack run={run} />
  return null
}

function useRefresh(run: RunDetail) {
  const queries = useQueryClient()
  return () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: keys.runs }),
      queries.invalidateQueries({ queryKey: keys.plans }),
      queries.invalidateQueries({ queryKey: keys.run(run.runId) }),
    ])
}

function Waits({ run }: { readonly run: RunDetail }) {
  const t = useT()
  const call = useCall()
  const { toast } = useLive()
  const refresh = useRefresh(run)
  const mayAnswer = useMay()('accept-counts', run.facilityId)
  const [asking, setAsking] = useState(false)
  const answer = async (outcome: 'approved' | 'sent-back', note: string) => {
    await call(routes.answerRuns, { body: { runIds: [run.runId], outcome, note } })
    await refresh()
    toast({ text: t(`console.plans.answered.${outcome}`, { n: 1 }) })
  }
  const approving = useMutation({ mutationFn: () => answer('approved', '') })
  return (
    <Banner tone="info" title={t('console.plans.waits.title')}>
      <div className="c-stack">
        <p>{t('console.plans.waits')}</p>
        {mayAnswer ? (
          <div className="cc-actions">
            <Button variant="primary" busy={approving.isPending} onClick={() => approving.mutate()}>
              {t('console.plans.approve', { n: 1 })}
            </Button>
            <Button onClick={() => setAsking(true)}>{t('console.plans.sendBack')}</Button>
          </div>
        ) : null}
        {approving.error ? <Failure error={approving.error} /> : null}
      </div>
      <ReasonDialog
        open={asking}
        title={t('console.plans.sendBack.title', { n: 1 })}
        words={t('console.plans.sendBack.words')}
        action={t('console.plans.sendBack')}
        onClose={() => setAsking(false)}
        onConfirm={(note) => answer('sent-back', note)}
      />
    </Banner>
  )
}

function SentBack({ run }: { readonly run: RunDetail }) {
  const t = useT()
  const call = useCall()
  const { toast } = useLive()
  const refresh = useRefresh(run)
  const mayPlan = useMay()('plan-runs', run.facilityId)
  const proposing = useMutation({
    mutationFn: () =>
      call(routes.changeRun, {
        params: { runId: run.runId },
        body: { name: run.name, startLocal: run.startLocal, dueLocal: run.dueLocal },
      }),
    onSuccess: async () => {
      await refresh()
      toast({ text: t('console.plans.proposedAgain', { name: run.name }) })
    },
  })
  return (
    <Banner tone="warn" title={t('console.plans.sentBack.title', { person: run.approval?.by ?? '' })}>
      <div className="c-stack">
        <q>{run.approval?.note ?? ''}</q>
        {mayPlan ? (
          <div className="cc-actions">
            <Button busy={proposing.isPending} onClick={() => proposing.mutate()}>
              {t('console.plans.proposeAgain')}
            </Button>
          </div>
        ) : null}
        {proposing.error ? <Failure error={proposing.error} /> : null}
      </div>
    </Banner>
  )
}
