import { routes, type CountFileBody, type CountFileCheck } from '@cyclecount/contract'
import type { FacilityId } from '@cyclecount/domain'
import {
  Banner,
  Button,
  Card,
  Cell,
  Code,
  DataTable,
  DateTime,
  HeaderCell,
  Row,
  RowHeader,
  formatCount,
  useLive,
  useLocale,
} from '@cyclecount/ui'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { useFacilities } from '../../parts/facility-select.tsx'
import { Failure } from '../../parts/failure.tsx'
import { useCall } from '../../server/context.tsx'
import { keys } from '../../server/queries.ts'

export interface CountFilePlanProps {
  readonly facilityId: FacilityId
  readonly body: CountFileBody
  readonly check: CountFileCheck
}

/** What taking the file in would do, and the taking in. */
export function CountFilePlan({ facilityId, body, check }: CountFilePlanProps) {
  const t = useT()
  const section = useRef<HTMLElement>(null)
  // What was read is told where the person is sent to, and not below what they look at.
  useEffect(() => section.current?.focus(), [])
  const facility = useFacilities('assign-areas').find((one) => one.facilityId === facilityId)
  const timeZone = facility?.timeZone ?? 'UTC'
  return (
    <section ref={section} tabIndex={-1} className="c-stack" aria-label={t('console.countFile.plan')}>
      {check.before === null ? null : (
        <Banner tone="warn" title={t('console.countFile.before', { person: check.before.uploadedBy })}>
          <DateTime at={check.before.uploadedAt} timeZone={timeZone} /> · {check.before.fileName} ·{' '}
          <Link to="/runs/$runId" params={{ runId: check.before.runId }}>
            {check.before.runName}
          </Link>
        </Banner>
      )}
      {check.faults.length > 0 ? <Faults faults={check.faults} /> : null}
      {check.faults.length === 0 && check.before === null ? (
        <Taking facilityId={facilityId} body={body} check={check} timeZone={timeZone} />
      ) : null}
    </section>
  )
}

function Faults({ faults }: { readonly faults: CountFileCheck['faults'] }) {
  const t = useT()
  const locale = useLocale()
  return (
    <Card title={t('console.countFile.faults', { n: faults.length })}>
      <p>{t('console.countFile.faults.words')}</p>
      <DataTable caption={t('console.countFile.faults', { n: faults.length })} density="dense">
        <thead>
          <tr>
            <HeaderCell align="end" shrink>
              {t('console.countFile.row')}
            </HeaderCell>
            <HeaderCell>{t('console.countFile.wrong')}</HeaderCell>
          </tr>
        </thead>
        <tbody>
          {faults.map(({ row, column, message }) => (
            <Row key={`${row ?? ''} ${column ?? ''} ${message}`}>
              <RowHeader align="end" shrink>
                {row === null ? '–' : formatCount(row, locale)}
              </RowHeader>
              <Cell>
                {column === null ? null : (
                  <>
                    <Code>{column}</Code>{' '}
                  </>
                )}
                {message}
              </Cell>
            </Row>
          ))}
        </tbody>
      </DataTable>
    </Card>
  )
}

function Taking({ facilityId, body, check, timeZone }: CountFilePlanProps & { readonly timeZone: string }) {
  const t = useT()
  const locale = useLocale()
  const call = useCall()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const { toast } = useLive()
  const taking = useMutation({
    mutationFn: () => call(routes.takeInCountFile, { params: { facilityId }, body }),
    onSuccess: async ({ runId, rows }) => {
      toast({ text: t('console.countFile.done', { n: rows }) })
      await queries.invalidateQueries({ queryKey: keys.runs })
      await navigate({ to: '/runs/$runId/live', params: { runId } })
    },
  })
  return (
    <Card title={t('console.countFile.good', { n: check.rows })}>
      <div className="c-stack">
        {check.firstAt === null || check.lastAt === null ? null : (
          <p>
            {t('console.countFile.counted')} <DateTime at={check.firstAt} timeZone={timeZone} />
            {check.firstAt === check.lastAt ? null : (
              <>
                {' – '}
                <DateTime at={check.lastAt} timeZone={timeZone} />
              </>
            )}
          </p>
        )}
        {check.unknownCodes > 0 ? (
          <Banner tone="warn" title={t('console.countFile.unknown', { n: check.unknownCodes })}>
            {t('console.countFile.unknown.words', { n: check.unknownCodes })}
          </Banner>
        ) : null}
        <DataTable caption={t('console.countFile.areas')} density="dense">
          <thead>
            <tr>
              <HeaderCell>{t('console.countFile.area')}</HeaderCell>
              <HeaderCell align="end">{t('console.countFile.rows')}</HeaderCell>
              <HeaderCell align="end">{t('console.countFile.empty')}</HeaderCell>
            </tr>
          </thead>
          <tbody>
            {check.areas.map(({ code, name, rows, emptyLocations }) => (
              <Row key={code}>
                <RowHeader>{name}</RowHeader>
                <Cell align="end">{formatCount(rows, locale)}</Cell>
                <Cell align="end">{formatCount(emptyLocations, locale)}</Cell>
              </Row>
            ))}
          </tbody>
        </DataTable>
        {taking.error ? <Failure error={taking.error} /> : null}
        <div className="cc-actions">
          <Button variant="primary" busy={taking.isPending} onClick={() => taking.mutate()}>
            {t('console.countFile.take', { n: check.rows })}
          </Button>
        </div>
      </div>
    </Card>
  )
}
