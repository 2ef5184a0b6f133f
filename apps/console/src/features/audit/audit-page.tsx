import { routes, type ReplyOf } from '@cyclecount/contract'
import type { FacilityId } from '@cyclecount/domain'
import {
  AuditIcon,
  Button,
  Card,
  Cell,
  Code,
  DataTable,
  DateTime,
  EmptyState,
  HeaderCell,
  LockIcon,
  Row,
  RowHeader,
} from '@cyclecount/ui'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, getRouteApi } from '@tanstack/react-router'
import { useT } from '../../i18n/use-t.ts'
import { useWord } from '../../i18n/use-word.ts'
import { FacilitySelect, useFacilities } from '../../parts/facility-select.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { MoreButton } from '../../parts/more-button.tsx'
import { Page } from '../../parts/page.tsx'
import { useCall } from '../../server/context.tsx'
import { auditQuery } from '../../server/queries.ts'
import { AuditProof } from './audit-proof.tsx'
import { ChangeList } from './change-list.tsx'
import { shortenedId } from './shortened-id.ts'

const route = getRouteApi('/audit')

type AuditRow = ReplyOf<typeof routes.audit>['rows'][number]

/** What was done at a facility, by whom, on which device: append-only, each row sealed with the one before. */
export function AuditPage() {
  const t = useT()
  const { facility, subject = '' } = route.useSearch()
  const navigate = route.useNavigate()
  const facilities = useFacilities('see-audit')
  const chosen = facilities.find(({ facilityId }) => facilityId === facility) ?? facilities[0]
  return (
    <Page title={t('console.audit.title')} note={t('console.audit.note')}>
      {chosen === undefined ? (
        <EmptyState icon={LockIcon} title={t('console.failure.forbidden')} />
      ) : (
        <>
          <search className="cc-toolbar" aria-label={t('console.filters')}>
            <FacilitySelect
              needs="see-audit"
              value={chosen.facilityId}
              onChange={(next) => void navigate({ search: { facility: next }, replace: true })}
            />
            {subject === '' ? null : (
              <Button onClick={() => void navigate({ search: { facility }, replace: true })}>
                {t('console.audit.all')}
              </Button>
            )}
          </search>
          <AuditProof key={chosen.facilityId} facilityId={chosen.facilityId} facilityName={chosen.name} />
          <Rows facilityId={chosen.facilityId} timeZone={chosen.timeZone} subject={subject} />
        </>
      )}
    </Page>
  )
}

interface RowsProps {
  readonly facilityId: FacilityId
  readonly timeZone: string
  readonly subject: string
}

function Rows({ facilityId, timeZone, subject }: RowsProps) {
  const t = useT()
  const query = useInfiniteQuery(auditQuery(useCall(), facilityId, subject))
  return (
    <Loaded query={query} lines={12}>
      {({ pages }) => {
        const rows = pages.flatMap((page) => page.rows)
        return rows.length === 0 ? (
          <Card>
            <EmptyState icon={AuditIcon} title={t('console.audit.none')} />
          </Card>
        ) : (
          <Card flush>
            <DataTable caption={t('console.audit.title')} density="dense" className="c-fold">
              <thead>
                <tr>
                  <HeaderCell>{t('console.audit.what')}</HeaderCell>
                  <HeaderCell className="c-wide">{t('console.audit.subject')}</HeaderCell>
                  <HeaderCell className="c-wide">{t('console.audit.who')}</HeaderCell>
                  <HeaderCell className="c-wide">{t('console.audit.change')}</HeaderCell>
                  <HeaderCell className="c-wider">{t('console.audit.hash')}</HeaderCell>
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <OneRow key={row.seq} row={row} facilityId={facilityId} timeZone={timeZone} />
                ))}
              </tbody>
            </DataTable>
            <MoreButton query={query} />
          </Card>
        )
      }}
    </Loaded>
  )
}

interface OneRowProps {
  readonly row: AuditRow
  readonly facilityId: FacilityId
  readonly timeZone: string
}

function OneRow({ row, facilityId, timeZone }: OneRowProps) {
  const t = useT()
  const word = useWord()
  return (
    <Row>
      <RowHeader>
        {word(row.tag)}
        <span className="c-under">
          {t('console.audit.seq', { n: row.seq })} ·{' '}
          <DateTime at={row.at} timeZone={timeZone} format="seconds" zone="never" />
        </span>
        {row.reason === null ? null : <q className="c-under">{row.reason}</q>}
        <span className="c-under c-narrow">
          <Who row={row} />
        </span>
        <div className="c-narrow">
          <ChangeList before={row.before} after={row.after} timeZone={timeZone} />
        </div>
      </RowHeader>
      <Cell className="c-wide">
        {word(row.subjectKind)}
        <Link
          to="/audit"
          search={{ facility: facilityId, subject: row.subjectId }}
          className="c-under"
          aria-label={t('console.audit.ofSubject', { kind: word(row.subjectKind), id: row.subjectId })}
        >
          <Code>{shortenedId(row.subjectId)}</Code>
        </Link>
      </Cell>
      <Cell className="c-wide">
        <Who row={row} />
      </Cell>
      <Cell className="c-wide">
        <ChangeList before={row.before} after={row.after} timeZone={timeZone} />
      </Cell>
      <Cell className="c-wider">
        <span title={row.hash}>
          <Code>{row.hash.slice(0, 12)}</Code>
        </span>
      </Cell>
    </Row>
  )
}

function Who({ row }: { readonly row: AuditRow }) {
  const t = useT()
  return (
    <>
      {row.actor ?? t('console.byRule')}
      {row.device === null ? null : <span className="c-under">{row.device}</span>}
    </>
  )
}
