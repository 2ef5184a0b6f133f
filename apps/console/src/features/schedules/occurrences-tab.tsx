import type { Occurrence } from '@cyclecount/contract'
import type { FacilityId, PlanId } from '@cyclecount/domain'
import {
  Badge,
  Card,
  Cell,
  DataTable,
  DateTime,
  EmptyState,
  HeaderCell,
  HistoryIcon,
  Row,
  RowHeader,
  Select,
} from '@cyclecount/ui'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { FacilitySelect } from '../../parts/facility-select.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { useLocalText } from '../../parts/local-time.tsx'
import { useCall } from '../../server/context.tsx'
import { occurrencesQuery } from '../../server/schedule-queries.ts'
import { ClockNote } from './next-starts.tsx'

const outcomes = ['made', 'missed', 'left-out', 'blackout'] as const
const tones = { made: 'ok', missed: 'warn', 'left-out': 'info', blackout: 'info' } as const

/** What became of every date of a schedule: made, missed and why, left out, in a blackout. */
export function OccurrencesTab({ planId }: { readonly planId: PlanId }) {
  const t = useT()
  const [facilityId, setFacility] = useState<FacilityId | undefined>()
  const [outcome, setOutcome] = useState<Occurrence['outcome'] | undefined>()
  const query = useQuery(
    occurrencesQuery(useCall(), planId, {
      ...(facilityId === undefined ? {} : { facilityId }),
      ...(outcome === undefined ? {} : { outcome }),
    }),
  )
  return (
    <>
      <p className="cc-muted">{t('console.occurrences.policy')}</p>
      <search className="cc-toolbar" aria-label={t('console.filters')}>
        <FacilitySelect needs="see-runs" all value={facilityId} onChange={setFacility} />
        <Select
          label={t('console.occurrences.filter')}
          value={outcome ?? ''}
          options={[
            { value: '', label: t('console.occurrences.all') },
            ...outcomes.map((one) => ({ value: one, label: t(`console.occurrences.${one}`) })),
          ]}
          onChange={(event) => {
            const { value } = event.currentTarget
            setOutcome(outcomes.find((one) => one === value))
          }}
        />
      </search>
      <Loaded query={query}>
        {({ occurrences, isCut }) =>
          occurrences.length === 0 ? (
            <Card>
              <EmptyState icon={HistoryIcon} title={t('console.occurrences.none')}>
                {t('console.occurrences.none.words')}
              </EmptyState>
            </Card>
          ) : (
            <Card flush>
              <Occurrences occurrences={occurrences} />
              {isCut ? <p className="cc-muted c-more">{t('console.occurrences.cut')}</p> : null}
            </Card>
          )
        }
      </Loaded>
    </>
  )
}

function Occurrences({ occurrences }: { readonly occurrences: readonly Occurrence[] }) {
  const t = useT()
  const localText = useLocalText()
  return (
    <DataTable caption={t('console.occurrences.title')} className="c-fold">
      <thead>
        <tr>
          <HeaderCell>{t('console.occurrences.date')}</HeaderCell>
          <HeaderCell>{t('console.facility')}</HeaderCell>
          <HeaderCell>{t('console.occurrences.outcome')}</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {occurrences.map((one) => (
          <Row key={`${one.facilityId} ${one.startLocal}`}>
            <RowHeader>
              {localText(one.opensLocal)}
              <ClockNote placed={{ clock: one.clock, takenAs: one.takenAs }} local={one.opensLocal} />
            </RowHeader>
            <Cell>
              {one.facilityName} <span className="cc-muted">{one.timeZone}</span>
            </Cell>
            <Cell>
              <Badge tone={tones[one.outcome]}>
                {t(one.isLate ? 'console.occurrences.made.late' : `console.occurrences.${one.outcome}`)}
              </Badge>{' '}
              {one.why}
              {one.runId === null ? null : (
                <>
                  {' '}
                  <Link to="/runs/$runId" params={{ runId: one.runId }} className="c-inline-link">
                    {t('console.occurrences.run')}
                  </Link>{' '}
                  <span className="cc-muted">
                    <DateTime at={one.opensAt} timeZone={one.timeZone} zone="always" />
                  </span>
                </>
              )}
            </Cell>
          </Row>
        ))}
      </tbody>
    </DataTable>
  )
}
