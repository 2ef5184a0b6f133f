import type { FoundProduct } from '@cyclecount/device-db'
import type { FacilityId } from '@cyclecount/domain'
import type { CaptureRequest } from '@cyclecount/sync'
import { Code, KeyPad, Sheet, type KeypadAction, type KeypadState } from '@cyclecount/ui'
import { useStored } from '../../app/device-context.tsx'
import { useT } from '../../i18n/use-t.ts'
import { requestOf, type QuantityTarget } from './quantity-target.ts'

export interface QuantitySheetProps {
  readonly target: QuantityTarget
  readonly facilityId: FacilityId
  readonly state: KeypadState
  readonly dispatch: (action: KeypadAction) => void
  readonly onCommit: (request: CaptureRequest) => void
  readonly onClose: () => void
}

export function QuantitySheet({
  target,
  facilityId,
  state,
  dispatch,
  onCommit,
  onClose,
}: QuantitySheetProps) {
  const t = useT()
  const { product, place } = target
  const productId = product?.productId
  const found = useStored(['product', facilityId, productId], async (store) =>
    productId ? store.product(facilityId, productId) : null,
  )
  return (
    <Sheet
      open
      onClose={onClose}
      title={
        product?.title ?? (target.kind === 'line' ? target.item.code : null) ?? t('store.count.unknownItem')
      }
    >
      <p className="cc-muted">
        {product ? <Code>{product.sku}</Code> : null}
        {place === null ? null : <> · {place}</>}
      </p>
      <KeyPad
        state={state}
        dispatch={dispatch}
        currentMilli={target.currentMilli}
        packs={packsOf(found ?? null).map((size) => ({ size, label: t('store.quantity.case', { n: size }) }))}
        decimals={product?.decimals ?? false}
        onCommit={(outcome) => onCommit(requestOf(target, outcome))}
      />
    </Sheet>
  )
}

/** The sizes its cases come in, by its barcodes. */
function packsOf(product: FoundProduct | null): readonly number[] {
  const sizes = new Set(product?.codes.map(([, packUnits]) => packUnits))
  sizes.delete(1)
  return [...sizes].toSorted((a, b) => a - b)
}
