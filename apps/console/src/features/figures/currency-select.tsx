import { Select } from '@cyclecount/ui'
import { useT } from '../../i18n/use-t.ts'

export interface CurrencySelectProps {
  readonly told: { readonly currency: string | null; readonly currencies: readonly string[] }
  readonly onChange: (currency: string) => void
}

/** In which currency amounts are told, where there are several: they are not added to one another. */
export function CurrencySelect({ told, onChange }: CurrencySelectProps) {
  const t = useT()
  if (told.currency === null || told.currencies.length < 2) return null
  return (
    <Select
      label={t('console.figures.currency')}
      value={told.currency}
      onChange={(event) => onChange(event.currentTarget.value)}
      options={told.currencies.map((value) => ({ value, label: value }))}
    />
  )
}
