import { routes, type ReplyOf } from '@cyclecount/contract'
import {
  Button,
  Card,
  Cell,
  DataTable,
  EmptyState,
  HeaderCell,
  Quantity,
  Row,
  RowHeader,
  SearchIcon,
  TextField,
} from '@cyclecount/ui'
import { useQuery } from '@tanstack/react-query'
import { Link, getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { Page } from '../../parts/page.tsx'
import { useCall } from '../../server/context.tsx'
import { skuLookupQuery } from '../../server/queries.ts'

const route = getRouteApi('/stock/sku')

type Found = ReplyOf<typeof routes.skuLookup>['facilities']

/** One SKU over every facility the person may see. */
export function SkuPage() {
  const t = useT()
  const { sku = '' } = route.useSearch()
  const navigate = route.useNavigate()
  const [typed, setTyped] = useState(sku)
  return (
    <Page title={t('console.lookup.title')} over={<Link to="/stock">{t('console.stock.title')}</Link>}>
      <form
        className="cc-toolbar"
        role="search"
        onSubmit={(event) => {
          event.preventDefault()
          void navigate({ search: { sku: typed.trim() === '' ? undefined : typed.trim() } })
        }}
      >
        <TextField
          label={t('console.lookup.sku')}
          type="search"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button type="submit" variant="primary" icon={SearchIcon}>
          {t('console.lookup.action')}
        </Button>
      </form>
      {sku === '' ? (
        <EmptyState icon={SearchIcon} title={t('console.lookup.start')}>
          {t('console.lookup.start.words')}
        </EmptyState>
      ) : (
        <Everywhere sku={sku} />
      )}
    </Page>
  )
}

/** Where a SKU lies. */
export function Everywhere({ sku }: { readonly sku: string }) {
  const t = useT()
  const query = useQuery(skuLookupQuery(useCall(), sku))
  return (
    <Loaded query={query} lines={4}>
      {({ facilities }) =>
        facilities.length === 0 ? (
          <EmptyState icon={SearchIcon} title={t('console.lookup.none', { sku })} />
        ) : (
          <Card flush>
            <Facilities sku={sku} facilities={facilities} />
          </Card>
        )
      }
    </Loaded>
  )
}

function Facilities({ sku, facilities }: { readonly sku: string; readonly facilities: Found }) {
  const t = useT()
  const sum = (of: (facility: Found[number]) => number): number =>
    facilities.reduce((total, facility) => total + of(facility), 0)
  return (
    <DataTable caption={t('console.lookup.caption', { sku })} density="dense">
      <thead>
        <tr>
          <HeaderCell>{t('console.facility')}</HeaderCell>
          <HeaderCell align="end">{t('console.stock.onHand')}</HeaderCell>
          <HeaderCell align="end">{t('console.stock.available')}</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {facilities.map(({ facilityId, facilityName, onHandMilli, availableMilli }) => (
          <Row key={facilityId}>
            <RowHeader>
              <Link to="/stock" search={{ facility: facilityId, q: sku }}>
                {facilityName}
              </Link>
            </RowHeader>
            <Cell align="end">
              <Quantity milli={onHandMilli} />
            </Cell>
            <Cell align="end">
              <Quantity milli={availableMilli} />
            </Cell>
          </Row>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <RowHeader>{t('console.lookup.all')}</RowHeader>
          <Cell align="end">
            <Quantity milli={sum(({ onHandMilli }) => onHandMilli)} />
          </Cell>
          <Cell align="end">
            <Quantity milli={sum(({ availableMilli }) => availableMilli)} />
          </Cell>
        </tr>
      </tfoot>
    </DataTable>
  )
}
