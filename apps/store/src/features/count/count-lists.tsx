import type { CountItem, ScanEvent } from '@cyclecount/domain'
import { Badge, Button, Code, IconButton, Quantity, Tabs, UndoIcon } from '@cyclecount/ui'
import { memo, useMemo, useState, type ReactElement } from 'react'
import { Virtualizer } from 'virtua'
import { useT } from '../../i18n/use-t.ts'
import { productOf, type CountController } from './count-controller.ts'
import {
  binsToReach,
  canBeTakenBack,
  countedLines,
  isDirected,
  itemsToCount,
  locationName,
  unknownLines,
  type CountModel,
} from './count-model.ts'
import type { Over } from './over.ts'
import { EventWords } from './event-words.tsx'
import { ProductWords } from './product-words.tsx'
import { targetOf, type QuantityTarget } from './quantity-target.ts'

export interface CountListsProps {
  readonly model: CountModel
  readonly controller: CountController
  readonly onOver: (over: Over) => void
}

type Tab = 'to-count' | 'counted' | 'unknown' | 'scans'

/** What is still to do, what was counted, what nobody knows yet, and every scan, newest first. Drawn when its model is another. */
export const CountLists = memo(function Lists(props: CountListsProps) {
  const t = useT()
  const { model } = props
  const [tab, setTab] = useState<Tab>('counted')
  // The model's maps are changed in place: its version says when these have to be made anew.
  const lists = useMemo(
    () => ({
      products: isDirected(model) ? itemsToCount(model) : [],
      bins: isDirected(model) ? [] : binsToReach(model),
      counted: countedLines(model),
      unknown: unknownLines(model),
    }),
    [model],
  )
  return (
    <section className="s-lists" aria-label={t('store.lists.title')}>
      <Tabs<Tab>
        label={t('store.lists.title')}
        value={tab}
        onChange={setTab}
        options={[
          {
            value: 'to-count',
            label: t('store.lists.toCount'),
            count: lists.products.length + lists.bins.length,
          },
          { value: 'counted', label: t('store.lists.counted'), count: lists.counted.length },
          { value: 'unknown', label: t('store.lists.unknown'), count: lists.unknown.length },
          { value: 'scans', label: t('store.lists.scans') },
        ]}
      >
        {listOf()}
      </Tabs>
    </section>
  )

  function listOf(): ReactElement {
    const name = t(listNames[tab])
    switch (tab) {
      case 'to-count':
        return (
          <Rows
            name={name}
            rows={[...lists.products, ...lists.bins]}
            render={(todo) =>
              typeof todo === 'string' ? (
                <ProductRow key={todo} {...props} productId={todo} />
              ) : (
                <BinRow key={todo.locationId} {...props} bin={todo} />
              )
            }
          />
        )
      case 'counted':
        return (
          <Rows
            name={name}
            rows={lists.counted}
            render={(item) => <LineRow key={item.key} {...props} item={item} />}
          />
        )
      case 'unknown':
        return (
          <Rows
            name={name}
            rows={lists.unknown}
            render={(item) => <UnknownRow key={item.key} {...props} item={item} />}
          />
        )
      case 'scans':
        return (
          <Rows
            name={name}
            rows={model.hasOlder ? [...model.events, null] : model.events}
            render={(event) =>
              event === null ? (
                <Button key="older" size="scan" wide onClick={props.controller.showOlder}>
                  {t('store.lists.older')}
                </Button>
              ) : (
                <EventRow key={event.scanId} {...props} event={event} />
              )
            }
          />
        )
    }
  }
})

const listNames = {
  'to-count': 'store.lists.toCount',
  counted: 'store.lists.counted',
  unknown: 'store.lists.unknown',
  scans: 'store.lists.scans',
} as const

interface RowsProps<T> {
  readonly name: string
  readonly rows: readonly T[]
  readonly render: (row: T) => ReactElement
}

/** Only what is in view is in the page, and only that is made, however many there are. */
function Rows<T>({ name, rows, render }: RowsProps<T>) {
  const t = useT()
  if (rows.length === 0) return <p className="s-none">{t('store.lists.none')}</p>
  return (
    <div className="s-rows" role="list" aria-label={name}>
      <Virtualizer item={ListItem} data={rows}>
        {render}
      </Virtualizer>
    </div>
  )
}

function ListItem(props: React.ComponentProps<'div'>) {
  return <div role="listitem" {...props} />
}

function ProductRow({
  model,
  onOver,
  productId,
}: CountListsProps & { readonly productId: NonNullable<CountItem['productId']> }) {
  const t = useT()
  const product = productOf(model, productId)
  if (!product) return null
  const target: QuantityTarget = {
    kind: 'product',
    product,
    locationId: model.locationId,
    place: locationName(model, model.locationId),
    currentMilli: 0,
  }
  return (
    <button type="button" className="s-row" onClick={() => onOver({ kind: 'quantity', target })}>
      <ProductWords product={product} />
      <Badge>{t('store.lists.notCounted')}</Badge>
    </button>
  )
}

function BinRow({
  controller,
  bin,
}: CountListsProps & {
  readonly bin: ReturnType<typeof binsToReach>[number]
}) {
  const t = useT()
  return (
    <div className="s-row">
      <button type="button" className="s-row-main" onClick={() => controller.goTo(bin.locationId)}>
        <strong>
          <Code>{bin.code}</Code>
        </strong>
        {bin.name === bin.code ? null : <span>{bin.name}</span>}
      </button>
      <Button
        size="scan"
        aria-label={t('store.bin.confirmEmpty', { bin: bin.code })}
        onClick={() => void controller.capture({ kind: 'confirm-empty', locationId: bin.locationId })}
      >
        {t('store.bin.empty')}
      </Button>
    </div>
  )
}

function LineRow({ model, onOver, item }: CountListsProps & { readonly item: CountItem }) {
  const t = useT()
  const product = productOf(model, item.productId)
  const place = locationName(model, item.locationId)
  return (
    <button
      type="button"
      className="s-row"
      onClick={() => onOver({ kind: 'quantity', target: targetOf(model, item) })}
    >
      <span className="s-row-main">
        <strong>{product?.title ?? t('store.count.unknownItem')}</strong>
        <span>
          {product ? <Code>{product.sku}</Code> : null}
          {place === null ? null : <> · {place}</>}
          {item.lot === null ? null : <> · {t('store.count.lot', { lot: item.lot })}</>}
        </span>
      </span>
      {item.conflict ? <Badge tone="warn">{t('store.lists.conflict')}</Badge> : null}
      <span className="s-row-number">
        <Quantity
          milli={item.quantityMilli}
          unit={product && product.unit !== 'each' ? product.unit : undefined}
        />
      </span>
    </button>
  )
}

function UnknownRow({ model, onOver, item }: CountListsProps & { readonly item: CountItem }) {
  const t = useT()
  const place = locationName(model, item.locationId)
  const code = item.code ?? ''
  return (
    <button
      type="button"
      className="s-row"
      onClick={() => onOver({ kind: 'match', code, codeKey: item.codeKey ?? '' })}
    >
      <span className="s-row-main">
        <strong>
          <Code>{code}</Code>
        </strong>
        <span>{place ?? t('store.lists.tapToMatch')}</span>
      </span>
      <span className="s-row-number">
        <Quantity milli={item.quantityMilli} />
      </span>
    </button>
  )
}

function EventRow({ model, controller, event }: CountListsProps & { readonly event: ScanEvent }) {
  const t = useT()
  const gone = model.voided.has(event.scanId)
  return (
    <div className="s-row" data-gone={gone || undefined}>
      <EventWords event={event} model={model} />
      {gone ? <Badge>{t('store.lists.removed')}</Badge> : null}
      {!gone && canBeTakenBack(event) ? (
        <IconButton
          size="scan"
          variant="quiet"
          icon={UndoIcon}
          label={t('store.lists.remove')}
          onClick={() => void controller.capture({ kind: 'void', target: event.scanId })}
        />
      ) : null}
    </div>
  )
}
