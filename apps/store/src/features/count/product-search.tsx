import type { FoundProduct } from '@cyclecount/device-db'
import type { FacilityId } from '@cyclecount/domain'
import { TextField } from '@cyclecount/ui'
import { useDeferredValue, useState } from 'react'
import { useStored } from '../../app/device-context.tsx'
import { useT } from '../../i18n/use-t.ts'
import { ProductWords } from './product-words.tsx'

export interface ProductSearchProps {
  readonly facilityId: FacilityId
  readonly onChoose: (product: FoundProduct) => void
}

const SHOWN = 30

/** Finds an item by name, SKU or code, in what is stored on this device. */
export function ProductSearch({ facilityId, onChoose }: ProductSearchProps) {
  const t = useT()
  const [typed, setTyped] = useState('')
  const wanted = useDeferredValue(typed.trim())
  const found = useStored(['search', facilityId, wanted], (store) =>
    store.searchProducts(facilityId, wanted, SHOWN),
  )
  return (
    <>
      <TextField
        type="search"
        inputSize="l"
        label={t('store.find.label')}
        autoComplete="off"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <p role="status" className="cc-muted">
        {wanted === '' ? t('store.find.hint') : t('store.find.found', { n: found?.length ?? 0 })}
      </p>
      <ul className="s-plain" aria-label={t('store.find.results')}>
        {(wanted === '' ? [] : (found ?? [])).map((product) => (
          <li key={product.productId}>
            <button type="button" className="s-row" onClick={() => onChoose(product)}>
              <ProductWords product={product} />
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}
