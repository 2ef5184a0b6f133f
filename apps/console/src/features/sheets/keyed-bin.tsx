import type { CountSheets } from '@cyclecount/contract'
import { Checkbox, Code, NumberField, TextField } from '@cyclecount/ui'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { unitShown } from '../../parts/unit.ts'
import { fieldOf, MOST_OTHERS, type SheetFault } from './read-sheet.ts'

export interface KeyedBinProps {
  readonly index: number
  readonly bin: CountSheets['areas'][number]['locations'][number]
  readonly faults: ReadonlyMap<string, SheetFault>
}

/** A bin of the sheet as it is printed: a field for each line, what was found besides, and whether it was empty. */
export function KeyedBin({ index, bin, faults }: KeyedBinProps) {
  const t = useT()
  const [others, setOthers] = useState(1)
  const said = (field: string) => {
    const fault = faults.get(field)
    return fault === undefined ? undefined : t(`console.sheets.fault.${fault}`)
  }
  return (
    <fieldset className="c-fieldset">
      <legend>{t('console.sheets.bin', { code: bin.code })}</legend>
      <ul className="c-keyed">
        {bin.items.map(({ productId, sku, title, unit }, line) => (
          <li key={productId} className="c-keyed-line">
            <NumberField
              label={
                <>
                  {title} <Code>{sku}</Code>
                </>
              }
              name={fieldOf.line(index, line)}
              maxLength={12}
              error={said(fieldOf.line(index, line))}
            />
            <span className="cc-muted">{unitShown(unit)}</span>
          </li>
        ))}
        {Array.from({ length: others }, (_, other) => (
          <li key={other} className="c-keyed-other">
            <TextField
              label={t('console.sheets.other')}
              hint={other === 0 ? t('console.sheets.other.hint') : undefined}
              name={fieldOf.code(index, other)}
              autoComplete="off"
              maxLength={200}
              error={said(fieldOf.code(index, other))}
              onChange={() => {
                if (other === others - 1 && others < MOST_OTHERS) setOthers(others + 1)
              }}
            />
            <NumberField
              label={t('console.sheets.counted')}
              name={fieldOf.quantity(index, other)}
              maxLength={12}
              error={said(fieldOf.quantity(index, other))}
            />
          </li>
        ))}
      </ul>
      <Checkbox label={t('console.sheets.empty')} name={fieldOf.empty(index)} />
      {faults.has(fieldOf.empty(index)) ? (
        <p className="cc-field-error">{said(fieldOf.empty(index))}</p>
      ) : null}
    </fieldset>
  )
}
