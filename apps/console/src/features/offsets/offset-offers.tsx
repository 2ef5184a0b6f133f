import { routes, type ReplyOf, type Variance } from '@cyclecount/contract'
import type { ReasonId } from '@cyclecount/domain'
import { Banner, Button, Card, Code, Quantity, TextAreaField, useLive } from '@cyclecount/ui'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { Failure } from '../../parts/failure.tsx'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { ReasonSelect } from '../../parts/reason-select.tsx'
import { unitShown } from '../../parts/unit.ts'
import { useCall, useMay } from '../../server/context.tsx'
import { keys, offsetsQuery, reasonsQuery } from '../../server/queries.ts'
import { usePageKeys } from '../keyboard/page-keys.ts'
import { pressIn, walk } from '../keyboard/walk.ts'
import { isOver, useRun } from '../run/run-context.ts'

type Offer = ReplyOf<typeof routes.offsets>['offers'][number]

/** Open lines that cancel out, each pair offered as one move; nothing where there are none. */
export function OffsetOffers() {
  const t = useT()
  const run = useRun()
  const call = useCall()
  const queries = useQueryClient()
  const mayDecide = useMay()('decide', run.facilityId) && !isOver(run)
  const { data } = useQuery({ ...offsetsQuery(call, run.runId), enabled: mayDecide })
  const [accepting, setAccepting] = useState<Offer | null>(null)
  const rejecting = useMutation({
    mutationFn: ({ from, to }: Offer) =>
      call(routes.rejectOffset, {
        params: { runId: run.runId },
        body: { from: from.varianceId, to: to.varianceId },
      }),
    onSuccess: (offers) => queries.setQueryData(offsetsQuery(call, run.runId).queryKey, offers),
  })
  usePageKeys({
    o: () => walk('offer', 1),
    m: () => pressIn('offer', 'm'),
    n: () => pressIn('offer', 'n'),
  })
  const offers = data?.offers ?? []
  if (!mayDecide || offers.length === 0) return null
  return (
    <Card flush title={t('console.offsets.title', { n: offers.length })}>
      {rejecting.error ? <Failure error={rejecting.error} /> : null}
      <ul className="cc-list">
        {offers.map((offer) => (
          <li key={`${offer.from.varianceId} ${offer.to.varianceId}`} data-walk="offer" tabIndex={-1}>
            <span className="c-grow">
              <OfferWords offer={offer} />
            </span>
            <OfferActions
              offer={offer}
              busy={rejecting.isPending}
              onAccept={() => setAccepting(offer)}
              onReject={() => rejecting.mutate(offer)}
            />
          </li>
        ))}
      </ul>
      {accepting === null ? null : <AcceptMove offer={accepting} onClose={() => setAccepting(null)} />}
    </Card>
  )
}

interface OfferActionsProps {
  readonly offer: Offer
  readonly busy: boolean
  readonly onAccept: () => void
  readonly onReject: () => void
}

function OfferActions({ offer, busy, onAccept, onReject }: OfferActionsProps) {
  const t = useT()
  const { from, to } = offer
  if (from.ownCount || to.ownCount)
    return <span className="cc-muted">{t('console.review.whyNot.own-count')}</span>
  if ([from, to].some(({ firstApproval }) => firstApproval !== null && !firstApproval.isMine))
    return <span className="cc-muted">{t('console.review.whyNot.waits-for-hq')}</span>
  return (
    <span className="cc-actions">
      <Button
        size="s"
        variant="primary"
        data-key="m"
        aria-label={t('console.offsets.accept.named', { product: from.title })}
        onClick={onAccept}
      >
        {t('console.offsets.accept')}
      </Button>
      <Button
        size="s"
        busy={busy}
        data-key="n"
        aria-label={t('console.offsets.reject.named', { product: from.title })}
        onClick={onReject}
      >
        {t('console.offsets.reject')}
      </Button>
    </span>
  )
}

function OfferWords({ offer: { kind, from, to, quantityMilli } }: { readonly offer: Offer }) {
  const t = useT()
  return (
    <>
      <strong>{kind === 'code' || kind === 'variant' ? `${from.title} → ${to.title}` : from.title}</strong>
      <span className="c-under">
        <Quantity milli={quantityMilli} unit={unitShown(from.unit)} /> · {t(`console.offsets.kind.${kind}`)}
      </span>
      <span className="c-under">
        {t('console.offsets.short')} <Place line={from} /> · {t('console.offsets.over')} <Place line={to} />
      </span>
    </>
  )
}

function Place({ line }: { readonly line: Variance }) {
  const t = useT()
  return (
    <>
      {line.locationCode === null ? t('console.review.nowhere') : <Code>{line.locationCode}</Code>}
      {line.lot === null ? null : ` ${line.lot}`}
      {line.serial === null ? null : ` ${line.serial}`}
    </>
  )
}

function AcceptMove({ offer, onClose }: { readonly offer: Offer; readonly onClose: () => void }) {
  const t = useT()
  const { reasonId, choose } = useMoveReason()
  const [missing, setMissing] = useState(false)
  const [note, setNote] = useState('')
  const accepting = useAccept(offer, onClose)
  return (
    <FormDialog
      title={t('console.offsets.accept.title')}
      action={t('console.offsets.accept')}
      busy={accepting.isPending}
      error={accepting.error}
      onClose={onClose}
      onSubmit={() => {
        setMissing(reasonId === null)
        if (reasonId !== null) accepting.mutate({ reasonId, note: note.trim() })
      }}
    >
      <p>
        <OfferWords offer={offer} />
      </p>
      <Banner tone="info" title={t('console.offsets.accept.words')} />
      <ReasonSelect value={reasonId} asked={missing} onChange={choose} />
      <TextAreaField
        label={t('console.decide.note')}
        maxLength={1000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </FormDialog>
  )
}

/** “Lies elsewhere” unless the person chooses another. */
function useMoveReason() {
  const reasons = useQuery(reasonsQuery(useCall())).data?.reasons ?? []
  const [chosen, choose] = useState<ReasonId | null>(null)
  const usual = reasons.find(({ code }) => code === 'misplaced')?.reasonId ?? null
  return { reasonId: chosen ?? usual, choose }
}

function useAccept({ from, to }: Offer, onDone: () => void) {
  const t = useT()
  const call = useCall()
  const { runId } = useRun()
  const queries = useQueryClient()
  const { toast } = useLive()
  const line = ({ varianceId, version }: Variance) => ({ varianceId, version })
  return useMutation({
    mutationFn: (said: { readonly reasonId: ReasonId; readonly note: string }) =>
      call(routes.acceptOffset, { params: { runId }, body: { from: line(from), to: line(to), ...said } }),
    onSuccess: ({ waiting }) => {
      const said = waiting > 0 ? 'console.offsets.waits' : 'console.offsets.accepted'
      toast({ text: t(said, { product: from.title }) })
      onDone()
    },
    // After a failure too: it says that what is shown is old.
    onSettled: () =>
      Promise.all(
        [keys.run(runId), keys.runs, keys.variances, keys.proposals, keys.stock].map((queryKey) =>
          queries.invalidateQueries({ queryKey }),
        ),
      ),
  })
}
