import type { CountItem } from '@cyclecount/domain'
import { BarcodeIcon, Button, Code, EmptyState, LastScanCard } from '@cyclecount/ui'
import { memo, useSyncExternalStore, type ReactNode } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { photoButton } from '../photos/later-photos.tsx'
import { productOf, type CountController } from './count-controller.ts'
import { itemOfLast, locationName, undoable, type CountModel } from './count-model.ts'
import type { Over } from './over.ts'
import type { LastScan } from './last-scan.ts'
import { targetOf } from './quantity-target.ts'
import { lastName } from './spoken-last.ts'

export interface LastCardProps {
  readonly controller: CountController
  readonly onOver: (over: Over) => void
}

/** The last capture, with what can be done about it: drawn at once, and alone. */
export const LastCard = memo(function Last({ controller, onOver }: LastCardProps) {
  const t = useT()
  const model = useSyncExternalStore(controller.subscribe, controller.model)
  const { last } = model
  const item = itemOfLast(model)
  const canUndo = undoable(model) !== null
  if (!last)
    return (
      <div className="s-first">
        <EmptyState
          icon={BarcodeIcon}
          title={t(restWords(model))}
          actions={
            canUndo ? (
              <Button size="scan" onClick={controller.undo}>
                {t('ui.scan.undo')}
              </Button>
            ) : null
          }
        >
          {t('store.count.firstWords')}
        </EmptyState>
      </div>
    )
  const shown = item ?? last.item
  return (
    <LastScanCard
      result={last.result}
      scanId={last.id}
      name={lastName(last, model, t)}
      detail={<Detail last={last} item={shown} model={model} />}
      quantityMilli={shown?.quantityMilli ?? null}
      deltaMilli={last.deltaMilli}
      unit={shown ? productOf(model, shown.productId)?.unit : undefined}
      status={statusOf()}
      onUndo={canUndo && last.about.kind !== 'refused' ? controller.undo : undefined}
      onQuantity={item ? () => onOver({ kind: 'quantity', target: targetOf(model, item) }) : undefined}
      actions={actionsOf()}
    />
  )

  function statusOf(): ReactNode {
    if (last?.about.kind === 'empty') return t('store.count.confirmedEmpty')
    return last?.notOnList ? t('store.count.notOnList') : undefined
  }

  function actionsOf(): ReactNode {
    if (last?.about.kind !== 'unknown' && last?.about.kind !== 'ambiguous') return undefined
    const { code, codeKey, kind } = last.about
    return (
      <>
        <Button size="scan" variant="primary" onClick={() => onOver({ kind: 'match', code, codeKey })}>
          {kind === 'unknown' ? t('store.count.matchItem') : t('store.count.chooseItem')}
        </Button>
        {kind === 'unknown' ? (
          <photoButton.Part model={model} controller={controller} codeKey={codeKey} />
        ) : null}
      </>
    )
  }
})

function restWords(model: CountModel) {
  if (model.submitted) return 'store.count.submitted'
  return model.items.size === 0 ? 'store.count.first' : 'store.count.next'
}

interface DetailProps {
  readonly last: LastScan
  readonly item: CountItem | null
  readonly model: CountModel
}

function Detail({ last, item, model }: DetailProps) {
  const t = useT()
  if (last.about.kind === 'unknown') return t('store.count.keptUnknown')
  if (last.about.kind === 'ambiguous') return t('store.count.keptAmbiguous', { n: last.about.choices.length })
  if (last.about.kind === 'refused') return last.about.code === null ? null : <Code>{last.about.code}</Code>
  if (!item) return null
  const product = productOf(model, item.productId)
  const place = locationName(model, item.locationId)
  return (
    <>
      {product ? <Code>{product.sku}</Code> : null}
      {item.lot === null ? null : <> · {t('store.count.lot', { lot: item.lot })}</>}
      {item.serial === null ? null : <> · {t('store.count.serial', { serial: item.serial })}</>}
      {place === null ? null : <> · {place}</>}
    </>
  )
}
