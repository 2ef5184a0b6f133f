import type { RunProgress } from '@cyclecount/contract'
import { parseId, type SessionId } from '@cyclecount/domain'
import {
  AreaIcon,
  Banner,
  Card,
  EmptyState,
  ProgressBar,
  Quantity,
  Reading,
  formatCount,
  useLocale,
} from '@cyclecount/ui'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useT } from '../../i18n/use-t.ts'
import { Ago } from '../../parts/ago.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { useCall, useMay } from '../../server/context.tsx'
import { progressQuery } from '../../server/queries.ts'
import { isOver, useRun } from '../run/run-context.ts'
import { FeedSign } from './feed-sign.tsx'
import { HistoryDrawer } from './history-drawer.tsx'
import { liveTotals, locationsReached } from './live-totals.ts'
import { SessionTable } from './session-table.tsx'

const route = getRouteApi('/runs/$runId/live')

type Area = RunProgress['areas'][number]

/** How far the count is, as it happens. */
export function LiveTab() {
  const run = useRun()
  const query = useQuery({ ...progressQuery(useCall(), run.runId), staleTime: 60_000 })
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const open = search.session === undefined ? null : parseId<SessionId>(search.session)
  const setOpen = (session: SessionId | null): void =>
    void navigate({ search: { session: session ?? undefined }, replace: true, resetScroll: false })
  const ofArea =
    query.data?.areas.find(({ sessions }) => sessions.some(({ sessionId }) => sessionId === open))
      ?.sessions ?? []
  return (
    <>
      <FeedSign updatedAt={query.dataUpdatedAt} />
      <Loaded query={query}>{(progress) => <Progress progress={progress} onOpen={setOpen} />}</Loaded>
      <HistoryDrawer
        sessionId={open}
        session={ofArea.find(({ sessionId }) => sessionId === open)}
        ofArea={ofArea}
        onClose={() => setOpen(null)}
      />
    </>
  )
}

interface ProgressProps {
  readonly progress: RunProgress
  readonly onOpen: (sessionId: SessionId) => void
}

function Progress({ progress, onOpen }: ProgressProps) {
  const t = useT()
  const locale = useLocale()
  const run = useRun()
  const { runId } = run
  const mayDecide = useMay()('decide', run.facilityId) && !isOver(run)
  const totals = liveTotals(progress)
  if (progress.areas.length === 0) {
    return (
      <Card>
        <EmptyState
          icon={AreaIcon}
          title={t('console.live.none')}
          actions={
            <Link to="/runs/$runId/areas" params={{ runId }} className="cc-button">
              {t('console.live.assign')}
            </Link>
          }
        >
          {t('console.live.none.words')}
        </EmptyState>
      </Card>
    )
  }
  return (
    <>
      <div className="c-readings">
        <Reading
          label={t('console.live.areas')}
          value={t('console.ofTotal', { done: totals.areasSubmitted, total: totals.areas })}
          note={t('console.live.areas.note')}
          tone={totals.areasSubmitted === totals.areas ? 'ok' : 'info'}
        />
        <Reading
          label={t('console.live.locations')}
          value={t('console.ofTotal', { done: totals.locationsReached, total: totals.locations })}
          note={t('console.live.locations.note')}
        />
        <Reading
          label={t('console.live.scans')}
          value={formatCount(totals.scans, locale)}
          note={
            totals.lastScanAt === null ? (
              t('console.live.noScan')
            ) : (
              <>
                {t('console.live.lastScan')} <Ago at={totals.lastScanAt} />
              </>
            )
          }
        />
        <Reading label={t('console.live.units')} value={<Quantity milli={totals.unitsMilli} />} />
        <Reading
          label={t('console.live.unknown')}
          value={formatCount(totals.unknownCodes, locale)}
          tone={totals.unknownCodes > 0 ? 'unknown' : undefined}
        />
        <Reading
          label={t('console.live.late')}
          value={formatCount(totals.lateScans, locale)}
          tone={totals.lateScans > 0 ? 'warn' : undefined}
        />
      </div>
      {totals.missing > 0 ? (
        <Banner
          tone="warn"
          title={t('console.live.missing', { n: totals.missing })}
          actions={
            mayDecide ? (
              <Link
                to="/runs/$runId/set-aside"
                params={{ runId }}
                hash="unsent"
                className="cc-button"
                data-size="s"
              >
                {t('console.unsent.link')}
              </Link>
            ) : null
          }
        >
          {t('console.live.missing.words')}
        </Banner>
      ) : null}
      {progress.areas.map((area) => (
        <AreaCard key={area.areaId} area={area} onOpen={onOpen} />
      ))}
    </>
  )
}

function AreaCard({ area, onOpen }: { readonly area: Area; readonly onOpen: ProgressProps['onOpen'] }) {
  const t = useT()
  return (
    <Card
      flush
      title={area.areaName}
      aside={
        <span className="c-area-progress">
          <ProgressBar
            label={t('console.live.locations')}
            done={locationsReached(area)}
            total={area.locations}
            text={
              area.locationsEmpty > 0
                ? t('console.live.reachedEmpty', {
                    done: locationsReached(area),
                    total: area.locations,
                    empty: area.locationsEmpty,
                  })
                : undefined
            }
          />
        </span>
      }
    >
      {area.sessions.length === 0 ? (
        <p className="c-quiet">{t('console.live.notStarted')}</p>
      ) : (
        <SessionTable area={area} onOpen={onOpen} />
      )}
    </Card>
  )
}
