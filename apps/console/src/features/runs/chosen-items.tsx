import type { FacilityId } from '@cyclecount/domain'
import { Code, CloseIcon, IconButton } from '@cyclecount/ui'
import { useT } from '../../i18n/use-t.ts'
import { ProductPicker, type FoundProduct } from '../../parts/product-picker.tsx'
import { RandomSample } from './random-sample.tsx'

export type ChosenItem = Pick<FoundProduct, 'productId' | 'sku' | 'title'>

export interface ChosenItemsProps {
  readonly facilityId: FacilityId | null
  readonly items: readonly ChosenItem[]
  readonly onChange: (items: readonly ChosenItem[]) => void
  /** They were drawn by chance, from this. */
  readonly onDraw: (items: readonly ChosenItem[], seed: string) => void
  readonly fault: string | undefined
}

/** The items of a directed count. */
export function ChosenItems({ facilityId, items, onChange, onDraw, fault }: ChosenItemsProps) {
  const t = useT()
  const isPicked = ({ productId }: ChosenItem): boolean => items.some((item) => item.productId === productId)
  return (
    <fieldset className="c-fieldset">
      <legend>{t('console.plan.items', { n: items.length })}</legend>
      {fault === undefined ? null : <p className="cc-field-error">{fault}</p>}
      <RandomSample facilityId={facilityId} onDraw={onDraw} />
      {items.length === 0 ? null : (
        <ul className="c-chosen">
          {items.map((item) => (
            <li key={item.productId}>
              <span className="c-grow">
                {item.title} <Code>{item.sku}</Code>
              </span>
              <IconButton
                size="s"
                variant="quiet"
                icon={CloseIcon}
                label={t('console.plan.items.remove', { product: item.title })}
                onClick={() => onChange(items.filter(({ productId }) => productId !== item.productId))}
              />
            </li>
          ))}
        </ul>
      )}
      <ProductPicker
        label={t('console.plan.items.find')}
        facilityId={facilityId}
        action={t('console.plan.items.add')}
        isPicked={isPicked}
        onPick={(product) => onChange([...items, product])}
      />
    </fieldset>
  )
}
