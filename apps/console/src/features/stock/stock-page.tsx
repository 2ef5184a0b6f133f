import { routes, type ReplyOf } from '@cyclecount/contract'
import type { FacilityId } from '@cyclecount/domain'
import {
  Badge,
  Card,
  Cell,
  Code,
  DataTable,
  EmptyState,
  HeaderCell,
  LockIcon,
  Money,
  Quantity,
  Row,
  RowHeader,
  StoreIcon,
  TextField,
} from '@cyclecount/ui'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, getRouteApi } from '@tanstack/react-router'
import { useEffect, useEffectEvent, useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { FacilitySelect, useFacilities } from '../../parts/facility-select.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { microsOf } from '../../parts/micros.ts'
import { MoreButton } from '../../parts/more-button.tsx'
import { Page } from '../../parts/page.tsx'
import { useSettled } from '../../parts/use-settled.ts'
import { unitShown } from '../../parts/unit.ts'
import { useCall, useMay } from '../../server/context.tsx'
import { stockQuery } from '../../server/queries.ts'

const route = getRouteApi('/stock')

type Item = ReplyOf<typeof routes.stock>['items'][number]

/** The books of one facility. */
export function StockPage() {
  const t = useT()
  const { facility, q = '' } = route.useSearch()
  const navigate = route.useNavigate()
  const facilities = useFacilities('see-stock')
  const chosen = facilities.find(({ facilityId }) => facilityId === facility) ?? facilities[0]
  return (
    <Page
      title={t('console.stock.title')}
      note={t('console.stock.note')}
      actions={
        <Link to="/stock/sku" search={{ sku: q === '' ? undefined : q }} className="cc-button">
          {t('console.stock.sku')}
        </Link>
      }
    >
      {chosen === undefined ? (
        <EmptyState icon={LockIcon} title={t('console.failure.forbidden')} />
      ) : (
        <>
          <search className="cc-toolbar" aria-label={t('console.filters')}>
            <FacilitySelect
              needs="see-stock"
              value={chosen.facilityId}
              onChange={(next) => void navigate({ search: { q, facility: next }, replace: true })}
            />
            <SearchText
              asked={q}
              onChange={(next) =>
                void navigate({ search: { facility, q: next === '' ? undefined : next }, replace: true })
              }
            />
          </search>
          <Books facilityId={chosen.facilityId} q={q} />
        </>
      )}
    </Page>
  )
}

function SearchText({ asked, onChange }: { readonly asked: string; readonly onChange: (q: string) => void }) {
  const t = useT()
  const [typed, setTyped] = useState(asked)
  const settled = useSettled(typed.trim())
  const apply = useEffectEvent((q: string) => {
    if (q !== asked) onChange(q)
  })
  useEffect(() => apply(settled), [settled])
  return (
    <TextField
      label={t('console.stock.q')}
      type="search"
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
    />
  )
}

function Books({ facilityId, q }: { readonly facilityId: FacilityId; readonly q: string }) {
  const t = useT()
  const seesCost = useMay()('see-cost', facilityId)
  const query = useInfiniteQuery(stockQuery(useCall(), facilityId, q))
  return (
    <Loaded query={query} lines={12}>
      {({ pages }) => {
        const items = pages.flatMap((page) => page.items)
        return items.length === 0 ? (
          <Card>
            <EmptyState
              icon={StoreIcon}
              title={t(q === '' ? 'console.stock.none' : 'console.stock.noneMatch', { q })}
            />
          </Card>
        ) : (
          <Card flush>
            <DataTable caption={t('console.stock.title')} density="dense" className="c-fold">
              <thead>
                <tr>
                  <HeaderCell>{t('console.review.item')}</HeaderCell>
                  <HeaderCell align="end">{t('console.stock.onHand')}</HeaderCell>
                  <HeaderCell align="end">{t('console.stock.available')}</HeaderCell>
                  {seesCost ? (
                    <>
                      <HeaderCell align="end" className="c-wide">
                        {t('console.stock.average')}
                      </HeaderCell>
                      <HeaderCell align="end" className="c-wide">
                        {t('console.stock.value')}
                      </HeaderCell>
                    </>
                  ) : null}
                  <HeaderCell align="end" className="c-wide">
                    {t('console.stock.mirror')}
                  </HeaderCell>
                </tr>
              </thead>
              <tbody>
                {items.map((item) => (
                  <StockRow key={item.productId} item={item} facilityId={facilityId} seesCost={seesCost} />
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

interface StockRowProps {
  readonly item: Item
  readonly facilityId: FacilityId
  readonly seesCost: boolean
}

function StockRow({ item, facilityId, seesCost }: StockRowProps) {
  const t = useT()
  return (
    <Row>
      <RowHeader>
        <Link
          to="/stock/$facilityId/$productId"
          params={{ facilityId, productId: item.productId }}
          className="c-name"
        >
          {item.title}
        </Link>
        <span className="c-under">
          <Code>{item.sku}</Code>
        </span>
      </RowHeader>
      <Cell align="end">
        <Quantity milli={item.onHandMilli} unit={unitShown(item.unit)} />
        {item.onHandMilli < 0 ? <Badge tone="bad">{t('console.stock.negative')}</Badge> : null}
      </Cell>
      <Cell align="end">
        <Quantity milli={item.availableMilli} />
      </Cell>
      {seesCost ? (
        <>
          <Cell align="end" className="c-wide">
            <Money micros={microsOf(item.averageCostMicros)} currency={item.currency} />
          </Cell>
          <Cell align="end" className="c-wide">
            <Money micros={microsOf(item.valueMicros)} currency={item.currency} />
          </Cell>
        </>
      ) : null}
      <Cell align="end" className="c-wide">
        <Quantity milli={item.mirroredMilli} />
      </Cell>
    </Row>
  )
}
