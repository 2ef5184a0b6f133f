import { routes, type BoardChanges, type PublishReply } from '@cyclecount/contract'
import { Banner, Button, Dialog, useLive } from '@cyclecount/ui'
import { useIsMutating, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useT, type T } from '../../i18n/use-t.ts'
import { Failure } from '../../parts/failure.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { useCall } from '../../server/context.tsx'
import { boardChangesQuery, keys, type BoardAsked } from '../../server/queries.ts'

export interface ChangesDialogProps {
  /** Of which runs. */
  readonly asked: BoardAsked
  readonly onClose: () => void
}

/** What publishing would do, before it is done; then what became of it. */
export function ChangesDialog({ asked, onClose }: ChangesDialogProps) {
  const t = useT()
  const call = useCall()
  const queries = useQueryClient()
  const { toast } = useLive()
  const [refused, setRefused] = useState<PublishReply['refused']>([])
  // What was drafted last may be on its way still.
  const isDrafting = useIsMutating({ mutationKey: keys.drafting }) > 0
  const query = useQuery({ ...boardChangesQuery(call, asked), enabled: !isDrafting })
  const renew = async () => {
    await Promise.all([
      queries.invalidateQueries({ queryKey: keys.board }),
      queries.invalidateQueries({ queryKey: keys.boardChanges }),
      queries.invalidateQueries({ queryKey: keys.runs }),
    ])
  }
  const publishing = useMutation({
    mutationFn: (seal: string) => call(routes.publishBoard, { body: { ...asked, seal } }),
    onSuccess: async (reply) => {
      if (reply.runs > 0) toast({ text: t('console.board.published', signs(reply)) })
      setRefused(reply.refused)
      await renew()
      if (reply.refused.length === 0) onClose()
    },
    onError: renew,
  })
  const discarding = useMutation({
    mutationFn: () => call(routes.discardDrafts, { body: asked }),
    onSuccess: async ({ discarded }) => {
      toast({ text: t('console.board.discarded', { n: discarded }) })
      await renew()
      onClose()
    },
  })
  const changes = query.data
  const isSome = changes !== undefined && changes.runs.length > 0
  return (
    <Dialog
      open
      size="l"
      onClose={onClose}
      title={t('console.board.changes')}
      footer={
        <>
          <Button
            variant="danger"
            busy={discarding.isPending}
            disabled={!isSome || publishing.isPending}
            onClick={() => discarding.mutate()}
          >
            {t('console.board.discard')}
          </Button>
          <Button onClick={onClose}>{t('console.cancel')}</Button>
          <Button
            variant="primary"
            busy={publishing.isPending}
            disabled={!isSome || query.isFetching}
            onClick={() => (changes ? publishing.mutate(changes.seal) : undefined)}
          >
            {t('console.board.publish')}
          </Button>
        </>
      }
    >
      {refused.length > 0 ? (
        <Banner tone="warn" live="alert" title={t('console.board.refused', { n: refused.length })}>
          <ul>
            {refused.map(({ runId, facilityName, message }) => (
              <li key={runId}>
                {facilityName}: {message}
              </li>
            ))}
          </ul>
        </Banner>
      ) : null}
      {publishing.error ? <Failure error={publishing.error} /> : null}
      {discarding.error ? <Failure error={discarding.error} /> : null}
      <Loaded query={query}>{(data) => <Changes changes={data} />}</Loaded>
    </Dialog>
  )
}

function signs({ given, taken, handed }: { given: number; taken: number; handed: number }) {
  return { given: String(given), taken: String(taken), handed: String(handed) }
}

function Changes({ changes }: { readonly changes: BoardChanges }) {
  const t = useT()
  if (changes.runs.length === 0) return <p>{t('console.board.changes.none')}</p>
  const lost = changes.runs.flatMap((run) =>
    run.changes.flatMap((change) =>
      change.underWay.map((count) => ({
        ...count,
        key: `${run.runId} ${change.areaId}`,
        area: change.areaName,
        place: run.facilityName,
      })),
    ),
  )
  return (
    <div className="c-stack">
      <p className="c-board-sum">
        <strong>{t('console.board.sum', signs(changes))}</strong>{' '}
        <span className="cc-muted">
          {t('console.board.sum.words', {
            given: changes.given,
            taken: changes.taken,
            handed: changes.handed,
          })}
        </span>
      </p>
      {lost.length > 0 ? (
        <Banner tone="warn" title={t('console.board.counting', { n: lost.length })}>
          <p>{t('console.board.counting.words')}</p>
          <ul>
            {lost.map(({ key, personName, area, place, scans }) => (
              <li key={`${key} ${personName}`}>
                {t('console.board.lost', { person: personName, area, place, n: scans })}
              </li>
            ))}
          </ul>
        </Banner>
      ) : null}
      {changes.runs.map((run) => (
        <RunChanges key={run.runId} run={run} isOpen={changes.runs.length <= 3 || run.problem !== null} />
      ))}
    </div>
  )
}

function RunChanges({
  run,
  isOpen,
}: {
  readonly run: BoardChanges['runs'][number]
  readonly isOpen: boolean
}) {
  const t = useT()
  const [shown, setShown] = useState(isOpen)
  const count = (kind: string) => run.changes.filter(({ change }) => change === kind).length
  return (
    <details className="c-behind" open={isOpen} onToggle={(event) => setShown(event.currentTarget.open)}>
      <summary>
        {run.facilityName} · {run.name}{' '}
        {t(
          'console.board.sum',
          signs({ given: count('given'), taken: count('taken'), handed: count('handed') }),
        )}
      </summary>
      {run.problem === null ? null : <Banner tone="bad" title={run.problem} />}
      {shown ? (
        <ul className="cc-list">
          {run.changes.map((change) => (
            <li key={change.areaId}>{changeText(change, t)}</li>
          ))}
        </ul>
      ) : null}
    </details>
  )
}

function changeText(change: BoardChanges['runs'][number]['changes'][number], t: T): string {
  return t(`console.board.line.${change.change}`, {
    area: change.areaName,
    from: change.from.join(', '),
    to: change.to.join(', '),
  })
}
