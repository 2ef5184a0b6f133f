import { routes, type PlanDetail } from '@cyclecount/contract'
import { parseId, planPurposes, type PlanId } from '@cyclecount/domain'
import { Button, Card, Checkbox, Select, TextField, useLive } from '@cyclecount/ui'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { NotFound } from '../../app/not-found.tsx'
import { useT } from '../../i18n/use-t.ts'
import { useFacilities } from '../../parts/facility-select.tsx'
import { Failure } from '../../parts/failure.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { Page } from '../../parts/page.tsx'
import { useCall } from '../../server/context.tsx'
import { keys, planQuery } from '../../server/queries.ts'
import { CheckList } from './check-list.tsx'
import { ItemSetEditor } from './item-set-editor.tsx'
import { PlanFile } from './plan-file.tsx'
import {
  emptyPlan,
  formOfPlan,
  placesOf,
  planFromForm,
  setFromForm,
  type PlanFault,
  type PlanForm,
} from './plan-form.ts'
import { PlanPreview } from './plan-preview.tsx'

/** Drafts a plan, or a template of plans. */
export function NewPlanPage() {
  const t = useT()
  return (
    <Page title={t('console.plans.new')} over={<Link to="/plans">{t('console.plans.title')}</Link>}>
      <Form plan={null} />
    </Page>
  )
}

const route = getRouteApi('/plans/$planId/edit')

/** Changes a plan; of a published one the runs that nobody has begun follow. */
export function EditPlanPage() {
  const planId = parseId<PlanId>(route.useParams().planId)
  return planId === null ? <NotFound /> : <EditPlan planId={planId} />
}

function EditPlan({ planId }: { readonly planId: PlanId }) {
  const t = useT()
  const query = useQuery({ ...planQuery(useCall(), planId), staleTime: Number.POSITIVE_INFINITY })
  return (
    <Page title={t('console.plans.edit')} over={<Link to="/plans">{t('console.plans.title')}</Link>}>
      <Loaded query={query}>{(plan) => <Form key={plan.planId} plan={plan} />}</Loaded>
    </Page>
  )
}

function Form({ plan }: { readonly plan: PlanDetail | null }) {
  const t = useT()
  const [form, setForm] = useState(() => (plan ? formOfPlan(plan) : emptyPlan))
  const [tried, setTried] = useState(false)
  const saving = useSaving(plan)
  const { body, faults } = planFromForm(form)
  const said = (fault: PlanFault) =>
    tried && faults.includes(fault) ? t(`console.plans.fault.${fault}`) : undefined
  const itemSet = setFromForm(form.items)
  const isPublished = plan?.status === 'published'
  const change = (changed: Partial<PlanForm>) => setForm({ ...form, ...changed })
  return (
    <Card className="c-form-card">
      <form
        noValidate
        className="c-stack"
        onSubmit={(event) => {
          event.preventDefault()
          setTried(true)
          if (body) saving.mutate(body)
        }}
      >
        <TextField
          label={t('console.plan.name')}
          hint={t('console.plan.name.hint')}
          required
          maxLength={120}
          value={form.name}
          error={said('name')}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <Select
          label={t('console.plans.purpose')}
          value={form.purpose}
          onChange={(event) => {
            const purpose = planPurposes.find((one) => one === event.currentTarget.value)
            if (purpose) change({ purpose })
          }}
          options={planPurposes.map((one) => ({ value: one, label: t(`console.plans.purpose.${one}`) }))}
        />
        <Facilities form={form} onChange={change} isFixed={isPublished} error={said('facilities')} />
        <ItemSetEditor value={form.items} error={said('items')} onChange={(items) => change({ items })} />
        <PlanFile
          onSkus={(skus) =>
            change({
              items: {
                everything: false,
                parts: [
                  ...form.items.parts,
                  {
                    key: `file ${form.items.parts.length}`,
                    kind: 'skus',
                    chosen: [],
                    typed: skus.join('\n'),
                  },
                ],
              },
            })
          }
          onFacilities={(own) => {
            const [first] = own.values()
            const items = form.items.everything && first ? { everything: false, parts: [] } : form.items
            change({ own, facilities: new Set(own.keys()), items })
          }}
        />
        <Window form={form} onChange={change} error={said('due')} />
        {isPublished ? null : (
          <Checkbox
            label={t('console.plans.template')}
            checked={form.isTemplate}
            onChange={() => change({ isTemplate: !form.isTemplate })}
          />
        )}
        {itemSet && form.facilities.size > 0 ? (
          <PlanPreview itemSet={itemSet} facilities={placesOf(form)} />
        ) : null}
        {saving.error ? <Failure error={saving.error} /> : null}
        <div className="cc-actions">
          <Button type="submit" variant="primary" busy={saving.isPending}>
            {t(isPublished ? 'console.plans.saveRuns' : 'console.plans.save')}
          </Button>
          <Link to="/plans" className="cc-button">
            {t('console.cancel')}
          </Link>
        </div>
      </form>
    </Card>
  )
}

function useSaving(plan: PlanDetail | null) {
  const t = useT()
  const call = useCall()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const { toast } = useLive()
  return useMutation({
    mutationFn: (body: NonNullable<ReturnType<typeof planFromForm>['body']>) =>
      plan === null
        ? call(routes.createPlan, { body })
        : call(routes.savePlan, { params: { planId: plan.planId }, body: { ...body, edits: plan.edits } }),
    onSuccess: async (saved) => {
      await Promise.all([
        queries.invalidateQueries({ queryKey: keys.plans }),
        queries.invalidateQueries({ queryKey: keys.runs }),
      ])
      toast({ text: t('console.plans.saved', { name: saved.name }) })
      await navigate({ to: '/plans/$planId', params: { planId: saved.planId } })
    },
  })
}

interface PartProps {
  readonly form: PlanForm
  readonly onChange: (changed: Partial<PlanForm>) => void
  readonly error: string | undefined
}

function Facilities({ form, onChange, error, isFixed }: PartProps & { readonly isFixed: boolean }) {
  const t = useT()
  const facilities = useFacilities('plan-runs')
  return (
    <CheckList
      label={t('console.plans.facilities')}
      options={facilities.map(({ facilityId, name }) => ({
        value: facilityId,
        label: name,
        ...(form.own.has(facilityId) ? { note: t('console.plans.ownItems') } : {}),
      }))}
      chosen={form.facilities}
      disabled={isFixed}
      error={error}
      onChange={(chosen) => onChange({ facilities: chosen })}
    >
      {isFixed ? <p className="cc-field-hint">{t('console.plans.facilities.fixed')}</p> : null}
    </CheckList>
  )
}

function Window({ form, onChange, error }: PartProps) {
  const t = useT()
  return (
    <div className="c-scope">
      <TextField
        label={t('console.plans.start')}
        type="datetime-local"
        value={form.startLocal}
        onChange={(event) => onChange({ startLocal: event.currentTarget.value })}
      />
      <TextField
        label={t('console.plan.due')}
        type="datetime-local"
        hint={t('console.plans.window.hint')}
        value={form.dueLocal}
        error={error}
        onChange={(event) => onChange({ dueLocal: event.currentTarget.value })}
      />
    </div>
  )
}
