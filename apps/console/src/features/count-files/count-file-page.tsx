import { routes } from '@cyclecount/contract'
import type { FacilityId } from '@cyclecount/domain'
import { Button, Card, Field, Select, TextField } from '@cyclecount/ui'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { FacilitySelect, useFacilities } from '../../parts/facility-select.tsx'
import { Failure } from '../../parts/failure.tsx'
import { Page } from '../../parts/page.tsx'
import { useCall } from '../../server/context.tsx'
import { facilityQuery, runsQuery } from '../../server/queries.ts'
import { countFileFromForm, type CountFileForm } from './count-file-form.ts'
import { CountFilePlan } from './count-file-plan.tsx'

const route = getRouteApi('/runs/count-file')

/** Takes in a count that was made elsewhere: filled in, read, shown, and only then taken in. */
export function CountFilePage() {
  const t = useT()
  const call = useCall()
  const facilities = useFacilities('assign-areas')
  const search = route.useSearch()
  const asked = facilities.find(({ facilityId }) => facilityId === search.facility)
  const [form, setForm] = useState<CountFileForm>({
    facilityId: (asked ?? facilities[0])?.facilityId ?? null,
    runId: search.run ?? '',
    runName: '',
    personId: '',
    counter: '',
    countedLocal: '',
    file: null,
  })
  const [tried, setTried] = useState(false)
  const wanted = countFileFromForm(form)
  const checking = useMutation({
    mutationFn: async (told: NonNullable<(typeof wanted)['asked']>) => ({
      ...told,
      check: await call(routes.checkCountFile, {
        params: { facilityId: told.facilityId },
        body: told.body,
      }),
    }),
  })
  const change = (changed: Partial<CountFileForm>): void => {
    setForm((before) => ({ ...before, ...changed }))
    // What was read is of what stood there before.
    checking.reset()
  }
  const said = (field: keyof typeof wanted.faults) => {
    const fault = tried ? wanted.faults[field] : undefined
    return fault === undefined ? undefined : t(`console.countFile.fault.${fault}`)
  }

  return (
    <Page
      title={t('console.countFile.title')}
      note={t('console.countFile.note')}
      over={<Link to="/runs">{t('console.runs.title')}</Link>}
    >
      <Card className="c-form-card">
        <form
          noValidate
          className="c-stack"
          onSubmit={(event) => {
            event.preventDefault()
            setTried(true)
            if (wanted.asked) checking.mutate(wanted.asked)
          }}
        >
          <FacilitySelect
            needs="assign-areas"
            required
            value={form.facilityId ?? undefined}
            onChange={(facilityId: FacilityId | undefined) =>
              change({ facilityId: facilityId ?? null, runId: '', personId: '' })
            }
          />
          <Into form={form} onChange={change} fault={said('runName')} />
          <Counter form={form} onChange={change} fault={said('counter')} />
          <TextField
            label={t('console.countFile.countedAt')}
            type="datetime-local"
            hint={t('console.countFile.countedAt.hint')}
            value={form.countedLocal}
            onChange={(event) => change({ countedLocal: event.currentTarget.value })}
          />
          <Field
            label={t('console.countFile.file')}
            hint={t('console.countFile.file.hint')}
            error={said('file')}
            required
          >
            {({ required: _, ...control }) => (
              <input
                type="file"
                accept=".csv,text/csv,text/plain"
                className="cc-input c-file"
                onChange={(event) => {
                  const [chosen] = event.currentTarget.files ?? []
                  change({ file: null })
                  if (chosen) void chosen.text().then((text) => change({ file: { name: chosen.name, text } }))
                }}
                {...control}
              />
            )}
          </Field>
          <details>
            <summary>{t('console.countFile.columns')}</summary>
            <p className="cc-muted">{t('console.countFile.columns.words')}</p>
          </details>
          {checking.error ? <Failure error={checking.error} /> : null}
          <div className="cc-actions">
            <Button type="submit" variant={checking.data ? undefined : 'primary'} busy={checking.isPending}>
              {t('console.countFile.check')}
            </Button>
            <Link to="/runs" className="cc-button">
              {t('console.cancel')}
            </Link>
          </div>
        </form>
      </Card>
      {checking.data ? <CountFilePlan key={checking.submittedAt} {...checking.data} /> : null}
    </Page>
  )
}

interface PartProps {
  readonly form: CountFileForm
  readonly onChange: (changed: Partial<CountFileForm>) => void
  readonly fault: string | undefined
}

/** The run: a new one by name, or one that is planned or counted there. */
function Into({ form, onChange, fault }: PartProps) {
  const t = useT()
  const { data } = useQuery({
    ...runsQuery(useCall(), form.facilityId === null ? {} : { facilityId: form.facilityId }),
    enabled: form.facilityId !== null,
  })
  const open = (data?.runs ?? []).filter(({ status }) => takesCounts.has(status))
  return (
    <>
      <Select
        label={t('console.countFile.into')}
        value={form.runId}
        onChange={(event) => onChange({ runId: event.currentTarget.value })}
        options={[
          { value: '', label: t('console.countFile.into.new') },
          ...open.map(({ runId, name }) => ({ value: runId, label: name })),
        ]}
      />
      {form.runId === '' ? (
        <TextField
          label={t('console.countFile.runName')}
          hint={t('console.countFile.runName.hint')}
          required
          maxLength={120}
          value={form.runName}
          error={fault}
          onChange={(event) => onChange({ runName: event.currentTarget.value })}
        />
      ) : null}
    </>
  )
}

const takesCounts: ReadonlySet<string> = new Set(['planned', 'counting', 'reviewing', 'returned'])

/** Who counted: somebody of the company, or somebody else by name. */
function Counter({ form, onChange, fault }: PartProps) {
  const t = useT()
  const call = useCall()
  const { facilityId } = form
  const { data } = useQuery({
    ...facilityQuery(call, facilityId ?? ('' as FacilityId)),
    enabled: facilityId !== null,
  })
  return (
    <>
      <Select
        label={t('console.countFile.counter')}
        value={form.personId}
        onChange={(event) => onChange({ personId: event.currentTarget.value })}
        options={[
          { value: '', label: t('console.countFile.counter.else') },
          ...(data?.counters ?? []).map(({ personId, name }) => ({ value: personId, label: name })),
        ]}
      />
      {form.personId === '' ? (
        <TextField
          label={t('console.countFile.counterName')}
          hint={t('console.countFile.counterName.hint')}
          required
          maxLength={120}
          value={form.counter}
          error={fault}
          onChange={(event) => onChange({ counter: event.currentTarget.value })}
        />
      ) : null}
    </>
  )
}
