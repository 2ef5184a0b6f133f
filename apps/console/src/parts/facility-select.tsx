import { Select } from '@cyclecount/ui'
import type { Capability, FacilityId } from '@cyclecount/domain'
import type { Me } from '@cyclecount/contract'
import { useT } from '../i18n/use-t.ts'
import { useMay, useMe } from '../server/context.tsx'

/** The facilities at which the person may do this, in the order of their names. */
export function useFacilities(needs: Capability): readonly Me['facilities'][number][] {
  const { facilities } = useMe()
  const may = useMay()
  return facilities
    .filter(({ facilityId }) => may(needs, facilityId))
    .toSorted((a, b) => a.name.localeCompare(b.name))
}

export interface FacilitySelectProps {
  readonly needs: Capability
  readonly value: string | undefined
  /** Undefined where all are chosen. */
  readonly onChange: (facilityId: FacilityId | undefined) => void
  /** Offers “All facilities”. */
  readonly all?: boolean
  readonly required?: boolean
}

/** A facility out of those the person may see. */
export function FacilitySelect({ needs, value, onChange, all = false, required }: FacilitySelectProps) {
  const t = useT()
  const facilities = useFacilities(needs)
  return (
    <Select
      label={t('console.facility')}
      required={required}
      value={value ?? ''}
      onChange={(event) => {
        const chosen = event.currentTarget.value
        onChange(facilities.find(({ facilityId }) => facilityId === chosen)?.facilityId)
      }}
      options={[
        ...(all ? [{ value: '', label: t('console.facility.all') }] : []),
        ...facilities.map(({ facilityId, name }) => ({ value: facilityId, label: name })),
      ]}
    />
  )
}
