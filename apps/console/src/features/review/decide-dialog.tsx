import { routes, type BodyOf, type Variance } from '@cyclecount/contract'
import type { Precedence, ReasonId } from '@cyclecount/domain'
import { Banner, Button, Money, Quantity, TextAreaField, useLive } from '@cyclecount/ui'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { ReasonSelect } from '../../parts/reason-select.tsx'
import { useCall, useMay } from '../../server/context.tsx'
import { keys } from '../../server/queries.ts'
import { useRun } from '../run/run-context.ts'
import { chosenTotals } from './chosen-lines.ts'
import { PrecedenceChoice, movedLines } from './precedence-choice.tsx'

type Outcome = BodyOf<typeof routes.decide>['outcome']

export interface DecideDialogProps {
  /** Null: closed. */
  readonly outcome: Outcome | null
  readonly lines: readonly Variance[]
  readonly currency: string
  readonly onClose: () => void
  /** Goes on without the codes that have no product. */
  readonly onLeaveOut: () => void
  /** The lines are to be counted again instead. */
  readonly onRecount: () => void
  readonly onDecided: () => void
}

/** Approves or rejects lines with a reason; all of them or, where one has changed meanwhile, none. */
export function DecideDialog({
  outcome,
  lines,
  currency,
  onClose,
  onLeaveOut,
  onRecount,
  onDecided,
}: DecideDialogProps) {
  const t = useT()
  const [reasonId, setReasonId] = useState<ReasonId | null>(null)
  const [note, setNote] = useState('')
  const [missing, setMissing] = useState(false)
  const [precedence, setPrecedence] = useState<Precedence>('difference-wins')
  const moved = outcome === 'approved' ? movedLines(lines) : []
  const [silent, setSilent] = useState(false)
  const deciding = useDecide(onDecided)
  const sums = chosenTotals(lines)
  const blocked = outcome === 'approved' && sums.unknownCodes > 0
  const unrecounted =
    outcome === 'approved' ? lines.filter(({ verdict }) => verdict?.kind === 'recount').length : 0
  const needsWords =
    outcome === 'rejected' || unrecounted > 0 || lines.some(({ firstApproval }) => firstApproval !== null)
  const owesWords = needsWords && note.trim() === ''
  const missingWords =
    unrecounted > 0 ? 'console.decide.withoutRecount.missing' : 'console.decide.note.missing'
  const seesCost = useMay()('see-cost', useRun().facilityId)

  function close(): void {
    deciding.reset()
    setMissing(false)
    onClose()
  }

  const action = outcome === 'rejected' ? 'reject' : 'approve'
  return (
    <FormDialog
      open={outcome !== null}
      title={t(`console.decide.${action}.title`, { n: sums.lines })}
      action={t(`console.decide.${action}.action`, { n: sums.lines })}
      danger={outcome === 'rejected'}
      disabled={blocked}
      busy={deciding.isPending}
      error={deciding.error}
      onClose={close}
      onSubmit={(form) => {
        setMissing(reasonId === null)
        if (reasonId === null) form.querySelector('select')?.focus()
        if (reasonId !== null && owesWords) form.querySelector('textarea')?.focus()
        setSilent(owesWords)
        if (reasonId === null || outcome === null || blocked || owesWords) return
        deciding.mutate({
          lines: lines.map(({ varianceId, version }) => ({ varianceId, version })),
          outcome,
          reasonId,
          note: note.trim(),
          ...(moved.length > 0 ? { precedence } : {}),
          ...(unrecounted > 0 ? { withoutRecount: true } : {}),
        })
      }}
    >
      <p>{t(`console.decide.${action}.words`)}</p>
      <p className="c-sums">
        <span>
          {t('console.review.net')} <Quantity milli={sums.netMilli} sign="exceptZero" />
        </span>
        {seesCost ? (
          <>
            <span>
              {t('console.review.netCost')}{' '}
              <Money micros={sums.netCostMicros} currency={currency} sign="exceptZero" />
            </span>
            <span>
              {t('console.review.absolute')} <Money micros={sums.absoluteCostMicros} currency={currency} />
            </span>
          </>
        ) : null}
      </p>
      {blocked ? (
        <Banner
          tone="warn"
          live="status"
          title={t('console.decide.unknown', { n: sums.unknownCodes })}
          actions={
            sums.lines > sums.unknownCodes ? (
              <Button size="s" onClick={onLeaveOut}>
                {t('console.decide.leaveOut', { n: sums.unknownCodes })}
              </Button>
            ) : null
          }
        >
          {t('console.decide.unknown.words')}
        </Banner>
      ) : null}
      {moved.length === 0 ? null : (
        <PrecedenceChoice lines={moved} value={precedence} onChange={setPrecedence} onRecount={onRecount} />
      )}
      {unrecounted > 0 ? (
        <Banner tone="warn" title={t('console.decide.withoutRecount.words', { n: unrecounted })} />
      ) : null}
      {outcome === null ? null : <ReasonSelect value={reasonId} asked={missing} onChange={setReasonId} />}
      <TextAreaField
        label={t('console.decide.note')}
        required={needsWords}
        maxLength={1000}
        value={note}
        error={silent && owesWords ? t(missingWords) : undefined}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </FormDialog>
  )
}

function useDecide(onDecided: () => void) {
  const t = useT()
  const call = useCall()
  const { runId } = useRun()
  const queries = useQueryClient()
  const { toast } = useLive()
  return useMutation({
    mutationFn: (body: BodyOf<typeof routes.decide>) => call(routes.decide, { params: { runId }, body }),
    onSuccess: ({ decided, proposals, waiting }) => {
      const said = { decided, proposals, waiting }
      toast({ text: t(waiting > 0 ? 'console.decide.waiting' : 'console.decide.done', said) })
      onDecided()
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
