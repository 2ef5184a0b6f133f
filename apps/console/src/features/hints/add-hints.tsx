import type { FacilityId } from '@cyclecount/domain'
import { Select } from '@cyclecount/ui'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { useFacilities } from '../../parts/facility-select.tsx'
import { FormDialog } from '../../parts/form-dialog.tsx'

export interface AddHintsProps {
  readonly taken: readonly FacilityId[]
  readonly onClose: () => void
  readonly onChosen: (facilityId: FacilityId) => void
}

/** At which further facility the inventory system tells. */
export function AddHints({ taken, onClose, onChosen }: AddHintsProps) {
  const t = useT()
  const offered = useFacilities('manage-integrations').filter(({ facilityId }) => !taken.includes(facilityId))
  const [chosen, setChosen] = useState<FacilityId | undefined>(offered[0]?.facilityId)
  return (
    <FormDialog
      title={t('console.hints.add')}
      action={t('console.hints.add.action')}
      busy={false}
      disabled={chosen === undefined}
      error={null}
      onClose={onClose}
      onSubmit={() => {
        if (chosen !== undefined) onChosen(chosen)
      }}
    >
      <p>{t('console.hints.words')}</p>
      <Select
        label={t('console.hints.facility')}
        required
        value={chosen ?? ''}
        onChange={(event) => {
          const { value } = event.currentTarget
          setChosen(offered.find((one) => one.facilityId === value)?.facilityId)
        }}
        options={offered.map((one) => ({ value: one.facilityId, label: one.name }))}
      />
    </FormDialog>
  )
}
