import type { ComponentProps, MouseEvent, ReactNode } from 'react'
import type { IconComponent } from '../icons/icon.tsx'
import { useMessages } from '../i18n/provider.tsx'

export type ButtonVariant = 'plain' | 'primary' | 'quiet' | 'danger'

/** `scan` is 56 px and `scan-primary` 64 px high: nothing smaller on the scan path. */
export type ButtonSize = 's' | 'm' | 'l' | 'scan' | 'scan-primary'

export interface ButtonProps extends ComponentProps<'button'> {
  readonly variant?: ButtonVariant | undefined
  readonly size?: ButtonSize | undefined
  /** While true the button keeps its focus and its width, says so to readers, and does nothing. */
  readonly busy?: boolean | undefined
  readonly icon?: IconComponent | undefined
  /** As wide as the room it stands in. */
  readonly wide?: boolean | undefined
}

/** A push button. It is `type="button"` unless told otherwise. */
export function Button({
  variant = 'plain',
  size = 'm',
  busy = false,
  icon: Icon,
  wide = false,
  className,
  onClick,
  children,
  ...rest
}: ButtonProps) {
  function clickUnlessBusy(event: MouseEvent<HTMLButtonElement>): void {
    if (busy) event.preventDefault()
    else onClick?.(event)
  }
  return (
    <button
      type="button"
      data-variant={variant}
      data-size={size}
      data-wide={wide || undefined}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      className={className ? `cc-button ${className}` : 'cc-button'}
      onClick={clickUnlessBusy}
      {...rest}
    >
      {busy ? <BusyMark /> : Icon && <Icon />}
      {children}
    </button>
  )
}

export interface IconButtonProps extends Omit<ButtonProps, 'icon' | 'children' | 'aria-label'> {
  readonly icon: IconComponent
  /** What it does, in words: its accessible name and its tooltip. */
  readonly label: string
}

/** A button that shows only a sign. */
export function IconButton({ icon: Icon, label, busy, className, ...rest }: IconButtonProps) {
  return (
    <Button
      busy={busy}
      aria-label={label}
      title={label}
      className={className ? `cc-icon-button ${className}` : 'cc-icon-button'}
      {...rest}
    >
      {busy ? null : <Icon />}
    </Button>
  )
}

/** The sign of work under way, with its words for readers. */
export function BusyMark({ label }: { readonly label?: ReactNode }) {
  const t = useMessages()
  return (
    <span className="cc-busy">
      <i />
      <i />
      <i />
      <span className="cc-visually-hidden">{label ?? t('ui.busy')}</span>
    </span>
  )
}
