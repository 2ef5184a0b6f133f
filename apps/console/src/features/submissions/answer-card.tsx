import { routes, type BodyOf } from '@cyclecount/contract'
import { Banner, Button, Card, TextAreaField, useLive } from '@cyclecount/ui'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { useCall } from '../../server/context.tsx'
import { checklistQuery, keys, runSubmissionsQuery } from '../../server/queries.ts'
import { useRun } from '../run/run-context.ts'

/** HQ's side of a count that waits: accept it, or return it with a reason. */
export function AnswerCard({ number }: { readonly number: number }) {
  const t = useT()
  const run = useRun()
  const call = useCall()
  const own = useQuery(runSubmissionsQuery(call, run.runId)).data?.own ?? null
  const arrived = useQuery(checklistQuery(call, run.runId)).data?.items ?? []
  const answer = useAnswer(number)
  const [asking, setAsking] = useState<'accept' | 'return' | null>(null)
  const close = () => setAsking(null)
  return (
    <Card
      className="c-form-card"
      title={t('console.submission.decide')}
      footer={
        <>
          <Button
            variant="primary"
            disabled={own !== null || arrived.length > 0}
            onClick={() => setAsking('accept')}
          >
            {t('console.submission.accept')}
          </Button>
          <Button onClick={() => setAsking('return')}>{t('console.submission.return')}</Button>
        </>
      }
    >
      <p>{t('console.submission.decide.words')}</p>
      {own === null ? null : <Banner tone="info" title={t(`console.submission.own.${own}`)} />}
      {arrived.length === 0 ? null : (
        <Banner tone="warn" title={t('console.submission.arrived')}>
          <p>{arrived.map(({ message }) => message).join(' ')}</p>
          <p>{t('console.submission.arrived.words')}</p>
        </Banner>
      )}
      <AcceptDialog
        open={asking === 'accept'}
        onClose={close}
        onAccept={(note) => answer('accepted', note)}
      />
      <ReasonDialog
        open={asking === 'return'}
        title={t('console.submission.return.title', { facility: run.facilityName })}
        words={t('console.submission.return.words')}
        action={t('console.submission.return')}
        onClose={close}
        onConfirm={(note) => answer('returned', note)}
      />
    </Card>
  )
}

function useAnswer(number: number) {
  const t = useT()
  const run = useRun()
  const call = useCall()
  const queries = useQueryClient()
  const { toast } = useLive()
  return async (outcome: BodyOf<typeof routes.answerSubmission>['outcome'], note: string): Promise<void> => {
    const { runId } = run
    try {
      await call(routes.answerSubmission, { params: { runId }, body: { number, outcome, note } })
      toast({
        text: t(
          outcome === 'accepted' ? 'console.submission.accept.done' : 'console.submission.return.done',
          {
            facility: run.facilityName,
          },
        ),
      })
    } finally {
      // After a failure too: it says that what is shown is old.
      await Promise.all(
        [keys.run(runId), keys.runs, keys.submissions].map((queryKey) =>
          queries.invalidateQueries({ queryKey }),
        ),
      )
    }
  }
}

interface AcceptDialogProps {
  readonly open: boolean
  readonly onClose: () => void
  readonly onAccept: (note: string) => Promise<void>
}

function AcceptDialog({ open, onClose, onAccept }: AcceptDialogProps) {
  const t = useT()
  const run = useRun()
  const [note, setNote] = useState('')
  const accepting = useMutation({ mutationFn: onAccept, onSuccess: onClose })
  function close(): void {
    accepting.reset()
    onClose()
  }
  return (
    <FormDialog
      open={open}
      title={t('console.submission.accept.title', { facility: run.facilityName })}
      action={t('console.submission.accept')}
      busy={accepting.isPending}
      error={accepting.error}
      onClose={close}
      onSubmit={() => {
        accepting.mutate(note.trim())
      }}
    >
      <p>{t('console.submission.accept.words')}</p>
      <TextAreaField
        label={t('console.submission.accept.note')}
        maxLength={1000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </FormDialog>
  )
}
