import type { ReasonId } from '@cyclecount/domain'
import { Select } from '@cyclecount/ui'
import { useQuery } from '@tanstack/react-query'
import { useT } from '../i18n/use-t.ts'
import { useCall } from '../server/context.tsx'
import { reasonsQuery } from '../server/queries.ts'
import { Failure } from './failure.tsx'

export interface ReasonSelectProps {
  /** Null: none was chosen yet. */
  readonly value: ReasonId | null
  /** Says so where none is chosen. */
  readonly asked: boolean
  readonly onChange: (reasonId: ReasonId | null) => void
}

/** Why something is decided: one of the org's reasons. */
export function ReasonSelect({ value, asked, onChange }: ReasonSelectProps) {
  const t = useT()
  const { data, error } = useQuery(reasonsQuery(useCall()))
  const reasons = data?.reasons ?? []
  return (
    <>
      <Select
        label={t('console.decide.reason')}
        required
        value={value ?? ''}
        error={asked && value === null ? t('console.decide.reason.missing') : undefined}
        onChange={(event) => {
          const chosen = event.currentTarget.value
          onChange(reasons.find(({ reasonId }) => reasonId === chosen)?.reasonId ?? null)
        }}
        options={[
          { value: '', label: t('console.decide.reason.choose') },
          ...reasons.map((reason) => ({ value: reason.reasonId, label: reason.label })),
        ]}
      />
      {error ? <Failure error={error} /> : null}
    </>
  )
}
