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
import { useEffect, useRef, useState, type FormEvent } from 'react'
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
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    const element = form.current
    element?.addEventListener('keydown', goOn)
    return () => element?.removeEventListener('keydown', goOn)
  }, [])
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
    const given = new FormData(event.currentTarget)
    const textOf = (field: string): string | null => {
      const value = given.get(field)
      return typeof value === 'string' ? value : null
    }
    const sheet = readSheet(area, textOf, locale)
    const blank = ['counter', 'at'].filter((field) => textOf(field)?.trim() === '')
    const wrong = new Map([...blank.map((field) => [field, 'missing'] as const), ...sheet.faults])
    setFaults(wrong)
    const [first] = wrong.keys()
    const field = first === undefined ? null : event.currentTarget.elements.namedItem(first)
    if (field instanceof HTMLElement) field.focus()
    if (wrong.size > 0) return
    taking.mutate({
      ...sheet,
      name: textOf('counter') ?? '',
      at: (textOf('at') ?? '').slice(0, 16),
      besides: textOf('besides') !== null,
    })
  }

  const said = (field: 'counter' | 'at') =>
    faults.has(field) ? t('console.sheets.fault.missing') : undefined

  return (
    <Card title={t('console.sheets.key.title', { area: area.name, number: area.number })}>
      <form ref={form} className="c-stack" noValidate onSubmit={submit}>
        {area.entered === null ? null : (
          <Banner tone="warn" title={t('console.sheets.entered', { person: area.entered.by })}>
            <DateTime at={area.entered.at} timeZone={run.timeZone} /> · {t('console.sheets.entered.words')}
          </Banner>
        )}
        <p className="cc-muted">{t('console.sheets.key.words')}</p>
        <div className="c-cut-off">
          <Counter who={who} onChoose={setWho} error={said('counter')} />
          <TextField
            label={t('console.sheets.key.at')}
            hint={run.timeZone}
            type="datetime-local"
            name="at"
            required
            error={said('at')}
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
function goOn(event: KeyboardEvent): void {
  const { target } = event
  if (event.key !== 'Enter' || !(target instanceof HTMLInputElement) || target.form === null) return
  event.preventDefault()
  const fields = [...target.form.elements].filter(
    (field): field is HTMLElement =>
      field instanceof HTMLElement &&
      field.matches('input:not([type=checkbox]), select, button[type=submit]'),
  )
  fields[fields.indexOf(target) + 1]?.focus()
}

interface CounterProps {
  readonly who: string
  readonly onChoose: (who: string) => void
  readonly error: string | undefined
}

/** Who counted on paper: somebody who may count here, or somebody else by name. */
function Counter({ who, onChoose, error }: CounterProps) {
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
        <TextField
          label={t('console.countFile.counterName')}
          name="counter"
          required
          maxLength={120}
          error={error}
        />
      ) : null}
    </>
  )
}
