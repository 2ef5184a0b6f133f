import { useState, type ReactNode } from 'react'
import { Button } from '../controls/button.tsx'
import { SegmentedControl } from '../controls/choice.tsx'
import { formatQuantity } from '../format/format.ts'
import { useLocale, useMessages } from '../i18n/provider.tsx'
import {
  keypadAmount,
  keypadOutcome,
  keypadText,
  type KeypadAction,
  type KeypadOutcome,
  type KeypadState,
} from './keypad.ts'

export interface KeyPadProps {
  /** From `useReducer(keypadReducer, emptyKeypad)`: the app holds it, so that a scan can commit what is keyed. */
  readonly state: KeypadState
  readonly dispatch: (action: KeypadAction) => void
  /** What the item counts now, in milli-units. */
  readonly currentMilli: number
  /** The item's case packs, smallest first; “× 1 each” is always there when there is any. */
  readonly packs?: readonly { readonly size: number; readonly label: string }[] | undefined
  /** Whether the item is counted in parts, such as kilograms. */
  readonly decimals?: boolean | undefined
  /** Above this the pad asks once more, in place. Default 999 units. */
  readonly softLimitMilli?: number | undefined
  readonly onCommit: (outcome: KeypadOutcome) => void
}

const digits = [1, 2, 3, 4, 5, 6, 7, 8, 9]

/** A keypad of its own for quantities, because the phone's would cover the screen and steal the scanner's focus. */
export function KeyPad(props: KeyPadProps) {
  const { state, dispatch, currentMilli, decimals = false, softLimitMilli = 999_000, onCommit } = props
  const [askedFor, setAskedFor] = useState<number | null>(null)
  const t = useMessages()
  const locale = useLocale()
  const format = (milli: number) => formatQuantity(milli, locale)
  const outcome = keypadOutcome(state, currentMilli)
  const isAsking = outcome !== null && askedFor === outcome.resultMilli

  function commit(): void {
    if (!outcome) return
    if (outcome.resultMilli > softLimitMilli && !isAsking) setAskedFor(outcome.resultMilli)
    else onCommit(outcome)
  }

  return (
    <div className="cc-keypad">
      <KeypadDisplay state={state} format={format} />
      <SegmentedControl
        wide
        size="scan"
        label={t('ui.keypad.mode')}
        value={state.mode}
        onChange={(mode) => dispatch({ type: 'mode', mode })}
        options={[
          { value: 'set', label: t('ui.keypad.set') },
          { value: 'add', label: t('ui.keypad.add') },
        ]}
      />
      <PackKeys {...props} />
      <div className="cc-keypad-keys" data-decimals={decimals || undefined}>
        {digits.map((digit) => (
          <Key key={digit} area={`d${digit}`} onPress={() => dispatch({ type: 'digit', digit })}>
            {digit}
          </Key>
        ))}
        {decimals ? (
          <Key area="point" label={t('ui.keypad.decimal')} onPress={() => dispatch({ type: 'point' })}>
            {decimalSign(locale)}
          </Key>
        ) : null}
        <Key area="d0" onPress={() => dispatch({ type: 'digit', digit: 0 })}>
          0
        </Key>
        <Key area="back" label={t('ui.keypad.backspace')} onPress={() => dispatch({ type: 'backspace' })}>
          ⌫
        </Key>
        <Key area="clear" label={t('ui.keypad.clear')} onPress={() => dispatch({ type: 'clear' })}>
          C
        </Key>
        <Button
          variant="primary"
          className="cc-keypad-commit"
          aria-disabled={outcome ? undefined : true}
          onClick={commit}
        >
          <CommitWords outcome={outcome} isAsking={isAsking} format={format} />
        </Button>
      </div>
      {isAsking ? (
        <p className="cc-keypad-ask" role="alert">
          {t('ui.keypad.large', { quantity: format(outcome.resultMilli) })}
        </p>
      ) : null}
    </div>
  )
}

function KeypadDisplay({
  state,
  format,
}: {
  readonly state: KeypadState
  readonly format: (milli: number) => string
}) {
  const t = useMessages()
  const amount = keypadAmount(state)
  const sum = keypadText(state, format)
  const shown = amount === null ? '' : format(amount)
  return (
    <output className="cc-keypad-display">
      <span className="cc-keypad-sum">{sum === shown ? '' : sum}</span>
      <span className="cc-keypad-amount">
        {shown || <span className="cc-keypad-empty">{t('ui.keypad.empty')}</span>}
      </span>
    </output>
  )
}

function PackKeys({ packs = [], dispatch }: KeyPadProps) {
  const t = useMessages()
  if (packs.length === 0) return null
  return (
    <div className="cc-keypad-packs" role="group" aria-label={t('ui.keypad.packs')}>
      {[{ size: 1, label: t('ui.keypad.each') }, ...packs].map(({ size, label }) => (
        <Button key={size} size="scan" onClick={() => dispatch({ type: 'pack', size })}>
          {label}
        </Button>
      ))}
    </div>
  )
}

interface CommitWordsProps {
  readonly outcome: KeypadOutcome | null
  readonly isAsking: boolean
  readonly format: (milli: number) => string
}

function CommitWords({ outcome, isAsking, format }: CommitWordsProps) {
  const t = useMessages()
  if (!outcome) return t('ui.keypad.set')
  const quantity = format(outcome.amountMilli)
  if (isAsking) return t('ui.keypad.largeYes', { quantity: format(outcome.resultMilli) })
  if (outcome.mode === 'set') return t('ui.keypad.confirmSet', { quantity })
  return t('ui.keypad.confirmAdd', { quantity, total: format(outcome.resultMilli) })
}

interface KeyProps {
  /** Its place in the grid. */
  readonly area: string
  readonly label?: string | undefined
  readonly onPress: () => void
  readonly children: ReactNode
}

function Key({ area, label, onPress, children }: KeyProps) {
  return (
    <button
      type="button"
      className="cc-button cc-keypad-key"
      style={{ gridArea: area }}
      aria-label={label}
      onClick={onPress}
    >
      {children}
    </button>
  )
}

function decimalSign(locale: string): string {
  return (
    new Intl.NumberFormat(locale).formatToParts(1.5).find((part) => part.type === 'decimal')?.value ?? '.'
  )
}
