import { routes, type RecountList } from '@cyclecount/contract'
import { Badge, Button, Card, DateTime, useLive, type Tone } from '@cyclecount/ui'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useT } from '../../i18n/use-t.ts'
import { Failure } from '../../parts/failure.tsx'
import { useCall, useMay } from '../../server/context.tsx'
import { keys, recountsQuery } from '../../server/queries.ts'
import { isOver, useRun } from '../run/run-context.ts'

type Recount = RecountList['recounts'][number]

const tones: Readonly<Record<Recount['state'], Tone>> = {
  waiting: 'warn',
  counting: 'info',
  submitted: 'ok',
  'taken-back': 'neutral',
}

/** Who was asked to count what again, and how far it is; nothing where nobody was. */
export function Recounts() {
  const t = useT()
  const call = useCall()
  const run = useRun()
  const queries = useQueryClient()
  const { toast } = useLive()
  const mayTakeBack = useMay()('assign-areas', run.facilityId) && !isOver(run)
  const recounts = useQuery(recountsQuery(call, run.runId)).data?.recounts ?? []
  const takingBack = useMutation({
    mutationFn: ({ assignmentId }: Recount) =>
      call(routes.release, { params: { runId: run.runId, assignmentId } }),
    onSuccess: (_, { personName }) => {
      toast({ text: t('console.recount.takenBack', { person: personName }) })
      return queries.invalidateQueries({ queryKey: keys.run(run.runId) })
    },
  })
  if (recounts.length === 0) return null
  const isOpen = ({ state }: Recount) => state === 'waiting' || state === 'counting'
  return (
    <Card>
      <details open={recounts.some(isOpen)}>
        <summary>{t('console.recount.list', { n: recounts.length })}</summary>
        {takingBack.error ? <Failure error={takingBack.error} /> : null}
        <ul className="cc-list">
          {recounts.map((recount) => (
            <li key={recount.assignmentId}>
              <span className="c-grow">
                {t('console.recount.of', { person: recount.personName, area: recount.areaName })}
                <span className="c-under">
                  {recount.lines
                    .slice(0, 5)
                    .map(({ title }) => title)
                    .join(', ')}
                  {recount.lines.length > 5
                    ? ` ${t('console.recount.andMore', { n: recount.lines.length - 5 })}`
                    : null}
                  {' · '}
                  {recount.askedBy}, <DateTime at={recount.askedAt} timeZone={run.timeZone} />
                  {recount.note === '' ? null : <q>{recount.note}</q>}
                </span>
              </span>
              <Badge tone={tones[recount.state]}>{t(`console.recount.state.${recount.state}`)}</Badge>
              {isOpen(recount) && mayTakeBack ? (
                <Button
                  size="s"
                  busy={takingBack.isPending}
                  aria-label={t('console.recount.takeBackNamed', { person: recount.personName })}
                  onClick={() => takingBack.mutate(recount)}
                >
                  {t('console.recount.takeBack')}
                </Button>
              ) : null}
            </li>
          ))}
        </ul>
      </details>
    </Card>
  )
}
