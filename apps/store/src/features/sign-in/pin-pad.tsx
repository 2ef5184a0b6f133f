import { Button, CheckIcon, TextField, useMessages } from '@cyclecount/ui'
import { useState, type SubmitEvent } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { isPin, PIN_LENGTHS } from './pin.ts'

export interface PinPadProps {
  readonly label: string
  readonly hint?: string | undefined
  readonly error?: string | null | undefined
  readonly action: string
  readonly busy?: boolean | undefined
  readonly onPin: (pin: string) => void
}

const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const

/** Keys for a PIN, large enough for gloves; a handheld's own keys work as well. What is keyed is never shown. */
export function PinPad({ label, hint, error, action, busy, onPin }: PinPadProps) {
  const t = useT()
  const uiT = useMessages()
  const [keyed, setKeyed] = useState('')
  const ready = isPin(keyed)

  function press(digit: string): void {
    setKeyed((before) => (before + digit).slice(0, PIN_LENGTHS.most))
  }

  function submit(event: SubmitEvent): void {
    event.preventDefault()
    if (!ready || busy) return
    onPin(keyed)
    setKeyed('')
  }

  return (
    <form className="s-pin" onSubmit={submit}>
      <TextField
        label={label}
        hint={hint ?? t('store.pin.hint')}
        error={error}
        inputSize="l"
        type="password"
        autoComplete="off"
        // The phone's own keyboard would cover these keys.
        inputMode="none"
        ref={focusWhenShown}
        maxLength={PIN_LENGTHS.most}
        value={keyed}
        onChange={(event) => setKeyed(event.currentTarget.value.replace(/\D/g, ''))}
      />
      <div className="s-pin-keys" role="group" aria-label={t('store.pin.keys')}>
        {digits.map((digit) => (
          <Button key={digit} size="scan-primary" className="s-pin-key" onClick={() => press(digit)}>
            {digit}
          </Button>
        ))}
        <Button
          size="scan-primary"
          className="s-pin-key"
          aria-label={uiT('ui.keypad.backspace')}
          onClick={() => setKeyed((before) => before.slice(0, -1))}
        >
          ⌫
        </Button>
        <Button size="scan-primary" className="s-pin-key" onClick={() => press('0')}>
          0
        </Button>
        <Button
          type="submit"
          size="scan-primary"
          variant="primary"
          icon={CheckIcon}
          busy={busy}
          aria-disabled={!ready || undefined}
          aria-label={action}
        />
      </div>
    </form>
  )
}

/** The page is nothing but this pad: a handheld's keys go into it at once. */
function focusWhenShown(input: HTMLInputElement | null): void {
  input?.focus()
}
