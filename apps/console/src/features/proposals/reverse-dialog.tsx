import { routes, type BodyOf, type ProposalList } from '@cyclecount/contract'
import type { ReasonId } from '@cyclecount/domain'
import { Quantity, TextAreaField, useLive } from '@cyclecount/ui'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { ReasonSelect } from '../../parts/reason-select.tsx'
import { useCall } from '../../server/context.tsx'
import { keys } from '../../server/queries.ts'

type Proposal = ProposalList['proposals'][number]

export interface ReverseDialogProps {
  readonly proposal: Proposal
  readonly onClose: () => void
}

/** Takes an accepted adjustment back: says what will be booked, and asks why. */
export function ReverseDialog({ proposal, onClose }: ReverseDialogProps) {
  const t = useT()
  const [reasonId, setReasonId] = useState<ReasonId | null>(null)
  const [note, setNote] = useState('')
  const [asked, setAsked] = useState(false)
  const reversing = useReverse(proposal, onClose)

  function submit(form: HTMLFormElement): void {
    const given = note.trim()
    setAsked(true)
    if (reasonId === null) form.querySelector('select')?.focus()
    else if (given === '') form.querySelector('textarea')?.focus()
    else reversing.mutate({ reasonId, note: given })
  }

  return (
    <FormDialog
      title={t('console.reverse.title', { product: proposal.title })}
      action={t('console.reverse.action')}
      danger
      busy={reversing.isPending}
      error={reversing.error}
      onClose={onClose}
      onSubmit={submit}
    >
      <p>{t('console.reverse.words', { document: proposal.documentId ?? '' })}</p>
      <p className="c-sums">
        <span>
          {t('console.reverse.booked')}{' '}
          <strong>
            <Quantity milli={-proposal.deltaMilli} sign="exceptZero" />
          </strong>
        </span>
      </p>
      <ReasonSelect value={reasonId} asked={asked} onChange={setReasonId} />
      <TextAreaField
        label={t('console.reverse.note')}
        required
        maxLength={1000}
        value={note}
        error={asked && note.trim() === '' ? t('console.reverse.note.missing') : undefined}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </FormDialog>
  )
}

function useReverse({ proposalId, title }: Proposal, onReversed: () => void) {
  const t = useT()
  const call = useCall()
  const queries = useQueryClient()
  const { toast } = useLive()
  return useMutation({
    mutationFn: (body: BodyOf<typeof routes.reverseProposal>) =>
      call(routes.reverseProposal, { params: { proposalId }, body }),
    onSuccess: () => {
      toast({ text: t('console.reverse.done', { product: title }) })
      onReversed()
    },
    // After a failure too: it says that what is shown is old.
    onSettled: () =>
      Promise.all(
        [keys.proposals, keys.variances, keys.stock].map((queryKey) =>
          queries.invalidateQueries({ queryKey }),
        ),
      ),
  })
}
