import { routes, type Variance } from '@cyclecount/contract'
import type { PersonId } from '@cyclecount/domain'
import { Select, TextAreaField, useLive } from '@cyclecount/ui'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { FormDialog } from '../../parts/form-dialog.tsx'
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
    <FormDialog
      open={open}
      title={t('console.recount.ask.title', { n: lines.length })}
      action={t('console.recount.ask.action')}
      busy={asking.isPending}
      error={asking.error}
      onClose={close}
      onSubmit={(form) => {
        const given = note.trim()
        setMissing(personId === null || given === '')
        if (personId === null) form.querySelector('select')?.focus()
        else if (given === '') form.querySelector('textarea')?.focus()
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
        required
        maxLength={300}
        value={note}
        error={missing && note.trim() === '' ? t('console.recount.note.missing') : undefined}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </FormDialog>
  )
}
