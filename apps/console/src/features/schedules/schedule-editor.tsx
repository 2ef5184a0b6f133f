import { routes, type PlanSchedule, type SaveScheduleBody } from '@cyclecount/contract'
import type { PlanId } from '@cyclecount/domain'
import { Banner, Button, Card, Checkbox, NumberField, TextField, useLive } from '@cyclecount/ui'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { Failure } from '../../parts/failure.tsx'
import { useSettled } from '../../parts/use-settled.ts'
import { localMinute } from '../../parts/wall-time.ts'
import { useCall } from '../../server/context.tsx'
import { scheduleKeys, schedulePreviewQuery, scheduleQuery } from '../../server/schedule-queries.ts'
import { ExceptionFields } from './exception-fields.tsx'
import { NextStarts } from './next-starts.tsx'
import { RuleFields } from './rule-fields.tsx'
import { scheduleForm, scheduleOf, type FieldFault, type ScheduleForm } from './schedule-form.ts'

/** How a plan repeats: changed in words, shown with its next dates while it is changed. */
export function ScheduleEditor({ shown }: { readonly shown: PlanSchedule }) {
  const t = useT()
  const today = localMinute(Date.now(), shown.schedule?.zones[0]?.timeZone ?? 'UTC').slice(0, 10)
  const [form, setForm] = useState(() => scheduleForm(shown.schedule, today))
  const read = scheduleOf(form)
  const draft = 'body' in read ? read.body : null
  const settled = useSettled(JSON.stringify(draft))
  const preview = usePreview(shown, settled)
  const saving = useSave(shown)
  const faultOf = (field: string) => preview.data?.faults.find((fault) => fault.field === field)?.message
  const unread = (field: FieldFault) =>
    'faults' in read && read.faults.includes(field) ? t(`console.schedule.fault.${field}`) : undefined
  const change = (to: Partial<ScheduleForm>) => setForm({ ...form, ...to })
  return (
    <form
      noValidate
      className="c-schedule"
      onSubmit={(event) => {
        event.preventDefault()
        if (draft) saving.mutate(draft)
      }}
    >
      <Card className="c-stack">
        <RuleFields
          rule={form.rule}
          error={unread('days') ?? faultOf('recurrence')}
          onChange={(rule) => change({ rule })}
        />
        <div className="c-scope">
          <TextField
            label={t('console.schedule.begins')}
            type="datetime-local"
            required
            value={form.beginsLocal}
            error={unread('beginsLocal') ?? faultOf('beginsLocal')}
            onChange={(event) => change({ beginsLocal: event.currentTarget.value })}
          />
          <TextField
            label={t('console.schedule.until')}
            hint={t('console.schedule.until.hint')}
            type="datetime-local"
            value={form.untilLocal}
            error={faultOf('untilLocal')}
            onChange={(event) => change({ untilLocal: event.currentTarget.value })}
          />
          <NumberField
            label={t('console.schedule.open')}
            hint={t('console.schedule.open.hint')}
            value={form.openHours}
            error={unread('openHours')}
            onChange={(event) => change({ openHours: event.currentTarget.value })}
          />
          <NumberField
            label={t('console.schedule.ahead')}
            hint={t('console.schedule.ahead.hint')}
            value={form.aheadHours}
            error={unread('aheadHours')}
            onChange={(event) => change({ aheadHours: event.currentTarget.value })}
          />
        </div>
        <ExceptionFields
          exceptions={form.exceptions}
          starts={preview.data?.zones[0]?.starts ?? []}
          faultOf={(index) => faultOf(`exceptions.${index}`)}
          onChange={(exceptions) => change({ exceptions })}
        />
        <Checkbox
          label={t('console.schedule.pause')}
          checked={form.isPaused}
          onChange={(event) => change({ isPaused: event.currentTarget.checked })}
        />
        {saving.error ? <Failure error={saving.error} /> : null}
        <div className="cc-actions">
          <Button type="submit" variant="primary" busy={saving.isPending} disabled={draft === null}>
            {t('console.schedule.save')}
          </Button>
          {shown.schedule === null ? null : <span className="cc-muted">{t('console.schedule.stay')}</span>}
        </div>
      </Card>
      <div className="c-stack">
        {preview.error ? <Failure error={preview.error} /> : null}
        {preview.data === undefined ? null : preview.data.faults.length > 0 ? (
          <Banner tone="warn" title={t('console.schedule.fault')} />
        ) : (
          <NextStarts preview={preview.data} />
        )}
      </div>
    </form>
  )
}

/** Asked once nobody has typed for a moment; null asks nothing, and what was shown stays. */
function usePreview({ planId }: PlanSchedule, settled: string) {
  const draft = JSON.parse(settled) as Omit<SaveScheduleBody, 'edits'> | null
  return useQuery(schedulePreviewQuery(useCall(), draft && previewOf(draft, planId)))
}

/** Paused or not, the dates are the same. */
function previewOf({ isPaused: _, ...fields }: Omit<SaveScheduleBody, 'edits'>, planId: PlanId) {
  return { ...fields, planId }
}

function useSave(shown: PlanSchedule) {
  const t = useT()
  const call = useCall()
  const queries = useQueryClient()
  const { toast } = useLive()
  const { planId } = shown
  return useMutation({
    mutationFn: (body: Omit<SaveScheduleBody, 'edits'>) =>
      call(routes.saveSchedule, {
        params: { planId },
        body: { ...body, edits: shown.schedule?.edits ?? 0 },
      }),
    onSuccess: async (saved) => {
      queries.setQueryData(scheduleQuery(call, planId).queryKey, saved)
      toast({ text: t('console.schedule.saved') })
      await queries.invalidateQueries({ queryKey: scheduleKeys.all })
    },
  })
}
