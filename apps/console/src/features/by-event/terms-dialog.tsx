import { routes } from '@cyclecount/contract'
import type { FacilityId } from '@cyclecount/domain'
import { Checkbox, Select } from '@cyclecount/ui'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { useFacilities } from '../../parts/facility-select.tsx'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { useCall } from '../../server/context.tsx'
import { keys } from '../../server/queries.ts'
import type { ByEvent } from './by-event-card.tsx'

/** How long an answer is waited for, in hours. */
const HOURS = [1, 4, 12, 24, 48, 72, 168]

export interface TermsDialogProps {
  /** Null for a facility that is to begin. */
  readonly of: ByEvent | null
  /** Facilities that are asked by events already, or were. */
  readonly taken: readonly FacilityId[]
  readonly onClose: () => void
  /** Told the secret where one was made, which nobody can read again. */
  readonly onDone: (secret: string | null) => void
}

/** On which terms a facility's adjustments are asked for by events. */
export function TermsDialog({ of, taken, onClose, onDone }: TermsDialogProps) {
  const t = useT()
  const call = useCall()
  const queries = useQueryClient()
  const offered = useFacilities('manage-integrations').filter(({ facilityId }) => !taken.includes(facilityId))
  const [facilityId, setFacilityId] = useState<FacilityId | undefined>(
    of?.facilityId ?? offered[0]?.facilityId,
  )
  const [hours, setHours] = useState(of?.answerWithinHours ?? 24)
  const [looksUp, setLooksUp] = useState(of?.looksUp ?? true)
  const setting = useMutation({
    mutationFn: (chosen: FacilityId) =>
      call(routes.setAdjustmentsByEvent, {
        params: { facilityId: chosen },
        body: { answerWithinHours: hours, looksUp },
      }),
    onSuccess: async ({ secret }) => {
      onDone(secret)
      await queries.invalidateQueries({ queryKey: keys.byEvent })
    },
  })
  return (
    <FormDialog
      title={
        of === null ? t('console.byEvent.add') : t('console.byEvent.change.title', { facility: of.name })
      }
      action={t(actionOf(of))}
      busy={setting.isPending}
      disabled={facilityId === undefined}
      error={setting.error}
      onClose={onClose}
      onSubmit={() => {
        if (facilityId !== undefined) setting.mutate(facilityId)
      }}
    >
      <p>{t('console.byEvent.note')}</p>
      {of === null ? (
        <Select
          label={t('console.byEvent.facility')}
          required
          value={facilityId ?? ''}
          onChange={(event) => {
            const chosen = event.currentTarget.value
            setFacilityId(offered.find((one) => one.facilityId === chosen)?.facilityId)
          }}
          options={offered.map((one) => ({ value: one.facilityId, label: one.name }))}
        />
      ) : null}
      <Select
        label={t('console.byEvent.within')}
        hint={t('console.byEvent.within.hint')}
        value={String(hours)}
        onChange={(event) => setHours(Number(event.currentTarget.value))}
        options={[...new Set([...HOURS, hours])]
          .toSorted((a, b) => a - b)
          .map((n) => ({ value: String(n), label: t('console.byEvent.hours', { n }) }))}
      />
      <Checkbox
        label={t('console.byEvent.looksUp')}
        checked={looksUp}
        onChange={(event) => setLooksUp(event.currentTarget.checked)}
      />
    </FormDialog>
  )
}

function actionOf(of: ByEvent | null) {
  if (of === null) return 'console.byEvent.add.action'
  return of.stoppedAt === null ? 'console.byEvent.change.action' : 'console.byEvent.again.action'
}
