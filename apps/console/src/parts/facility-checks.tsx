import type { Capability, FacilityId } from '@cyclecount/domain'
import { Button, Checkbox } from '@cyclecount/ui'
import { useId } from 'react'
import { useT } from '../i18n/use-t.ts'
import { useFacilities } from './facility-select.tsx'

export interface FacilityChecksProps {
  readonly needs: Capability
  readonly chosen: ReadonlySet<FacilityId>
  readonly onChange: (chosen: ReadonlySet<FacilityId>) => void
  readonly error?: string | undefined
}

/** Any number of the facilities at which the person may do this. */
export function FacilityChecks({ needs, chosen, onChange, error }: FacilityChecksProps) {
  const t = useT()
  const errorId = useId()
  const facilities = useFacilities(needs)
  const isAll = facilities.every(({ facilityId }) => chosen.has(facilityId))
  return (
    <fieldset className="c-fieldset c-checks" aria-describedby={error === undefined ? undefined : errorId}>
      <legend>{t('console.facilities')}</legend>
      {facilities.length > 1 ? (
        <Button
          size="s"
          variant="quiet"
          onClick={() => onChange(new Set(isAll ? [] : facilities.map(({ facilityId }) => facilityId)))}
        >
          {isAll ? t('console.facilities.none') : t('console.facilities.every')}
        </Button>
      ) : null}
      <div className="c-check-list">
        {facilities.map(({ facilityId, code, name }) => (
          <Checkbox
            key={facilityId}
            label={`${name} · ${code}`}
            checked={chosen.has(facilityId)}
            onChange={(event) => {
              const next = new Set(chosen)
              if (event.currentTarget.checked) next.add(facilityId)
              else next.delete(facilityId)
              onChange(next)
            }}
          />
        ))}
      </div>
      {error === undefined ? null : (
        <p id={errorId} className="cc-field-error">
          {error}
        </p>
      )}
    </fieldset>
  )
}
