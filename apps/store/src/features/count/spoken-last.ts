import { quantityText } from '@cyclecount/domain'
import type { Politeness } from '@cyclecount/ui'
import type { T } from '../../i18n/use-t.ts'
import { productOf } from './count-controller.ts'
import { locationName, type CountModel } from './count-model.ts'
import type { LastScan } from './last-scan.ts'

/** What a screen reader says of the last capture. */
export function spokenLast(
  last: LastScan,
  model: CountModel,
  t: T,
): { readonly text: string; readonly politeness: Politeness } {
  const quantity = last.item ? quantityText(last.item.quantityMilli) : ''
  const name = lastName(last, model, t)
  switch (last.result) {
    case 'counted':
      return {
        text: quantity === '' ? name : t('store.spoken.counted', { name, quantity }),
        politeness: 'polite',
      }
    case 'ambiguous':
      return {
        text: last.notOnList
          ? t('store.spoken.notOnList', { name, quantity })
          : t('store.spoken.ambiguous', { name }),
        politeness: 'polite',
      }
    case 'unknown':
      return { text: t('store.spoken.unknown', { name }), politeness: 'assertive' }
    case 'rejected':
      return { text: name, politeness: 'assertive' }
    case 'undone':
      return { text: t('store.spoken.undone', { name, quantity }), politeness: 'polite' }
  }
}

/** What the last capture is about, in a few words. */
export function lastName(last: LastScan, model: CountModel, t: T): string {
  switch (last.about.kind) {
    case 'line':
      return (
        productOf(model, last.item?.productId ?? null)?.title ??
        last.item?.code ??
        t('store.count.unknownItem')
      )
    case 'unknown':
    case 'ambiguous':
      return last.about.code
    case 'empty':
      return last.about.locationId === null
        ? t('store.count.areaIsEmpty')
        : t('store.count.binIsEmpty', { bin: locationName(model, last.about.locationId) ?? '' })
    case 'refused':
      return last.about.message
  }
}
