import type { ScanEvent } from '@cyclecount/domain'
import { Code, DateTime, Quantity } from '@cyclecount/ui'
import type { ReactNode } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { productOf } from './count-controller.ts'
import { locationName, type CountModel } from './count-model.ts'

export interface EventWordsProps {
  readonly event: ScanEvent
  readonly model: CountModel
}

/** One event of the log in words, with when and where. */
export function EventWords({ event, model }: EventWordsProps) {
  const t = useT()
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions()
  const place = 'locationId' in event ? locationName(model, event.locationId) : null
  return (
    <span className="s-row-main">
      <strong>{what()}</strong>
      <span>
        <DateTime at={event.capturedAt} timeZone={timeZone} format="time" zone="never" />
        {place === null ? null : <> · {place}</>}
        {event.deviceId === model.deviceId ? null : <> · {t('store.event.otherDevice')}</>}
      </span>
    </span>
  )

  function what(): ReactNode {
    switch (event.kind) {
      case 'scan':
      case 'hand':
        return (
          <>
            <Quantity milli={event.quantityMilli} sign="exceptZero" /> {nameOf(event)}
          </>
        )
      case 'set':
        return (
          <>
            = <Quantity milli={event.quantityMilli} /> {nameOf(event)}
          </>
        )
      case 'void':
        return t('store.event.void')
      case 'match':
        return t('store.event.match', {
          code: event.codeKey,
          name: productOf(model, event.productId)?.title ?? t('store.count.unknownItem'),
        })
      case 'confirm-empty':
        return event.locationId === null
          ? t('store.count.areaIsEmpty')
          : t('store.count.binIsEmpty', { bin: locationName(model, event.locationId) ?? '' })
      case 'note':
        return event.photo ? t('store.event.photo') : t('store.event.note', { text: event.text })
      case 'start':
      case 'pause':
      case 'resume':
      case 'submit':
        return t(`store.event.${event.kind}`)
    }
  }

  function nameOf(counted: ScanEvent & { kind: 'scan' | 'hand' | 'set' }): ReactNode {
    const product = productOf(model, counted.productId)
    if (product) return product.title
    return counted.code === null ? t('store.count.unknownItem') : <Code>{counted.code}</Code>
  }
}
