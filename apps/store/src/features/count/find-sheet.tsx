import type { FoundProduct } from '@cyclecount/device-db'
import type { FacilityId } from '@cyclecount/domain'
import { Sheet } from '@cyclecount/ui'
import { useT } from '../../i18n/use-t.ts'
import { ProductSearch } from './product-search.tsx'

export interface FindSheetProps {
  readonly facilityId: FacilityId
  readonly onChoose: (product: FoundProduct) => void
  readonly onClose: () => void
}

/** For what has no barcode, or one that cannot be read: found by name, then counted by hand. */
export function FindSheet({ facilityId, onChoose, onClose }: FindSheetProps) {
  const t = useT()
  return (
    <Sheet open onClose={onClose} title={t('store.find.title')}>
      <ProductSearch facilityId={facilityId} onChoose={onChoose} />
    </Sheet>
  )
}
