import type { SchedulePreview } from '@cyclecount/contract'
import { Badge, Card } from '@cyclecount/ui'
import { useT } from '../../i18n/use-t.ts'
import { useLocalText } from '../../parts/local-time.tsx'

type Zone = SchedulePreview['zones'][number]
type Placed = Zone['starts'][number]['opens']

/** The rule in words and its next five dates in every time zone, with what a clock change makes of them. */
export function NextStarts({ preview }: { readonly preview: Pick<SchedulePreview, 'inWords' | 'zones'> }) {
  return (
    <Card>
      <div className="c-stack" aria-live="polite">
        <strong>{preview.inWords}</strong>
        {preview.zones.map((zone) => (
          <ZoneDates key={zone.timeZone} zone={zone} />
        ))}
      </div>
    </Card>
  )
}

function ZoneDates({ zone }: { readonly zone: Zone }) {
  const t = useT()
  const localText = useLocalText()
  return (
    <section className="c-stack-tight">
      <h3 className="cc-field-label">
        {t('console.starts.title')} · {zone.timeZone} ·{' '}
        {zone.facilities.length === 1
          ? zone.facilities[0]?.name
          : t('console.starts.facilities', { count: zone.facilities.length })}
      </h3>
      {zone.starts.length === 0 ? <p className="cc-muted">{t('console.starts.none')}</p> : null}
      <ol className="cc-list">
        {zone.starts.map((start) => (
          <li key={start.startLocal}>
            <div className="c-grow">
              {start.notCounted === null ? (
                <>
                  {localText(start.opensLocal)}{' '}
                  <span className="cc-muted">
                    {t('console.starts.to', { due: localText(start.dueLocal) })}
                  </span>
                </>
              ) : (
                <>
                  <s>{localText(start.opensLocal)}</s> <span className="cc-muted">{start.notCounted}</span>
                </>
              )}
              <ClockNote placed={start.opens} local={start.opensLocal} />
              <ClockNote placed={start.due} local={start.dueLocal} />
            </div>
            {start.fate === 'moved' || start.fate === 'added' ? (
              <Badge tone="info">{t(`console.starts.${start.fate}`)}</Badge>
            ) : null}
          </li>
        ))}
      </ol>
    </section>
  )
}

/** What a clock change does to a local time; nothing where it does nothing. */
export function ClockNote({
  placed,
  local,
}: {
  readonly placed: Pick<Placed, 'clock' | 'takenAs'>
  readonly local: string
}) {
  const t = useT()
  if (placed.clock === 'even') return null
  const time = local.slice(11)
  const words =
    placed.clock === 'skipped'
      ? t('console.starts.skipped', { time, taken: placed.takenAs.slice(11) })
      : t('console.starts.repeated', { time })
  return <p className="c-late">{words}</p>
}
