import type { CountSheets } from '@cyclecount/contract'
import { asSheetNumber } from '@cyclecount/domain'
import { Button, Card, Select, TextField } from '@cyclecount/ui'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'

type Area = CountSheets['areas'][number]

export interface FindSheetProps {
  readonly areas: readonly Area[]
  readonly onFound: (area: Area) => void
}

/** Finds the sheet that is to be keyed, by the number on it, scanned or typed, or by its area. */
export function FindSheet({ areas, onFound }: FindSheetProps) {
  const t = useT()
  const [number, setNumber] = useState('')
  const [missing, setMissing] = useState(false)
  return (
    <Card title={t('console.sheets.key')} className="c-no-print">
      <form
        className="c-cut-off"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          const found = areas.find((area) => area.number === asSheetNumber(number))
          setMissing(found === undefined)
          if (found) onFound(found)
        }}
      >
        <TextField
          label={t('console.sheets.number')}
          hint={t('console.sheets.number.hint')}
          error={missing ? t('console.sheets.number.none') : undefined}
          autoComplete="off"
          maxLength={40}
          value={number}
          onChange={(event) => setNumber(event.currentTarget.value)}
        />
        <Select
          label={t('console.sheets.orArea')}
          value=""
          onChange={(event) => {
            const found = areas.find(({ areaId }) => areaId === event.currentTarget.value)
            if (found) onFound(found)
          }}
          options={[
            { value: '', label: t('console.sheets.orArea.choose') },
            ...areas.map((area) => ({
              value: area.areaId,
              label:
                area.entered === null
                  ? `${area.name} · ${area.number}`
                  : t('console.sheets.orArea.entered', { area: area.name, number: area.number }),
            })),
          ]}
        />
        <div className="cc-actions">
          <Button type="submit">{t('console.sheets.key.open')}</Button>
        </div>
      </form>
    </Card>
  )
}
