import { routes, type CreateRunBody } from '@cyclecount/contract'
import type { FacilityId } from '@cyclecount/domain'
import { Button, Card, SegmentedControl, TextField, useLive } from '@cyclecount/ui'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { FacilitySelect, useFacilities } from '../../parts/facility-select.tsx'
import { Failure } from '../../parts/failure.tsx'
import { Page } from '../../parts/page.tsx'
import { useCall } from '../../server/context.tsx'
import { keys } from '../../server/queries.ts'
import { ChosenItems, type ChosenItem } from './chosen-items.tsx'
import { runFromForm, type RunForm } from './run-form.ts'

const route = getRouteApi('/runs/new')

/** Plans a count of one facility. */
export function NewRunPage() {
  const t = useT()
  const call = useCall()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const { toast } = useLive()
  const facilities = useFacilities('plan-runs')
  const asked = route.useSearch().facility
  const [form, setForm] = useState<RunForm>({
    name: '',
    facilityId:
      facilities.find(({ facilityId }) => facilityId === asked)?.facilityId ??
      facilities[0]?.facilityId ??
      null,
    countType: 'HARD_COUNT',
    dueLocal: '',
  })
  const [items, setItems] = useState<readonly ChosenItem[]>([])
  const [tried, setTried] = useState(false)
  // A date without a time is no value at all: only the field itself knows that something was typed.
  const [dueUnclear, setDueUnclear] = useState(false)
  const planning = useMutation({
    mutationFn: (body: CreateRunBody) => call(routes.createRun, { body }),
    onSuccess: async (run) => {
      await queries.invalidateQueries({ queryKey: keys.runs })
      toast({ text: t('console.plan.done', { name: run.name }) })
      await navigate({ to: '/runs/$runId/areas', params: { runId: run.runId } })
    },
  })
  const { body, faults } = runFromForm(
    form,
    items.map(({ productId }) => productId),
  )
  const facility = facilities.find(({ facilityId }) => facilityId === form.facilityId)
  const said = (field: keyof typeof faults) => {
    const fault = tried ? faults[field] : undefined
    return fault === undefined ? undefined : t(`console.plan.fault.${fault}`)
  }

  return (
    <Page title={t('console.plan.title')} over={<Link to="/runs">{t('console.runs.title')}</Link>}>
      <Card className="c-form-card">
        <form
          noValidate
          className="c-stack"
          onSubmit={(event) => {
            event.preventDefault()
            setTried(true)
            const due = event.currentTarget.elements.namedItem('due')
            const unclear = due instanceof HTMLInputElement && due.validity.badInput
            setDueUnclear(unclear)
            if (body && !unclear) planning.mutate(body)
          }}
        >
          <TextField
            label={t('console.plan.name')}
            hint={t('console.plan.name.hint')}
            required
            maxLength={120}
            value={form.name}
            error={said('name')}
            onChange={(event) => setForm({ ...form, name: event.currentTarget.value })}
          />
          <FacilitySelect
            needs="plan-runs"
            required
            value={form.facilityId ?? undefined}
            onChange={(facilityId: FacilityId | undefined) =>
              setForm({ ...form, facilityId: facilityId ?? null })
            }
          />
          <div className="c-field-group">
            <span className="cc-field-label" aria-hidden="true">
              {t('console.plan.type')}
            </span>
            <SegmentedControl
              label={t('console.plan.type')}
              value={form.countType}
              options={[
                { value: 'HARD_COUNT', label: t('console.run.type.HARD_COUNT') },
                { value: 'DIRECTED_COUNT', label: t('console.run.type.DIRECTED_COUNT') },
              ]}
              onChange={(countType) => setForm({ ...form, countType })}
            />
            <p className="cc-field-hint">{t(`console.plan.type.${form.countType}`)}</p>
          </div>
          {form.countType === 'DIRECTED_COUNT' ? (
            <ChosenItems
              facilityId={form.facilityId}
              items={items}
              onChange={setItems}
              onDraw={(drawn, seed) => {
                if (drawn.length === 0) return
                setItems(drawn)
                // The seed stands in the name, so that anybody can draw it again.
                setForm({ ...form, name: t('console.sample.name', { seed }) })
              }}
              fault={said('items')}
            />
          ) : null}
          <TextField
            label={t('console.plan.due')}
            type="datetime-local"
            name="due"
            hint={
              facility
                ? t('console.plan.due.hint', { facility: facility.name, zone: facility.timeZone })
                : undefined
            }
            value={form.dueLocal}
            error={dueUnclear ? t('console.plan.fault.due-unclear') : said('dueLocal')}
            onChange={(event) => {
              setDueUnclear(false)
              setForm({ ...form, dueLocal: event.currentTarget.value })
            }}
          />
          {planning.error ? <Failure error={planning.error} /> : null}
          <div className="cc-actions">
            <Button type="submit" variant="primary" busy={planning.isPending}>
              {t('console.plan.action')}
            </Button>
            <Link to="/runs" className="cc-button">
              {t('console.cancel')}
            </Link>
          </div>
        </form>
      </Card>
    </Page>
  )
}
