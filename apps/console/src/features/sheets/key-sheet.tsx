import { routes, type CountSheets } from '@cyclecount/contract'
import type { PersonId } from '@cyclecount/domain'
import {
  Banner,
  Button,
  Card,
  Checkbox,
  DateTime,
  Select,
  TextField,
  useLive,
  useLocale,
} from '@cyclecount/ui'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent, type KeyboardEvent } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { Failure } from '../../parts/failure.tsx'
import { useCall } from '../../server/context.tsx'
import { facilityQuery, keys } from '../../server/queries.ts'
import { useRun } from '../run/run-context.ts'
import { KeyedBin } from './keyed-bin.tsx'
import { readSheet, type KeyedSheet, type SheetFault } from './read-sheet.ts'

export interface KeySheetProps {
  readonly area: CountSheets['areas'][number]
  readonly onDone: () => void
}

const nothingWrong: ReadonlyMap<string, SheetFault> = new Map()

/** Keys what was written on a sheet, line by line; Enter goes on to the next. The fields hold their own text, so that a long sheet stays fast. */
export function KeySheet({ area, onDone }: KeySheetProps) {
  const t = useT()
  const call = useCall()
  const locale = useLocale()
  const run = useRun()
  const queries = useQueryClient()
  const { toast } = useLive()
  const [faults, setFaults] = useState(nothingWrong)
  const [who, setWho] = useState('')
  const taking = useMutation({
    mutationFn: ({ faults: _, ...sheet }: KeyedSheet & { name: string; at: string; besides: boolean }) => {
      const { name, at: countedLocal, ...body } = sheet
      const countedBy = who === '' ? { name: name.trim() } : { personId: who as PersonId }
      return call(routes.enterSheet, {
        params: { runId: run.runId },
        body: { ...body, number: area.number, countedBy, countedLocal },
      })
    },
    onSuccess: async () => {
      toast({ text: t('console.sheets.taken', { number: area.number, area: area.name }) })
      await queries.invalidateQueries({ queryKey: keys.run(run.runId) })
      onDone()
    },
  })

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const form = event.currentTarget
    const given = new FormData(form)
    const textOf = (field: string): string | null => {
      const value = given.get(field)
      return typeof value === 'string' ? value : null
    }
    const sheet = readSheet(area, textOf, locale)
    setFaults(sheet.faults)
    const [first] = sheet.faults.keys()
    const wrong = first === undefined ? null : form.elements.namedItem(first)
    if (wrong instanceof HTMLElement) wrong.focus()
    if (sheet.faults.size > 0 || !form.reportValidity()) return
    taking.mutate({
      ...sheet,
      name: textOf('counter') ?? '',
      at: (textOf('at') ?? '').slice(0, 16),
      besides: textOf('besides') !== null,
    })
  }

  return (
    <Card title={t('console.sheets.key.title', { area: area.name, number: area.number })}>
      <form className="c-stack" onSubmit={submit} onKeyDown={goOn}>
        {area.entered === null ? null : (
          <Banner tone="warn" title={t('console.sheets.entered', { person: area.entered.by })}>
            <DateTime at={area.entered.at} timeZone={run.timeZone} /> · {t('console.sheets.entered.words')}
          </Banner>
        )}
        <p className="cc-muted">{t('console.sheets.key.words')}</p>
        <div className="c-cut-off">
          <Counter who={who} onChoose={setWho} />
          <TextField
            label={t('console.sheets.key.at')}
            hint={run.timeZone}
            type="datetime-local"
            name="at"
            required
          />
        </div>
        {area.locations.map((bin, index) => (
          <KeyedBin key={bin.locationId} index={index} bin={bin} faults={faults} />
        ))}
        <Checkbox label={t('console.sheets.besides')} name="besides" />
        {taking.error ? <Failure error={taking.error} /> : null}
        <div className="cc-actions">
          <Button type="submit" variant="primary" busy={taking.isPending}>
            {t('console.sheets.key.take')}
          </Button>
          <Button onClick={onDone}>{t('console.cancel')}</Button>
        </div>
      </form>
    </Card>
  )
}

/** Enter in a field goes to the next one, as on the sheet; only the button takes the sheet in. */
function goOn(event: KeyboardEvent<HTMLFormElement>): void {
  const { target } = event
  if (event.key !== 'Enter' || !(target instanceof HTMLInputElement)) return
  event.preventDefault()
  const fields = [...event.currentTarget.elements].filter(
    (field): field is HTMLElement =>
      field instanceof HTMLElement &&
      field.matches('input:not([type=checkbox]), select, button[type=submit]'),
  )
  fields[fields.indexOf(target) + 1]?.focus()
}

/** Who counted on paper: somebody who may count here, or somebody else by name. */
function Counter({ who, onChoose }: { readonly who: string; readonly onChoose: (who: string) => void }) {
  const t = useT()
  const { facilityId } = useRun()
  const { data } = useQuery(facilityQuery(useCall(), facilityId))
  return (
    <>
      <Select
        label={t('console.countFile.counter')}
        value={who}
        onChange={(event) => onChoose(event.currentTarget.value)}
        options={[
          { value: '', label: t('console.countFile.counter.else') },
          ...(data?.counters ?? []).map(({ personId, name }) => ({ value: personId, label: name })),
        ]}
      />
      {who === '' ? (
        <TextField label={t('console.countFile.counterName')} name="counter" required maxLength={120} />
      ) : null}
    </>
  )
}
