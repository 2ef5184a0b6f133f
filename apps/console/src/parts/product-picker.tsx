import { Button, Code, SearchIcon, SkeletonLines, TextField } from '@cyclecount/ui'
import type { ReplyOf, routes } from '@cyclecount/contract'
import type { FacilityId } from '@cyclecount/domain'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '../i18n/use-t.ts'
import { useCall } from '../server/context.tsx'
import { productsQuery } from '../server/queries.ts'
import { Failure } from './failure.tsx'
import { useSettled } from './use-settled.ts'

export type FoundProduct = ReplyOf<typeof routes.searchProducts>['products'][number]

export interface ProductPickerProps {
  readonly label: string
  readonly facilityId: FacilityId | null
  /** The word on the button beside each product found. */
  readonly action: string
  readonly onPick: (product: FoundProduct) => void
  /** Already picked: shown so, and not offered again. */
  readonly isPicked?: (product: FoundProduct) => boolean
  readonly busy?: boolean
  /** The letter that goes to the field, on a page that has letters for it. */
  readonly fieldKey?: string
}

/** Finds a product by SKU, name or code. */
export function ProductPicker({
  label,
  facilityId,
  action,
  onPick,
  isPicked,
  busy,
  fieldKey,
}: ProductPickerProps) {
  const t = useT()
  const [typed, setTyped] = useState('')
  const q = useSettled(typed.trim())
  const { data, error, refetch } = useQuery(productsQuery(useCall(), q, facilityId))
  return (
    <div className="c-picker">
      <TextField
        label={label}
        type="search"
        data-key={fieldKey}
        autoComplete="off"
        hint={t('console.products.hint')}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          // A wedge scanner ends with Enter, which must not send the form round this field.
          if (event.key === 'Enter') event.preventDefault()
        }}
      />
      {q === '' ? null : error ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <SkeletonLines lines={3} />
      ) : data.products.length === 0 ? (
        <p className="cc-muted" role="status">
          <SearchIcon /> {t('console.products.none', { q })}
        </p>
      ) : (
        <ul className="c-found" aria-label={t('console.products.found')}>
          {data.products.map((product) => (
            <li key={product.productId}>
              <span className="c-grow">
                {product.title}
                <span className="c-under">
                  <Code>{product.sku}</Code> · {product.category}
                </span>
              </span>
              {isPicked?.(product) ? (
                <span className="cc-muted">{t('console.products.picked')}</span>
              ) : (
                <Button
                  size="s"
                  busy={busy ?? false}
                  aria-label={t('console.products.pickNamed', { action, product: product.title })}
                  onClick={() => onPick(product)}
                >
                  {action}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
