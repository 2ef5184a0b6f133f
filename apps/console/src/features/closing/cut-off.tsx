import { routes, type BodyOf, type CountClosing } from '@cyclecount/contract'
import { Button, Card, DateTime, Select, TextField } from '@cyclecount/ui'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { Failure } from '../../parts/failure.tsx'
import { useCall, useMay } from '../../server/context.tsx'
import { useRun } from '../run/run-context.ts'
import { useClosingChange } from './use-closing-change.ts'

type Form = Pick<CountClosing, 'accountingPeriod' | 'cutOff'> & { readonly postingDate: string }
const ANSWERS = ['open', 'yes', 'no', 'does-not-apply'] as const

/** The cut-off question by question, the day the count is posted on and the period it falls in. */
export function CutOff({ closing }: { readonly closing: CountClosing }) {
  const t = useT()
  const call = useCall()
  const run = useRun()
  const { runId, facilityId, timeZone } = run
  const mayNote = useMay()('decide', facilityId)
  const [form, setForm] = useState<Form>({ ...closing, postingDate: closing.postingDate ?? '' })
  const saving = useClosingChange(
    (body: BodyOf<typeof routes.setClosing>) => call(routes.setClosing, { params: { runId }, body }),
    t('console.closing.saved'),
  )
  const change = (question: string, part: Partial<CountClosing['cutOff'][number]>) =>
    setForm({
      ...form,
      cutOff: form.cutOff.map((each) => (each.question === question ? { ...each, ...part } : each)),
    })
  return (
    <Card title={t('console.closing.cutOff')}>
      <form
        className="c-stack"
        onSubmit={(event) => {
          event.preventDefault()
          const { postingDate, accountingPeriod, cutOff } = form
          saving.mutate({ postingDate: postingDate === '' ? null : postingDate, accountingPeriod, cutOff })
        }}
      >
        <fieldset className="c-fieldset" disabled={!mayNote}>
          <legend>{t('console.closing.posting')}</legend>
          <div className="c-cut-off">
            <TextField
              label={t('console.closing.postingDate')}
              type="date"
              value={form.postingDate}
              onChange={(event) => setForm({ ...form, postingDate: event.currentTarget.value })}
            />
            <TextField
              label={t('console.closing.period')}
              hint={t('console.closing.period.hint')}
              maxLength={40}
              value={form.accountingPeriod}
              onChange={(event) => setForm({ ...form, accountingPeriod: event.currentTarget.value })}
            />
          </div>
        </fieldset>
        {form.cutOff.map(({ question, answer, note }) => (
          <fieldset key={question} className="c-fieldset" disabled={!mayNote}>
            <legend>{t(`console.closing.cutOff.${question}`)}</legend>
            <div className="c-cut-off">
              <Select
                label={t('console.closing.answer')}
                value={answer}
                onChange={(event) =>
                  change(question, {
                    answer: ANSWERS.find((each) => each === event.currentTarget.value) ?? 'open',
                  })
                }
                options={ANSWERS.map((value) => ({ value, label: t(`console.closing.answer.${value}`) }))}
              />
              <TextField
                label={t('console.closing.evidence')}
                maxLength={500}
                value={note}
                onChange={(event) => change(question, { note: event.currentTarget.value })}
              />
            </div>
          </fieldset>
        ))}
        {saving.error ? <Failure error={saving.error} /> : null}
        <div className="cc-actions">
          {mayNote ? (
            <Button type="submit" variant="primary" busy={saving.isPending}>
              {t('console.closing.save')}
            </Button>
          ) : null}
          {closing.notedAt === null ? null : (
            <span className="cc-muted">
              {t('console.closing.notedBy', { person: closing.notedBy ?? '' })}{' '}
              <DateTime at={closing.notedAt} timeZone={timeZone} />
            </span>
          )}
        </div>
      </form>
    </Card>
  )
}
