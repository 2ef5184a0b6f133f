import { useEffectEvent, useId, useLayoutEffect, useRef, useState, type ReactNode } from 'react'
import { IconButton } from '../controls/button.tsx'
import { CheckCircleIcon, KeyboardIcon, TapIcon } from '../icons/icons.tsx'
import { useMessages } from '../i18n/provider.tsx'
import { startScanCapture } from './scan-capture.ts'

export interface ScanFieldProps {
  /** Every code, raw, inside the key event that ended it. Put it in a queue and return: never await, never throw. */
  readonly onCode: (raw: string) => void
  readonly label?: string | undefined
  /** What the scanner is set to send round each code. */
  readonly prefix?: string | undefined
  readonly suffix?: string | undefined
  /** Beside the keyboard button: the camera. */
  readonly actions?: ReactNode
}

/**
 * The field that is always ready: it takes scans wherever the focus is, except in another text field. No soft keyboard
 * until it is asked for. Only one may be on a screen. Uncontrolled on purpose: React never stands between two keys.
 */
export function ScanField({ onCode, label, prefix, suffix, actions }: ScanFieldProps) {
  const field = useRef<HTMLInputElement>(null)
  const [ready, setReady] = useState(false)
  const [keyboard, setKeyboard] = useState(false)
  const id = useId()
  const t = useMessages()
  const onCodeNow = useEffectEvent(onCode)

  // Before the browser paints: whoever sees the field may scan, and the first key must find somebody listening.
  useLayoutEffect(() => {
    const element = field.current
    if (!element) return undefined
    element.focus({ preventScroll: true })
    const capture = startScanCapture({
      field: element,
      onCode: (raw) => onCodeNow(raw),
      onReadyChange: setReady,
      prefix,
      suffix,
    })
    return capture.stop
  }, [prefix, suffix])

  function toggleKeyboard(): void {
    const element = field.current
    if (!element) return
    // Phones look at inputmode when the focus arrives, so it leaves and comes back with the new one.
    element.blur()
    element.inputMode = keyboard ? 'none' : 'text'
    element.focus()
    setKeyboard(!keyboard)
  }

  const Sign = ready ? CheckCircleIcon : TapIcon
  return (
    <div className="cc-scan-field" data-ready={ready || undefined}>
      <div className="cc-scan-field-box">
        <span id={`${id}-state`} className="cc-scan-field-state">
          <Sign />
          {ready ? t('ui.scan.ready') : t('ui.scan.idle')}
        </span>
        <input
          ref={field}
          type="text"
          inputMode="none"
          aria-label={label ?? t('ui.scan.label')}
          aria-describedby={`${id}-state`}
          placeholder={label ?? t('ui.scan.label')}
          autoComplete="off"
          autoCapitalize="off"
          autoCorrect="off"
          spellCheck={false}
          enterKeyHint="done"
          data-1p-ignore
        />
      </div>
      <IconButton
        size="scan"
        icon={KeyboardIcon}
        label={keyboard ? t('ui.scan.hideKeyboard') : t('ui.scan.showKeyboard')}
        aria-pressed={keyboard}
        onClick={toggleKeyboard}
      />
      {actions}
    </div>
  )
}
