import type { Variance } from '@cyclecount/contract'
import { Badge, DateTime, Quantity } from '@cyclecount/ui'
import { useT } from '../../i18n/use-t.ts'

/** What the rules say of an open line, and what its recount came to. */
export function VerdictBadges({ line }: { readonly line: Variance }) {
  const t = useT()
  const { verdict, recount } = line
  return (
    <>
      {verdict === null || verdict.kind === 'person' ? null : (
        <Badge tone={verdict.kind === 'recount' ? 'warn' : 'info'}>
          {t(`console.verdict.${verdict.kind}`)}
        </Badge>
      )}
      {recount === null || recount.state === null ? null : (
        <Badge tone={recount.state === 'agreed' ? 'ok' : 'warn'}>
          {t(`console.recount.${recount.state}`)}
        </Badge>
      )}
      {recount === null || recount.waitingFor === null ? null : (
        <Badge tone="info">{t('console.recount.waiting', { person: recount.waitingFor })}</Badge>
      )}
    </>
  )
}

/** Why the rules leave a line to a person, or want it counted again. */
export function VerdictReasons({ line }: { readonly line: Variance }) {
  const t = useT()
  const { verdict } = line
  if (verdict === null || verdict.because.length === 0) return null
  const words = verdict.because.map(({ ground, layer }) => {
    const said = t(`console.verdict.ground.${ground}`)
    return layer === null ? said : t('console.verdict.ofLayer', { ground: said, layer })
  })
  return (
    <p className="cc-muted">
      {t(verdict.kind === 'recount' ? 'console.verdict.becauseRecount' : 'console.verdict.because')}:{' '}
      {words.join('; ')}
    </p>
  )
}

export interface CountsProps {
  readonly line: Variance
  /** The facility's. */
  readonly timeZone: string
}

/** Every count of a line that was counted again, each with what was expected at its time. */
export function Counts({ line, timeZone }: CountsProps) {
  const t = useT()
  const counts = line.recount?.counts ?? []
  if (counts.length === 0) return null
  return (
    <section className="c-stack">
      <h3>{t('console.recount.counts')}</h3>
      <ol className="c-timeline">
        {counts.map((count, index) => (
          <li key={count.round} className="c-moment">
            <span className="c-moment-when">
              <DateTime at={count.at} timeZone={timeZone} format="seconds" />
            </span>
            <span>
              {t('console.recount.count', { n: index + 1 })}: <Quantity milli={count.countedMilli} />{' '}
              {t('console.recount.found')} <Quantity milli={count.expectedMilli} />
            </span>
            <span className="cc-muted">{count.by.join(', ')}</span>
            {count.stands ? <Badge tone="ok">{t('console.recount.stands')}</Badge> : null}
          </li>
        ))}
      </ol>
    </section>
  )
}
