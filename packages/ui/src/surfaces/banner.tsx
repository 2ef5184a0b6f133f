import type { ReactNode } from 'react'
import { IconButton } from '../controls/button.tsx'
import { CloseIcon } from '../icons/icons.tsx'
import { useMessages } from '../i18n/provider.tsx'
import { iconByTone } from './tone.ts'

export interface BannerProps {
  readonly tone: 'info' | 'ok' | 'warn' | 'bad'
  readonly title?: ReactNode
  readonly children?: ReactNode
  /** Buttons, size `s`, or `scan` on the phone. */
  readonly actions?: ReactNode
  readonly onDismiss?: (() => void) | undefined
  /** Speak it when it appears: `alert` at once, `status` when the reader is free. Default: neither. */
  readonly live?: 'alert' | 'status' | undefined
}

/** A message that stays where it matters until it is dealt with. */
export function Banner({ tone, title, children, actions, onDismiss, live }: BannerProps) {
  const t = useMessages()
  const Icon = iconByTone[tone]
  return (
    <div className="cc-banner" data-tone={tone} role={live}>
      <Icon label={t(`ui.tone.${tone}`)} />
      <div className="cc-banner-text">
        {title ? <p className="cc-banner-title">{title}</p> : null}
        {children}
      </div>
      {onDismiss ? (
        <IconButton size="s" variant="quiet" icon={CloseIcon} label={t('ui.dismiss')} onClick={onDismiss} />
      ) : (
        <span />
      )}
      {actions ? <div className="cc-banner-actions">{actions}</div> : null}
    </div>
  )
}
