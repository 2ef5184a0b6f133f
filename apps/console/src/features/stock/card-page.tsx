import type { StockCard } from '@cyclecount/contract'
import { parseId, type FacilityId, type ProductId } from '@cyclecount/domain'
import {
  Banner,
  Button,
  Card,
  DateTime,
  Money,
  Quantity,
  Reading,
  SkeletonLines,
  TextField,
} from '@cyclecount/ui'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { NotFound } from '../../app/not-found.tsx'
import { useT } from '../../i18n/use-t.ts'
import { Failure } from '../../parts/failure.tsx'
import { microsOf } from '../../parts/micros.ts'
import { MoreButton } from '../../parts/more-button.tsx'
import { Page } from '../../parts/page.tsx'
import { endOfLocalMinute, localMinute } from '../../parts/wall-time.ts'
import { unitShown } from '../../parts/unit.ts'
import { useCall, useMay, useMe } from '../../server/context.tsx'
import { stockCardQuery } from '../../server/queries.ts'
import { AdjustDialog } from './adjust-dialog.tsx'
import { CardEvents } from './card-events.tsx'
import { Positions } from './positions.tsx'
import { Everywhere } from './sku-page.tsx'

const route = getRouteApi('/stock/$facilityId/$productId')

/** Why the book of an item is what it is, now or as of any time. */
export function CardPage() {
  const params = route.useParams()
  const facilityId = parseId<FacilityId>(params.facilityId)
  const productId = parseId<ProductId>(params.productId)
  if (facilityId === null || productId === null) return <NotFound />
  return <OneCard facilityId={facilityId} productId={productId} />
}

interface OneCardProps {
  readonly facilityId: FacilityId
  readonly productId: ProductId
}

function OneCard({ facilityId, productId }: OneCardProps) {
  const t = useT()
  const { facilities } = useMe()
  const { asOf } = route.useSearch()
  const timeZone = facilities.find((facility) => facility.facilityId === facilityId)?.timeZone ?? 'UTC'
  const at = asOf === undefined ? null : endOfLocalMinute(asOf, timeZone)
  const query = useInfiniteQuery(stockCardQuery(useCall(), facilityId, productId, at))
  const card = query.data?.pages[0]
  const over = (
    <Link to="/stock" search={{ facility: facilityId }}>
      {t('console.stock.title')}
    </Link>
  )
  const failure = query.error ? (
    <Failure
      error={query.error}
      busy={query.isFetching}
      overData={card !== undefined}
      onRetry={() => void query.refetch()}
    />
  ) : null
  if (!card) {
    return (
      <Page title={t('console.card.title')} over={over}>
        {failure ?? <SkeletonLines lines={10} />}
      </Page>
    )
  }
  return (
    <Page
      title={card.title}
      over={
        <>
          {over} · {card.facilityName}
        </>
      }
      note={card.sku}
      actions={<Adjusting card={card} />}
    >
      {failure}
      <AsOf card={card} asOf={asOf} />
      <Readings card={card} />
      <Card flush title={t('console.card.positions')}>
        <Positions card={card} />
      </Card>
      <Card flush title={t('console.card.events')}>
        <CardEvents card={card} events={query.data?.pages.flatMap((page) => page.events) ?? []} />
        <MoreButton query={query} />
      </Card>
      <section className="c-stack">
        <h2>{t('console.lookup.everywhere')}</h2>
        <Everywhere sku={card.sku} />
      </section>
    </Page>
  )
}

function AsOf({ card, asOf }: { readonly card: StockCard; readonly asOf: string | undefined }) {
  const t = useT()
  const navigate = route.useNavigate()
  return (
    <>
      <div className="cc-toolbar">
        <TextField
          key={asOf ?? 'now'}
          label={t('console.card.asOf', { zone: card.timeZone })}
          type="datetime-local"
          max={localMinute(Date.now(), card.timeZone)}
          defaultValue={asOf ?? ''}
          onChange={(event) => {
            const value = event.currentTarget.value
            if (value !== '' && event.currentTarget.validity.badInput) return
            void navigate({ search: { asOf: value === '' ? undefined : value }, replace: true })
          }}
        />
        {asOf === undefined ? null : (
          <Button onClick={() => void navigate({ search: {}, replace: true })}>
            {t('console.card.now')}
          </Button>
        )}
      </div>
      {asOf === undefined ? null : (
        <Banner tone="info" title={t('console.card.past')}>
          <DateTime at={card.asOf} timeZone={card.timeZone} format="seconds" zone="always" />
        </Banner>
      )}
    </>
  )
}

function Readings({ card }: { readonly card: StockCard }) {
  const t = useT()
  const seesCost = useMay()('see-cost', card.facilityId)
  const sum = (of: (position: StockCard['positions'][number]) => number): number =>
    card.positions.reduce((total, position) => total + of(position), 0)
  return (
    <div className="c-readings">
      <Reading
        label={t('console.stock.onHand')}
        value={<Quantity milli={card.onHandMilli} unit={unitShown(card.unit)} />}
        tone={card.onHandMilli < 0 ? 'bad' : undefined}
      />
      <Reading
        label={t('console.stock.available')}
        value={<Quantity milli={sum(({ availableMilli }) => availableMilli)} />}
        note={
          <>
            {t('console.stock.reserved')} <Quantity milli={sum(({ reservedMilli }) => reservedMilli)} />
          </>
        }
      />
      {seesCost ? (
        <>
          <Reading
            label={t('console.stock.average')}
            value={<Money micros={microsOf(card.averageCostMicros)} currency={card.currency} />}
          />
          <Reading
            label={t('console.stock.value')}
            value={<Money micros={microsOf(card.valueMicros)} currency={card.currency} />}
          />
        </>
      ) : null}
    </div>
  )
}

function Adjusting({ card }: { readonly card: StockCard }) {
  const t = useT()
  const may = useMay()
  const [open, setOpen] = useState(false)
  if (!may('adjust-stock', card.facilityId)) return null
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('console.adjust.open')}</Button>
      {open ? <AdjustDialog card={card} onClose={() => setOpen(false)} /> : null}
    </>
  )
}
