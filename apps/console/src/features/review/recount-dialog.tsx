import { routes, type Variance } from '@cyclecount/contract'
import type { PersonId } from '@cyclecount/domain'
import { Button, Dialog, Select, TextAreaField, useLive } from '@cyclecount/ui'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { Failure } from '../../parts/failure.tsx'
import { useCall } from '../../server/context.tsx'
import { facilityQuery, keys } from '../../server/queries.ts'
import { useRun } from '../run/run-context.ts'

export interface RecountDialogProps {
  readonly open: boolean
  readonly lines: readonly Variance[]
  readonly onClose: () => void
  readonly onAsked: () => void
}

/** Asks a person to count lines again; all of them or, where one has changed meanwhile, none. */
export function RecountDialog({ open, lines, onClose, onAsked }: RecountDialogProps) {
  const t = useT()
  const form = useId()
  const call = useCall()
  const run = useRun()
  const queries = useQueryClient()
  const { toast } = useLive()
  const { data: facility } = useQuery(facilityQuery(call, run.facilityId))
  const [personId, setPersonId] = useState<PersonId | null>(null)
  const [note, setNote] = useState('')
  const [missing, setMissing] = useState(false)
  const counters = facility?.counters ?? []
  const person = counters.find((counter) => counter.personId === personId)
  const asking = useMutation({
    mutationFn: (asked: PersonId) =>
      call(routes.askRecount, {
        params: { runId: run.runId },
        body: {
          lines: lines.map(({ varianceId, version }) => ({ varianceId, version })),
          personId: asked,
          note: note.trim(),
        },
      }),
    onSuccess: () => {
      toast({ text: t('console.recount.ask.done', { person: person?.name ?? '' }) })
      setNote('')
      onAsked()
    },
    onSettled: () => queries.invalidateQueries({ queryKey: keys.run(run.runId) }),
  })

  function close(): void {
    asking.reset()
    setMissing(false)
    onClose()
  }

  return (
    <Dialog
      open={open}
      onClose={close}
      title={t('console.recount.ask.title', { n: lines.length })}
      footer={
        <>
          <Button onClick={close}>{t('console.cancel')}</Button>
          <Button type="submit" form={form} variant="primary" busy={asking.isPending}>
            {t('console.recount.ask.action')}
          </Button>
        </>
      }
    >
      <form
        id={form}
        noValidate
        className="c-stack"
        onSubmit={(event) => {
          event.preventDefault()
          setMissing(personId === null)
          if (personId === null) event.currentTarget.querySelector('select')?.focus()
          else asking.mutate(personId)
        }}
      >
        <p>{t('console.recount.ask.words')}</p>
        <Select
          label={t('console.areas.person')}
          required
          value={personId ?? ''}
          error={missing && personId === null ? t('console.recount.person.missing') : undefined}
          onChange={(event) => {
            const { value } = event.currentTarget
            setPersonId(counters.find((counter) => counter.personId === value)?.personId ?? null)
          }}
          options={[
            { value: '', label: t('console.areas.choosePerson') },
            ...counters.map((counter) => ({ value: counter.personId, label: counter.name })),
          ]}
        />
        <TextAreaField
          label={t('console.recount.note')}
          maxLength={300}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {asking.error ? <Failure error={asking.error} /> : null}
      </form>
    </Dialog>
  )
}
