import { routes } from '@cyclecount/contract'
import { Button, Card, CheckCircleIcon, EmptyState, useLive } from '@cyclecount/ui'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useT } from '../../i18n/use-t.ts'
import { Failure } from '../../parts/failure.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { useCall, useMay } from '../../server/context.tsx'
import { keys, setAsideQuery } from '../../server/queries.ts'
import { isOver, useRun } from '../run/run-context.ts'
import { SetAsideCard } from './set-aside-card.tsx'
import { UnsentCard } from './unsent-card.tsx'

/** Records that arrived and do not count, and the way in for what a device cannot send. */
export function SetAsideTab() {
  const t = useT()
  const run = useRun()
  const query = useQuery(setAsideQuery(useCall(), run.runId))
  const mayDecide = useMay()('decide', run.facilityId) && !isOver(run)
  return (
    <>
      <Loaded query={query}>
        {({ records, sessions }) => {
          if (records === 0) {
            return (
              <Card>
                <EmptyState icon={CheckCircleIcon} title={t('console.aside.none')}>
                  {t('console.aside.none.words')}
                </EmptyState>
              </Card>
            )
          }
          const shown = sessions.reduce((sum, session) => sum + session.records.length, 0)
          return (
            <>
              <p className="cc-muted">
                {t('console.aside.note', { n: records })}{' '}
                {shown < records ? t('console.aside.shown', { n: shown }) : null}
              </p>
              {mayDecide ? <ReadAgain /> : null}
              {sessions.map((session) => (
                <SetAsideCard
                  key={`${session.sessionId} ${session.records.map(({ recordId }) => recordId).join()}`}
                  session={session}
                />
              ))}
            </>
          )
        }}
      </Loaded>
      {mayDecide ? <UnsentCard /> : null}
    </>
  )
}

function ReadAgain() {
  const t = useT()
  const call = useCall()
  const { runId } = useRun()
  const queries = useQueryClient()
  const { toast } = useLive()
  const reading = useMutation({
    mutationFn: () => call(routes.readSetAsideAgain, { params: { runId } }),
    onSuccess: (told) => toast({ text: t('console.aside.again.done', told) }),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.run(runId) }),
  })
  return (
    <>
      <div className="c-read">
        <Button busy={reading.isPending} onClick={() => reading.mutate()}>
          {t('console.aside.again')}
        </Button>
        <p className="cc-muted c-read-hint">{t('console.aside.again.hint')}</p>
      </div>
      {reading.error ? <Failure error={reading.error} /> : null}
    </>
  )
}
