import { Badge, Button, WarnTriangleIcon, useLocale } from '@cyclecount/ui'
import { useMemo, useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { firstMonth, isDueOn, monthAfter, monthOf, type CalendarDay } from './calendar.ts'
import { wantedOf, type BoardRun } from './places.ts'
import { weekdays } from './week.ts'

const FIRST = 3

export interface CalendarViewProps {
  readonly runs: readonly BoardRun[]
  /** Shows what is planned for one of them. */
  readonly onOpen: (run: BoardRun) => void
}

/** The windows of the runs by the days of their facilities; days on which clocks change are marked. */
export function CalendarView({ runs, onOpen }: CalendarViewProps) {
  const t = useT()
  const locale = useLocale()
  const [month, setMonth] = useState(() => firstMonth(runs, Date.now()))
  const weeks = useMemo(() => monthOf(month, runs), [month, runs])
  const without = runs.filter(({ days }) => days.length === 0).length
  const title = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    Date.parse(`${month}-01T00:00:00Z`),
  )
  return (
    <section aria-label={t('console.board.view.calendar')} className="c-stack">
      <div className="c-read">
        <h2>{title}</h2>
        <span className="cc-actions">
          <Button onClick={() => setMonth(monthAfter(month, -1))}>{t('console.calendar.before')}</Button>
          <Button onClick={() => setMonth(monthAfter(month, 1))}>{t('console.calendar.after')}</Button>
        </span>
      </div>
      <table className="c-calendar">
        <caption className="cc-visually-hidden">{title}</caption>
        <thead>
          <tr>
            {weekdays(locale, 'short').map((day) => (
              <th key={day} scope="col">
                {day}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]?.day}>
              {week.map((day) => (
                <Day key={day.day} day={day} onOpen={onOpen} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {without > 0 ? <p className="cc-muted">{t('console.calendar.without', { n: without })}</p> : null}
    </section>
  )
}

function Day({ day, onOpen }: { readonly day: CalendarDay; readonly onOpen: CalendarViewProps['onOpen'] }) {
  const t = useT()
  const [all, setAll] = useState(false)
  const shown = all ? day.runs : day.runs.slice(0, FIRST)
  return (
    <td data-outside={day.isInMonth ? undefined : true} data-empty={day.runs.length === 0 || undefined}>
      <span className="c-calendar-day">{Number(day.day.slice(8))}</span>
      {day.changes.map(({ timeZone, minutes }) => (
        <Badge key={timeZone} tone="warn" icon={WarnTriangleIcon}>
          {t(minutes > 0 ? 'console.calendar.forward' : 'console.calendar.back', {
            zone: timeZone,
            n: Math.abs(minutes),
          })}
        </Badge>
      ))}
      {shown.map((run) => {
        const open = run.areas.filter((area) => wantedOf(area).length === 0).length
        return (
          <button key={run.runId} type="button" className="c-calendar-run" onClick={() => onOpen(run)}>
            <span>{run.facilityName}</span>
            <span className="c-board-note">
              {isDueOn(run, day.day)
                ? t('console.calendar.due', { time: run.dueLocal?.slice(11, 16) ?? '' })
                : t('console.calendar.open')}
              {open > 0 ? ` · ${t('console.calendar.unassigned', { n: open })}` : null}
            </span>
          </button>
        )
      })}
      {day.runs.length > shown.length ? (
        <button type="button" className="c-link" onClick={() => setAll(true)}>
          {t('console.calendar.more', { n: day.runs.length - shown.length })}
        </button>
      ) : null}
    </td>
  )
}
