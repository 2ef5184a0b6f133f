import { routes, type ProposalList } from '@cyclecount/contract'
import { Badge, Button, Quantity, useLive } from '@cyclecount/ui'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { useCall, useMay } from '../../server/context.tsx'
import { keys } from '../../server/queries.ts'

type Proposal = ProposalList['proposals'][number]
type Asked = NonNullable<Proposal['reversalAsked']>

/** Says that somebody asks to take an adjustment back; somebody else approves it or declines it, and who asked may withdraw. */
export function ReversalAsked({ proposal }: { readonly proposal: Proposal }) {
  const { reversalAsked } = proposal
  return reversalAsked === null ? null : <Waiting proposal={proposal} asked={reversalAsked} />
}

function Waiting({ proposal, asked }: { readonly proposal: Proposal; readonly asked: Asked }) {
  const t = useT()
  const mayDecide = useMay()('decide', null)
  const [answering, setAnswering] = useState<'approve' | 'decline' | null>(null)
  const product = proposal.title
  const no = asked.isOwn ? 'withdraw' : 'decline'
  return (
    <>
      <Badge tone="warn">{t('console.reverse.asked', { person: asked.by })}</Badge>
      {mayDecide && !asked.isOwn ? (
        <Button
          size="s"
          aria-label={t('console.reverse.approve.named', { product })}
          onClick={() => setAnswering('approve')}
        >
          {t('console.reverse.approve')}
        </Button>
      ) : null}
      {mayDecide ? (
        <Button
          size="s"
          variant="quiet"
          aria-label={t(`console.reverse.${no}.named`, { product })}
          onClick={() => setAnswering('decline')}
        >
          {t(`console.reverse.${no}`)}
        </Button>
      ) : null}
      {answering === 'approve' ? (
        <ApproveDialog proposal={proposal} asked={asked} onClose={() => setAnswering(null)} />
      ) : null}
      {answering === 'decline' ? (
        <DeclineDialog proposal={proposal} asked={asked} onClose={() => setAnswering(null)} />
      ) : null}
    </>
  )
}

interface AnswerProps {
  readonly proposal: Proposal
  readonly asked: Asked
  readonly onClose: () => void
}

function ApproveDialog({ proposal, asked, onClose }: AnswerProps) {
  const t = useT()
  const answer = useAnswer(proposal)
  const approving = useMutation({
    mutationFn: () => answer({ outcome: 'approved', note: '' }),
    onSuccess: onClose,
  })
  return (
    <FormDialog
      title={t('console.reverse.approve.title', { product: proposal.title })}
      action={t('console.reverse.approve')}
      danger
      busy={approving.isPending}
      error={approving.error}
      onClose={onClose}
      onSubmit={() => approving.mutate()}
    >
      <p>{t('console.reverse.approve.words', { person: asked.by, reason: asked.reason })}</p>
      <q>{asked.note}</q>
      <p className="c-sums">
        <span>
          {t('console.reverse.booked')}{' '}
          <strong>
            <Quantity milli={-proposal.deltaMilli} sign="exceptZero" />
          </strong>
        </span>
      </p>
    </FormDialog>
  )
}

function DeclineDialog({ proposal, asked, onClose }: AnswerProps) {
  const t = useT()
  const answer = useAnswer(proposal)
  return (
    <ReasonDialog
      open
      title={t('console.reverse.decline.title', { product: proposal.title })}
      words={<p>{t('console.reverse.decline.words', { person: asked.by, reason: asked.reason })}</p>}
      action={t('console.reverse.decline.action')}
      onClose={onClose}
      onConfirm={(note) => answer({ outcome: 'declined', note })}
    />
  )
}

function useAnswer({ proposalId, title }: Proposal) {
  const t = useT()
  const call = useCall()
  const queries = useQueryClient()
  const { toast } = useLive()
  return async (body: { readonly outcome: 'approved' | 'declined'; readonly note: string }) => {
    try {
      await call(routes.answerReversal, { params: { proposalId }, body })
      const said = body.outcome === 'approved' ? 'approve' : 'decline'
      toast({ text: t(`console.reverse.${said}.done`, { product: title }) })
    } finally {
      // After a failure too: it says that what is shown is old.
      await Promise.all(
        [keys.proposals, keys.variances, keys.stock].map((queryKey) =>
          queries.invalidateQueries({ queryKey }),
        ),
      )
    }
  }
}
