import type { KeypadAction, KeypadState } from '@cyclecount/ui'
import { photoButton } from '../photos/later-photos.tsx'
import { BinSheet } from './bin-sheet.tsx'
import { ChoiceSheet } from './choice-sheet.tsx'
import type { CountController } from './count-controller.ts'
import { locationName, type CountModel } from './count-model.ts'
import { FindSheet } from './find-sheet.tsx'
import type { Over } from './over.ts'
import { QuantitySheet } from './quantity-sheet.tsx'

export interface CountSheetsProps {
  readonly over: Over
  readonly model: CountModel
  readonly controller: CountController
  readonly keypad: KeypadState
  readonly dispatch: (action: KeypadAction) => void
  readonly onOver: (over: Over) => void
}

/** Whatever lies over the screen of a count. */
export function CountSheets({ over, model, controller, keypad, dispatch, onOver }: CountSheetsProps) {
  const { facilityId, locationId } = model
  const close = (): void => onOver({ kind: 'nothing' })
  switch (over.kind) {
    case 'nothing':
      return null
    case 'quantity':
      return (
        <QuantitySheet
          target={over.target}
          facilityId={facilityId}
          state={keypad}
          dispatch={dispatch}
          onClose={close}
          onCommit={(request) => {
            void controller.capture(request)
            close()
          }}
        />
      )
    case 'match':
      return (
        <ChoiceSheet
          facilityId={facilityId}
          code={over.code}
          codeKey={over.codeKey}
          photo={<photoButton.Part model={model} controller={controller} codeKey={over.codeKey} />}
          onClose={close}
          onChoose={(product, packUnits) => {
            controller.learn(product)
            const { codeKey } = over
            const { productId, unit } = product
            void controller.capture({ kind: 'match', codeKey, productId, packUnits, unit })
            close()
          }}
        />
      )
    case 'find':
      return (
        <FindSheet
          facilityId={facilityId}
          onClose={close}
          onChoose={(product) => {
            controller.learn(product)
            const place = locationName(model, locationId)
            onOver({
              kind: 'quantity',
              target: { kind: 'product', product, locationId, place, currentMilli: 0 },
            })
          }}
        />
      )
    case 'bins':
      return <BinSheet model={model} controller={controller} onClose={close} />
  }
}
