import { routes, type FacilityDetail } from '@cyclecount/contract'
import type { AreaId, PersonId } from '@cyclecount/domain'
import { Banner, Button, Checkbox, Select, useLive } from '@cyclecount/ui'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { Failure } from '../../parts/failure.tsx'
import { useCall } from '../../server/context.tsx'
import { problemOf } from '../../server/failure.ts'
import { keys } from '../../server/queries.ts'
import { useRun } from '../run/run-context.ts'

export interface AssignBarProps {
  readonly facility: FacilityDetail
  readonly load: ReadonlyMap<string, number>
  readonly areaIds: readonly AreaId[]
  readonly onDone: () => void
}

/** Gives the chosen areas to a person: all of them or, where one is taken, none. */
export function AssignBar({ facility, load, areaIds, onDone }: AssignBarProps) {
  const t = useT()
  const call = useCall()
  const { runId } = useRun()
  const queries = useQueryClient()
  const { toast } = useLive()
  const [chosen, setChosen] = useState<PersonId | null>(null)
  const [together, setTogether] = useState(false)
  const person = facility.counters.find(({ personId }) => personId === chosen)
  const assigning = useMutation({
    mutationFn: (personId: PersonId) =>
      call(routes.assign, {
        params: { runId },
        body: { assignments: areaIds.map((areaId) => ({ areaId, personId, together })) },
      }),
    onSuccess: async () => {
      toast({ text: t('console.areas.assigned', { n: areaIds.length, person: person?.name ?? '' }) })
      onDone()
      await Promise.all([
        queries.invalidateQueries({ queryKey: keys.run(runId) }),
        queries.invalidateQueries({ queryKey: keys.runs }),
      ])
    },
  })

  return (
    <section className="c-bar" aria-label={t('console.areas.assign')}>
      {assigning.error ? <AssignFailure error={assigning.error} /> : null}
      <form
        className="cc-batch"
        onSubmit={(event) => {
          event.preventDefault()
          if (chosen !== null) assigning.mutate(chosen)
        }}
      >
        <strong>{t('console.areas.selected', { n: areaIds.length })}</strong>
        <Select
          label={t('console.areas.person')}
          hideLabel
          required
          value={chosen ?? ''}
          onChange={(event) => {
            const value = event.currentTarget.value
            setChosen(facility.counters.find(({ personId }) => personId === value)?.personId ?? null)
          }}
          options={[
            { value: '', label: t('console.areas.choosePerson') },
            ...facility.counters.map(({ personId, name }) => ({
              value: personId,
              label: t('console.areas.personLoad', { person: name, n: load.get(personId) ?? 0 }),
            })),
          ]}
        />
        <Checkbox
          label={t('console.areas.together.option')}
          checked={together}
          onChange={(event) => setTogether(event.currentTarget.checked)}
        />
        <Button type="submit" variant="primary" busy={assigning.isPending} disabled={chosen === null}>
          {t('console.areas.assign')}
        </Button>
        <Button variant="quiet" onClick={onDone}>
          {t('console.selection.clear')}
        </Button>
      </form>
    </section>
  )
}

function AssignFailure({ error }: { readonly error: unknown }) {
  const t = useT()
  const problem = problemOf(error)
  if (problem?.kind !== 'area-taken') return <Failure error={error} />
  return (
    <Banner tone="warn" live="alert" title={problem.message}>
      <p>{t('console.areas.taken')}</p>
      {problem.details ? (
        <ul>
          {problem.details.map(({ path, message }) => (
            <li key={path}>{message}</li>
          ))}
        </ul>
      ) : null}
    </Banner>
  )
}
