import type { NextStart, ScheduleException } from '@cyclecount/contract'
import { Button, PlusIcon, Select, TextField } from '@cyclecount/ui'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { useLocalText } from '../../parts/local-time.tsx'

interface ExceptionFieldsProps {
  readonly exceptions: readonly ScheduleException[]
  /** The next starts as the rule has them, of which one may be made other. */
  readonly starts: readonly NextStart[]
  readonly faultOf: (index: number) => string | undefined
  readonly onChange: (exceptions: readonly ScheduleException[]) => void
}

/** Dates that are other than the rule says: left out, moved, or counted besides. */
export function ExceptionFields({ exceptions, starts, faultOf, onChange }: ExceptionFieldsProps) {
  const t = useT()
  const localText = useLocalText()
  const [chosen, setChosen] = useState('')
  const ruled = starts.filter(({ fate }) => fate === 'ruled')
  const date = ruled.some(({ startLocal }) => startLocal === chosen) ? chosen : (ruled[0]?.startLocal ?? '')
  const add = (exception: ScheduleException) => onChange([...exceptions, exception])
  return (
    <fieldset className="c-fieldset">
      <legend>{t('console.schedule.exceptions')}</legend>
      {exceptions.length === 0 ? (
        <p className="cc-muted">{t('console.schedule.exceptions.none')}</p>
      ) : (
        <ul className="cc-list">
          {exceptions.map((exception, index) => (
            <ExceptionRow
              // An added date has no other name than its place.
              key={`${exception.kind} ${exception.kind === 'added' ? index : exception.startLocal}`}
              exception={exception}
              error={faultOf(index)}
              onChange={(to) => onChange(exceptions.with(index, to))}
              onRemove={() => onChange(exceptions.toSpliced(index, 1))}
            />
          ))}
        </ul>
      )}
      {ruled.length === 0 ? null : (
        <Select
          label={t('console.schedule.exception.date')}
          value={date}
          options={ruled.map(({ startLocal }) => ({ value: startLocal, label: localText(startLocal) }))}
          onChange={(event) => setChosen(event.currentTarget.value)}
        />
      )}
      <div className="cc-actions">
        {date === '' ? null : (
          <>
            <Button
              size="s"
              onClick={() =>
                add({
                  kind: 'left-out',
                  startLocal: date,
                  reason: t('console.schedule.exception.reason.new'),
                })
              }
            >
              {t('console.schedule.exception.leaveOut')}
            </Button>
            <Button size="s" onClick={() => add({ kind: 'moved', startLocal: date, toLocal: '' })}>
              {t('console.schedule.exception.move')}
            </Button>
          </>
        )}
        <Button size="s" icon={PlusIcon} onClick={() => add({ kind: 'added', startLocal: '' })}>
          {t('console.schedule.exception.add')}
        </Button>
      </div>
    </fieldset>
  )
}

interface ExceptionRowProps {
  readonly exception: ScheduleException
  readonly error: string | undefined
  readonly onChange: (exception: ScheduleException) => void
  readonly onRemove: () => void
}

function ExceptionRow({ exception, error, onChange, onRemove }: ExceptionRowProps) {
  const t = useT()
  const localText = useLocalText()
  const date = exception.startLocal === '' ? '' : localText(exception.startLocal)
  return (
    <li>
      <div className="c-grow c-stack">
        <strong>{t(`console.schedule.exception.${exception.kind}`, { date })}</strong>
        {exception.kind === 'left-out' ? (
          <TextField
            label={t('console.schedule.exception.reason')}
            required
            maxLength={200}
            value={exception.reason}
            error={error}
            onChange={(event) => onChange({ ...exception, reason: event.currentTarget.value })}
          />
        ) : null}
        {exception.kind === 'moved' ? (
          <TextField
            label={t('console.schedule.exception.to')}
            type="datetime-local"
            required
            value={exception.toLocal}
            error={error}
            onChange={(event) => onChange({ ...exception, toLocal: event.currentTarget.value })}
          />
        ) : null}
        {exception.kind === 'added' ? (
          <TextField
            label={t('console.schedule.exception.at')}
            type="datetime-local"
            required
            value={exception.startLocal}
            error={error}
            onChange={(event) => onChange({ ...exception, startLocal: event.currentTarget.value })}
          />
        ) : null}
      </div>
      <Button size="s" variant="quiet" onClick={onRemove}>
        {exception.kind === 'added'
          ? t('console.schedule.exception.takeBack.added')
          : t('console.schedule.exception.takeBack', { date })}
      </Button>
    </li>
  )
}
