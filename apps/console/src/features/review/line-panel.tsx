import type { VarianceDetail } from '@cyclecount/contract'
import { parseId, type VarianceId } from '@cyclecount/domain'
import {
  Badge,
  Banner,
  CloseIcon,
  Code,
  DateTime,
  IconButton,
  formatQuantity,
  LinkOutIcon,
  Quantity,
  useLocale,
} from '@cyclecount/ui'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useId, useRef } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { DecisionBadge } from '../../parts/statuses.tsx'
import { useCall, useMay } from '../../server/context.tsx'
import { varianceQuery } from '../../server/queries.ts'
import { Comments } from '../comments/comments.tsx'
import { useRun } from '../run/run-context.ts'
import { FirstApproval } from './first-approval.tsx'
import { LineFigures } from './line-figures.tsx'
import { Counts, VerdictBadges, VerdictReasons } from './line-verdict.tsx'
import { Timeline } from './timeline.tsx'

export interface LinePanelProps {
  readonly lineId: string
  readonly onClose: () => void
}

/** Everything behind one line, beside the table: the table stays usable, and j and k walk on. */
export function LinePanel({ lineId, onClose }: LinePanelProps) {
  const id = parseId<VarianceId>(lineId)
  return id === null ? null : <Panel id={id} onClose={onClose} />
}

function Panel({ id, onClose }: { readonly id: VarianceId; readonly onClose: () => void }) {
  const t = useT()
  const titleId = useId()
  const panel = useRef<HTMLElement>(null)
  const query = useQuery(varianceQuery(useCall(), id))
  useEffect(() => {
    // Where it lies over the table it takes the focus; beside it the focus stays with the row.
    const element = panel.current
    if (element && getComputedStyle(element).position === 'fixed') element.focus()
  }, [])
  return (
    <aside ref={panel} className="c-panel" aria-labelledby={titleId} tabIndex={-1}>
      <header className="cc-dialog-head">
        <h2 id={titleId}>{query.data?.line.title ?? t('console.line.title')}</h2>
        <IconButton variant="quiet" icon={CloseIcon} label={t('ui.close')} onClick={onClose} />
      </header>
      <div className="c-panel-body">
        <Loaded query={query}>{(detail) => <Detail detail={detail} />}</Loaded>
      </div>
    </aside>
  )
}

function Detail({ detail }: { readonly detail: VarianceDetail }) {
  const t = useT()
  const run = useRun()
  const locale = useLocale()
  const may = useMay()
  const { line, versions } = detail
  return (
    <>
      <p className="c-badges">
        <DecisionBadge line={line} />
        <VerdictBadges line={line} />
        {line.notAsked ? <Badge tone="info">{t('console.review.notAsked')}</Badge> : null}
        {line.countedState === 'counted' ? null : <Badge>{t(`console.counted.${line.countedState}`)}</Badge>}
      </p>
      <p className="c-explanation">{detail.explanation}</p>
      {line.bookMoved === null ? null : (
        <Banner tone="warn">
          {t('console.review.bookMoved.is', {
            decided: formatQuantity(line.expectedMilli, locale),
            now: formatQuantity(line.bookMoved.expectedMilli, locale),
          })}
        </Banner>
      )}
      <FirstApproval line={line} timeZone={run.timeZone} />
      <VerdictReasons line={line} />
      <LineFigures detail={detail} />
      {line.ownCount && line.decision === null ? (
        <p className="cc-muted">{t('console.review.whyNot.own-count')}</p>
      ) : null}
      {line.productId !== null && may('see-stock', run.facilityId) ? (
        <Link
          to="/stock/$facilityId/$productId"
          params={{ facilityId: run.facilityId, productId: line.productId }}
          className="c-inline-link"
        >
          <LinkOutIcon /> {t('console.line.card')}
        </Link>
      ) : null}
      <Counts line={line} timeZone={run.timeZone} />
      <section className="c-stack">
        <h3>{t('console.line.timeline')}</h3>
        <Timeline entries={detail.timeline} timeZone={run.timeZone} />
      </section>
      <Comments subject="variance" subjectId={line.varianceId} timeZone={run.timeZone} />
      {versions.length > 1 ? (
        <section className="c-stack">
          <h3>{t('console.line.versions')}</h3>
          <ol className="c-timeline">
            {versions.map(({ version, expectedMilli, countedMilli, createdAt }) => (
              <li key={version} className="c-moment">
                <span className="c-moment-when">
                  <DateTime at={createdAt} timeZone={run.timeZone} format="seconds" />
                </span>
                <span>
                  {t('console.line.version', { n: version })}: <Quantity milli={expectedMilli} /> →{' '}
                  <Quantity milli={countedMilli} />
                </span>
              </li>
            ))}
          </ol>
        </section>
      ) : null}
      <p className="cc-muted">
        <Code>{line.varianceId}</Code>
      </p>
    </>
  )
}
