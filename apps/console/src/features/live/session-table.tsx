import type { RunProgress } from '@cyclecount/contract'
import type { SessionId } from '@cyclecount/domain'
import {
  Badge,
  Button,
  Cell,
  DataTable,
  DateTime,
  HeaderCell,
  HistoryIcon,
  Quantity,
  Row,
  RowHeader,
  formatCount,
  useLocale,
} from '@cyclecount/ui'
import { useT } from '../../i18n/use-t.ts'
import { Ago } from '../../parts/ago.tsx'
import { SessionStateBadge } from '../../parts/statuses.tsx'
import { useRun } from '../run/run-context.ts'

type Area = RunProgress['areas'][number]
type Session = Area['sessions'][number]

export interface SessionTableProps {
  readonly area: Area
  readonly onOpen: (sessionId: SessionId) => void
}

/** The sessions of one area. */
export function SessionTable({ area, onOpen }: SessionTableProps) {
  const t = useT()
  return (
    <DataTable
      caption={t('console.live.sessionsOf', { area: area.areaName })}
      density="dense"
      className="c-fold"
    >
      <thead>
        <tr>
          <HeaderCell>{t('console.live.person')}</HeaderCell>
          <HeaderCell className="c-wide">{t('console.live.state')}</HeaderCell>
          <HeaderCell align="end">{t('console.live.scans')}</HeaderCell>
          <HeaderCell align="end" className="c-wide">
            {t('console.live.items')}
          </HeaderCell>
          <HeaderCell align="end" className="c-wide">
            {t('console.live.units')}
          </HeaderCell>
          <HeaderCell className="c-wide">{t('console.live.lastScanHead')}</HeaderCell>
          <HeaderCell className="c-wide">{t('console.live.attention')}</HeaderCell>
          <HeaderCell>
            <span className="cc-visually-hidden">{t('console.live.history')}</span>
          </HeaderCell>
        </tr>
      </thead>
      <tbody>
        {area.sessions.map((session) => (
          <SessionRow key={session.sessionId} session={session} onOpen={onOpen} />
        ))}
      </tbody>
    </DataTable>
  )
}

function SessionRow({
  session,
  onOpen,
}: {
  readonly session: Session
  readonly onOpen: SessionTableProps['onOpen']
}) {
  const t = useT()
  const locale = useLocale()
  return (
    <Row>
      <RowHeader>
        {session.personName}
        {session.upload === null ? null : <Upload upload={session.upload} />}
        <span className="c-under c-narrow">
          <LastScan session={session} />
        </span>
        <span className="c-narrow">
          <SessionStateBadge state={session.state} /> <Attention session={session} />
        </span>
      </RowHeader>
      <Cell shrink className="c-wide">
        <SessionStateBadge state={session.state} />
      </Cell>
      <Cell align="end">{formatCount(session.scans, locale)}</Cell>
      <Cell align="end" className="c-wide">
        {formatCount(session.items, locale)}
      </Cell>
      <Cell align="end" className="c-wide">
        <Quantity milli={session.unitsMilli} />
      </Cell>
      <Cell className="c-wide">
        <LastScan session={session} />
        {session.device === null || session.lastReceivedAt === null ? null : (
          <span className="c-under">
            {t('console.live.heardFrom', { device: session.device })} <Ago at={session.lastReceivedAt} />
          </span>
        )}
      </Cell>
      <Cell className="c-wide">
        <Attention session={session} />
      </Cell>
      <Cell shrink>
        <Button
          size="s"
          variant="quiet"
          icon={HistoryIcon}
          aria-label={t('console.live.historyOf', { person: session.personName })}
          onClick={() => onOpen(session.sessionId)}
        >
          {t('console.live.history')}
        </Button>
      </Cell>
    </Row>
  )
}

/** Marks what no device counted, with who took it in and when. */
function Upload({ upload }: { readonly upload: NonNullable<Session['upload']> }) {
  const t = useT()
  const { timeZone } = useRun()
  return (
    <>
      {' '}
      <Badge icon={null}>{t(`console.live.upload.${upload.kind}`)}</Badge>
      <span className="c-under">
        {t('console.live.upload.by', { name: upload.name, person: upload.uploadedBy })},{' '}
        <DateTime at={upload.uploadedAt} timeZone={timeZone} />
      </span>
    </>
  )
}

function LastScan({ session }: { readonly session: Session }) {
  const t = useT()
  if (session.lastScanAt === null) return <span className="cc-muted">{t('console.live.noScan')}</span>
  return <Ago at={session.lastScanAt} />
}

/** Whatever a manager should look at: devices that still hold scans are named. */
function Attention({ session }: { readonly session: Session }) {
  const t = useT()
  return (
    <span className="c-badges">
      {session.waitingFor.map(({ device, missing }) => (
        <Badge key={device} tone="warn">
          {t('console.live.waitingFor', { device, n: missing })}
        </Badge>
      ))}
      {session.joinedInto === null ? null : <Badge tone="info">{t('console.live.joined')}</Badge>}
      {session.unknownCodes > 0 ? (
        <Badge tone="unknown">{t('console.live.unknownCount', { n: session.unknownCodes })}</Badge>
      ) : null}
      {session.lateScans > 0 ? (
        <Badge tone="warn">{t('console.live.lateCount', { n: session.lateScans })}</Badge>
      ) : null}
    </span>
  )
}
