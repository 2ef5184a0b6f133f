import { routes, type DryRun, type Rules } from '@cyclecount/contract'
import {
  Button,
  Cell,
  Code,
  DataTable,
  HeaderCell,
  Money,
  Quantity,
  Row,
  RowHeader,
  formatPercent,
  useLocale,
} from '@cyclecount/ui'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useT } from '../../i18n/use-t.ts'
import { Failure } from '../../parts/failure.tsx'
import { microsOf } from '../../parts/micros.ts'
import { useCall } from '../../server/context.tsx'

export interface DryRunPanelProps {
  /** Null: something typed cannot be read. */
  readonly rules: Rules | null
  readonly onFaulty: () => void
}

/** What a draft of the rules would have done with past counts. */
export function DryRunPanel({ rules, onFaulty }: DryRunPanelProps) {
  const t = useT()
  const call = useCall()
  const trying = useMutation({
    mutationFn: (draft: Rules) => call(routes.dryRunRules, { body: { rules: draft } }),
  })
  return (
    <section className="c-stack" aria-label={t('console.rules.dry')}>
      <h2>{t('console.rules.dry')}</h2>
      <p>{t('console.rules.dry.words')}</p>
      <div className="cc-actions">
        <Button busy={trying.isPending} onClick={() => (rules === null ? onFaulty() : trying.mutate(rules))}>
          {t('console.rules.dry.try')}
        </Button>
      </div>
      {trying.error ? <Failure error={trying.error} /> : null}
      <div className="c-stack" aria-live="polite">
        {trying.data ? <Outcome outcome={trying.data} /> : null}
      </div>
    </section>
  )
}

type Figures = DryRun['total']

function Outcome({ outcome }: { readonly outcome: DryRun }) {
  const t = useT()
  const locale = useLocale()
  const { total, runs, slipped } = outcome
  if (runs.length === 0) return <p>{t('console.rules.dry.none')}</p>
  return (
    <>
      <ul className="c-dry">
        <li>
          <strong>
            {t('console.rules.dry.share', {
              percent: formatPercent(shareOf(total), locale),
              differing: total.differing,
            })}
          </strong>
        </li>
        <li>
          {t('console.rules.dry.unseen', { n: total.automatic })} <Worth worth={total.worth} />
        </li>
        <li>{t('console.rules.dry.slipped', { n: total.slipped })}</li>
        <li>{t('console.rules.dry.recount', { n: total.recount })}</li>
      </ul>
      {slipped.length === 0 ? null : <Slipped lines={slipped} />}
      <Runs runs={runs} />
    </>
  )
}

/** Thousandths of a percent. */
function shareOf({ automatic, differing }: Figures): number {
  return differing === 0 ? 0 : Math.round((automatic * 100_000) / differing)
}

function Worth({ worth }: { readonly worth: Figures['worth'] }) {
  return worth.map(({ currency, valueMicros }, index) => (
    <span key={currency}>
      {index === 0 ? null : ' · '}
      <Money micros={microsOf(valueMicros)} currency={currency} />
    </span>
  ))
}

function Slipped({ lines }: { readonly lines: DryRun['slipped'] }) {
  const t = useT()
  return (
    <DataTable caption={t('console.rules.dry.lines')}>
      <thead>
        <tr>
          <HeaderCell>{t('console.rules.dry.line')}</HeaderCell>
          <HeaderCell align="end">{t('console.rules.dry.variance')}</HeaderCell>
          <HeaderCell align="end">{t('console.rules.dry.worth')}</HeaderCell>
          <HeaderCell>{t('console.rules.dry.what')}</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <Row key={line.varianceId}>
            <RowHeader>
              <Link
                to="/runs/$runId/review"
                params={{ runId: line.runId }}
                search={{ status: 'all', line: line.varianceId }}
              >
                {line.title}
              </Link>
              <span className="c-under">
                <Code>{line.sku}</Code> · {line.runName}
              </span>
            </RowHeader>
            <Cell align="end">
              <Quantity milli={line.varianceMilli} sign="exceptZero" />
            </Cell>
            <Cell align="end">
              <Money micros={microsOf(line.costVarianceMicros)} currency={line.currency} sign="exceptZero" />
            </Cell>
            <Cell>
              {t(`console.rules.dry.what.${line.what}`)}
              {line.reason === null ? null : <span className="c-under">{line.reason}</span>}
            </Cell>
          </Row>
        ))}
      </tbody>
    </DataTable>
  )
}

function Runs({ runs }: { readonly runs: DryRun['runs'] }) {
  const t = useT()
  return (
    <DataTable caption={t('console.rules.dry.runs')} density="dense" className="c-fold">
      <thead>
        <tr>
          <HeaderCell>{t('console.rules.dry.run')}</HeaderCell>
          <HeaderCell align="end">{t('console.rules.dry.differing')}</HeaderCell>
          <HeaderCell align="end">{t('console.rules.dry.automatic')}</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <Row key={run.runId}>
            <RowHeader>
              {run.runName}
              <span className="c-under">{run.facilityName}</span>
              <MoreOfRun run={run} />
            </RowHeader>
            <Cell align="end">{run.differing}</Cell>
            <Cell align="end">{run.automatic}</Cell>
          </Row>
        ))}
      </tbody>
    </DataTable>
  )
}

/** What is not nothing; the panel is too narrow for a column of each. */
function MoreOfRun({ run }: { readonly run: DryRun['runs'][number] }) {
  const t = useT()
  return (
    <>
      {run.worth.length === 0 ? null : (
        <span className="c-under">
          {t('console.rules.dry.worth')}: <Worth worth={run.worth} />
        </span>
      )}
      {run.recount === 0 ? null : (
        <span className="c-under">
          {t('console.rules.dry.recounted')}: {run.recount}
        </span>
      )}
      {run.slipped === 0 ? null : (
        <span className="c-under">
          {t('console.rules.dry.against')}: {run.slipped}
        </span>
      )}
    </>
  )
}
