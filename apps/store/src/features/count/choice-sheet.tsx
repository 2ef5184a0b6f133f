import type { FacilityId } from '@cyclecount/domain'
import type { KnownProduct } from '@cyclecount/sync'
import { Code, Sheet } from '@cyclecount/ui'
import type { ReactNode } from 'react'
import { useStored } from '../../app/device-context.tsx'
import { useT } from '../../i18n/use-t.ts'
import { ProductSearch } from './product-search.tsx'
import { ProductWords } from './product-words.tsx'

export interface ChoiceSheetProps {
  readonly facilityId: FacilityId
  readonly code: string
  readonly codeKey: string
  /** Offered where nobody knows the code. */
  readonly photo: ReactNode
  readonly onChoose: (product: KnownProduct, packUnits: number) => void
  readonly onClose: () => void
}

/** What a code means, said by a person: one of the items that share it, or, for an unknown one, any item of the catalogue. */
export function ChoiceSheet({ facilityId, code, codeKey, photo, onChoose, onClose }: ChoiceSheetProps) {
  const t = useT()
  const choices = useStored(['choices', facilityId, codeKey], (store) => store.choices(facilityId, codeKey))
  return (
    <Sheet open onClose={onClose} title={t('store.match.title')}>
      <p>
        <Code>{code}</Code>
      </p>
      {choices && choices.length > 0 ? (
        <>
          <p className="cc-muted">{t('store.match.shared', { n: choices.length })}</p>
          <ul className="s-plain" aria-label={t('store.match.title')}>
            {choices.map(({ product, packUnits }) => (
              <li key={product.productId}>
                <button type="button" className="s-row" onClick={() => onChoose(product, packUnits)}>
                  <ProductWords product={product} />
                  {packUnits === 1 ? null : <span>{t('store.quantity.case', { n: packUnits })}</span>}
                </button>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <>
          {photo}
          <p className="cc-muted">{t('store.match.words')}</p>
          <ProductSearch facilityId={facilityId} onChoose={(product) => onChoose(product, 1)} />
        </>
      )}
    </Sheet>
  )
}
