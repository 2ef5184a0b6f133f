import { routes, type RunDetail } from '@cyclecount/contract'
import { Button, DateTime, RecountIcon, useLive } from '@cyclecount/ui'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { Failure } from '../../parts/failure.tsx'
import { useCall } from '../../server/context.tsx'
import { keys, reviewHeadQuery } from '../../server/queries.ts'
import { isOver } from '../run/run-context.ts'

/** When on-hand was read, and the button that reads it again and compares. */
export function ReadBanner({ run, children }: { readonly run: RunDetail; readonly children: ReactNode }) {
  const t = useT()
  const { data: head } = useQuery(reviewHeadQuery(useCall(), run.runId))
  const reconciling = useReconcile(run)
  return (
    <>
      <div className="c-read">
        {children}
        <p className="cc-muted">
          {head?.readAt == null ? (
            t('console.review.neverRead')
          ) : (
            <>
              {t('console.review.readAt')}{' '}
              <DateTime at={head.readAt} timeZone={run.timeZone} format="seconds" zone="always" />
            </>
          )}
        </p>
        {isOver(run) ? null : (
          <Button
            icon={RecountIcon}
            variant={head?.readAt === null ? 'primary' : 'plain'}
            busy={reconciling.isPending}
            onClick={() => reconciling.mutate()}
          >
            {t(head?.readAt == null ? 'console.review.reconcile' : 'console.review.reconcileAgain')}
          </Button>
        )}
      </div>
      {reconciling.error ? <Failure error={reconciling.error} onRetry={() => reconciling.mutate()} /> : null}
    </>
  )
}

function useReconcile(run: RunDetail) {
  const t = useT()
  const call = useCall()
  const queries = useQueryClient()
  const { toast } = useLive()
  return useMutation({
    mutationFn: () => call(routes.reconcile, { params: { runId: run.runId } }),
    onSuccess: async ({ lines, differing }) => {
      toast({ text: t('console.review.reconciled', { lines, differing }) })
      await Promise.all([
        queries.invalidateQueries({ queryKey: keys.run(run.runId) }),
        queries.invalidateQueries({ queryKey: keys.runs }),
        queries.invalidateQueries({ queryKey: keys.variances }),
      ])
    },
  })
}
