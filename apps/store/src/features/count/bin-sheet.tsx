import { Badge, Button, CheckIcon, Code, EmptyBinIcon, Sheet } from '@cyclecount/ui'
import { useT } from '../../i18n/use-t.ts'
import type { CountController } from './count-controller.ts'
import { binStates, isAreaEmpty, locationName, type CountModel } from './count-model.ts'

export interface BinSheetProps {
  readonly model: CountModel
  readonly controller: CountController
  readonly onClose: () => void
}

/** The bins of the area in walking order, each with its state; go to one, or say that one or all of them hold nothing. */
export function BinSheet({ model, controller, onClose }: BinSheetProps) {
  const t = useT()
  const states = binStates(model)
  const bins = model.area?.locations ?? []
  const here = locationName(model, model.locationId)
  const hereIsOpen = here !== null && model.locationId !== null && !states.has(model.locationId)
  const areaIsOpen = model.items.size === 0 && !isAreaEmpty(model)

  function confirmEmpty(locationId: CountModel['locationId']): void {
    void controller.capture({ kind: 'confirm-empty', locationId })
    onClose()
  }

  return (
    <Sheet
      open
      onClose={onClose}
      title={t('store.bin.title')}
      footer={
        hereIsOpen || areaIsOpen ? (
          <>
            {hereIsOpen ? (
              <Button size="scan" icon={EmptyBinIcon} onClick={() => confirmEmpty(model.locationId)}>
                {t('store.bin.confirmEmpty', { bin: here ?? '' })}
              </Button>
            ) : null}
            {areaIsOpen ? (
              <Button size="scan" icon={EmptyBinIcon} onClick={() => confirmEmpty(null)}>
                {t('store.bin.areaEmpty')}
              </Button>
            ) : null}
          </>
        ) : null
      }
    >
      <p className="cc-muted">{t('store.bin.scanLabel')}</p>
      <ul className="s-plain">
        {bins.map((bin) => {
          const state = states.get(bin.locationId)
          const current = bin.locationId === model.locationId
          return (
            <li key={bin.locationId}>
              <button
                type="button"
                className="s-row"
                aria-current={current || undefined}
                onClick={() => {
                  controller.goTo(bin.locationId)
                  onClose()
                }}
              >
                <span className="s-row-main">
                  <strong>
                    <Code>{bin.code}</Code>
                  </strong>
                  {bin.name === bin.code ? null : <span>{bin.name}</span>}
                </span>
                <BinState state={state} />
                {current ? <CheckIcon label={t('store.bin.here')} /> : null}
              </button>
            </li>
          )
        })}
      </ul>
    </Sheet>
  )
}

export function BinState({ state }: { readonly state: 'counted' | 'confirmed-empty' | undefined }) {
  const t = useT()
  if (state === 'counted') return <Badge tone="ok">{t('store.bin.counted')}</Badge>
  if (state === 'confirmed-empty')
    return (
      <Badge tone="info" icon={EmptyBinIcon}>
        {t('store.bin.empty')}
      </Badge>
    )
  return <Badge>{t('store.bin.notReached')}</Badge>
}
