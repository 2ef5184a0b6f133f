import { routes, type BodyOf } from '@cyclecount/contract'
import { Button, NumberField, parseLocalNumber, Select, TextField, useLocale } from '@cyclecount/ui'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { Failure } from '../../parts/failure.tsx'
import { useSettled } from '../../parts/use-settled.ts'
import { useCall } from '../../server/context.tsx'
import { keys } from '../../server/queries.ts'
import { useRun } from '../run/run-context.ts'
import { useClosingChange } from './use-closing-change.ts'

const EMPTY = { q: '', varianceId: '', counted: '', note: '' }

/** Notes a test count: which line, how many, and what is to be said of it. */
export function TestCountForm() {
  const t = useT()
  const locale = useLocale()
  const call = useCall()
  const { runId } = useRun()
  const [form, setForm] = useState(EMPTY)
  const [tried, setTried] = useState(false)
  const q = useSettled(form.q.trim())
  const { data: found } = useQuery(
    queryOptions({
      queryKey: [...keys.review(runId), 'test-count', q],
      queryFn: () => call(routes.review, { params: { runId }, query: { q, status: 'all', limit: '20' } }),
      enabled: q !== '',
    }),
  )
  const lines = q === '' ? [] : (found?.lines ?? [])
  const line = lines.find(({ varianceId }) => varianceId === form.varianceId) ?? lines[0]
  const countedMilli = parseLocalNumber(form.counted, locale)
  const saving = useClosingChange(
    (body: BodyOf<typeof routes.testCount>) => call(routes.testCount, { params: { runId }, body }),
    t('console.closing.tests.saved'),
  )
  return (
    <form
      className="c-stack c-test-count"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setTried(true)
        if (line === undefined || countedMilli === null || countedMilli < 0) return
        saving.mutate(
          { varianceId: line.varianceId, countedMilli, note: form.note.trim() },
          {
            onSuccess: () => {
              setForm(EMPTY)
              setTried(false)
            },
          },
        )
      }}
    >
      <div className="c-cut-off">
        <TextField
          label={t('console.closing.tests.find')}
          autoComplete="off"
          required
          value={form.q}
          error={tried && line === undefined ? t('console.closing.tests.noLine') : undefined}
          onChange={(event) => setForm({ ...form, q: event.currentTarget.value, varianceId: '' })}
        />
        <Select
          label={t('console.closing.tests.line')}
          disabled={lines.length === 0}
          value={line?.varianceId ?? ''}
          onChange={(event) => setForm({ ...form, varianceId: event.currentTarget.value })}
          options={lines.map(({ varianceId, title, locationCode }) => ({
            value: varianceId,
            label: locationCode === null ? title : `${title} · ${locationCode}`,
          }))}
        />
        <NumberField
          label={t('console.closing.tests.counted')}
          required
          value={form.counted}
          error={
            tried && (countedMilli === null || countedMilli < 0)
              ? t('console.closing.tests.noNumber')
              : undefined
          }
          onChange={(event) => setForm({ ...form, counted: event.currentTarget.value })}
        />
        <TextField
          label={t('console.closing.evidence')}
          maxLength={500}
          value={form.note}
          onChange={(event) => setForm({ ...form, note: event.currentTarget.value })}
        />
      </div>
      {saving.error ? <Failure error={saving.error} /> : null}
      <div className="cc-actions">
        <Button type="submit" busy={saving.isPending}>
          {t('console.closing.tests.add')}
        </Button>
      </div>
    </form>
  )
}
