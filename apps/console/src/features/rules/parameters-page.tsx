import type { ParametersReply } from '@cyclecount/contract'
import type { FacilityId } from '@cyclecount/domain'
import {
  Banner,
  Card,
  Cell,
  DataTable,
  HeaderCell,
  Money,
  Percent,
  Quantity,
  Row,
  RowHeader,
  Select,
} from '@cyclecount/ui'
import { useQuery } from '@tanstack/react-query'
import { Link, getRouteApi } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { FacilitySelect, useFacilities } from '../../parts/facility-select.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { Page } from '../../parts/page.tsx'
import { microsOf } from '../../parts/micros.ts'
import { useCall } from '../../server/context.tsx'
import { parametersQuery } from '../../server/queries.ts'

const route = getRouteApi('/rules/parameters')
const countTypes = ['HARD_COUNT', 'DIRECTED_COUNT'] as const

/** What holds for a type of count at a facility, and which layer of the rules each value comes from. */
export function ParametersPage() {
  const t = useT()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const facilities = useFacilities('see-rules')
  const facilityId = (search.facility ?? facilities[0]?.facilityId) as FacilityId | undefined
  const countType = search.type ?? 'HARD_COUNT'
  return (
    <Page
      title={t('console.parameters.title')}
      over={<Link to="/rules">{t('console.rules.title')}</Link>}
      note={t('console.parameters.note')}
    >
      <search className="cc-toolbar" aria-label={t('console.filters')}>
        <FacilitySelect
          needs="see-rules"
          value={facilityId}
          onChange={(facility) => void navigate({ search: { ...search, facility }, replace: true })}
        />
        <Select
          label={t('console.rules.countType')}
          value={countType}
          onChange={(event) => {
            const type = countTypes.find((one) => one === event.currentTarget.value)
            void navigate({ search: { ...search, type }, replace: true })
          }}
          options={countTypes.map((type) => ({ value: type, label: t(`console.run.type.${type}`) }))}
        />
      </search>
      {facilityId === undefined ? null : <Held facilityId={facilityId} countType={countType} />}
    </Page>
  )
}

interface HeldProps {
  readonly facilityId: FacilityId
  readonly countType: (typeof countTypes)[number]
}

function Held({ facilityId, countType }: HeldProps) {
  const query = useQuery(parametersQuery(useCall(), facilityId, countType))
  return <Loaded query={query}>{(held) => <Parameters held={held} />}</Loaded>
}

type Source = ParametersReply['limits'][number]['from']

function Parameters({ held }: { readonly held: ParametersReply }) {
  const t = useT()
  return (
    <>
      {held.isAutomatic ? null : (
        <Banner tone="info" title={t('console.rules.off')}>
          {t('console.rules.off.words')}
        </Banner>
      )}
      <Card flush>
        <DataTable caption={t('console.parameters.title')} className="c-fold">
          <thead>
            <tr>
              <HeaderCell>{t('console.parameters.what')}</HeaderCell>
              <HeaderCell>{t('console.parameters.value')}</HeaderCell>
              <HeaderCell className="c-wide">{t('console.parameters.from')}</HeaderCell>
            </tr>
          </thead>
          <tbody>
            <Parameter name={t('console.parameters.blind')} from={held.blind.from}>
              {t(held.blind.value ? 'console.parameters.blind.yes' : 'console.parameters.blind.no')}
            </Parameter>
            <Parameter name={t('console.parameters.mayCount')} from={held.mayCount.from}>
              {held.mayCount.value.length === 0
                ? t('console.parameters.nobody')
                : held.mayCount.value.map((role) => t(`console.parameters.role.${role}`)).join(', ')}
            </Parameter>
            <Parameter name={t('console.parameters.hqApproves')} from={held.hqApproves.from}>
              {t(
                held.hqApproves.value
                  ? 'console.parameters.hqApproves.yes'
                  : 'console.parameters.hqApproves.no',
              )}
            </Parameter>
            <Parameter name={t('console.rules.recounts')} from={[]}>
              {t(held.recounts.byAnother ? 'console.rules.byAnother' : 'console.rules.byAnyone')}
            </Parameter>
            <Parameter name={t('console.rules.zeroBook')} from={held.zeroBook.from}>
              {t(`console.rules.zeroBook.${held.zeroBook.value}`)}
            </Parameter>
            {held.limits.map((limit) => (
              <Parameter
                key={JSON.stringify([limit.band, limit.side, limit.limit, limit.category, limit.abcClass])}
                name={t('console.rules.limitsOf', {
                  band: t(`console.rules.band.${limit.band}`),
                  side: t(`console.rules.side.${limit.side}`),
                })}
                only={[limit.category, limit.abcClass].filter((one) => one !== null).join(' · ')}
                from={[limit.from]}
              >
                <LimitValue limit={limit} currency={held.currency} />
              </Parameter>
            ))}
          </tbody>
        </DataTable>
      </Card>
    </>
  )
}

interface ParameterProps {
  readonly name: string
  /** Which lines it is of; empty: all. */
  readonly only?: string
  readonly from: readonly Source[]
  readonly children: ReactNode
}

function Parameter({ name, only = '', from, children }: ParameterProps) {
  const t = useT()
  return (
    <Row>
      <RowHeader>
        {name}
        <span className="c-under">{only === '' ? null : t('console.parameters.only', { what: only })}</span>
      </RowHeader>
      <Cell>
        {children}
        <span className="c-under c-narrow">
          <Sources from={from} />
        </span>
      </Cell>
      <Cell className="c-wide">
        <Sources from={from} />
      </Cell>
    </Row>
  )
}

/** The layers that a value comes from. */
function Sources({ from }: { readonly from: readonly Source[] }) {
  const t = useT()
  return from.length === 0 ? (
    <span className="cc-muted">{t('console.parameters.default')}</span>
  ) : (
    from.map(({ layer, level }) => (
      <span key={layer} className="c-source">
        {layer}
        <span className="c-under">{t(`console.parameters.level.${level}`)}</span>
      </span>
    ))
  )
}

function LimitValue({
  limit,
  currency,
}: {
  readonly limit: ParametersReply['limits'][number]
  readonly currency: string
}) {
  switch (limit.limit) {
    case 'quantity':
      return <Quantity milli={Number(limit.value)} />
    case 'percent':
      return <Percent percentMilli={Number(limit.value)} />
    case 'value':
      return <Money micros={microsOf(limit.value)} currency={currency} />
  }
}
