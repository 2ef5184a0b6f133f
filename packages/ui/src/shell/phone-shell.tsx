import { useId, type ReactNode } from 'react'
import { IconButton } from '../controls/button.tsx'
import { BackIcon } from '../icons/icons.tsx'
import { useMessages } from '../i18n/provider.tsx'

export interface PhoneShellProps {
  readonly title: ReactNode
  /** One line under the title: `37 of 52 counted`. */
  readonly note?: ReactNode
  /** Where back leads, and what it is called. */
  readonly back?: { readonly label: string; readonly onBack: () => void } | undefined
  /** At the far end of the top strip: the sync chip. */
  readonly aside?: ReactNode
  /** The thumb's bar; buttons of size `scan`, the growing one with data-grow. */
  readonly bar?: ReactNode
  /** Which thumb: mirrors the bar. */
  readonly hand?: 'left' | 'right' | undefined
  readonly children: ReactNode
}

/** The phone's frame: a 48 px strip, content that scrolls, a bar in the thumb's reach. */
export function PhoneShell({ title, note, back, aside, bar, hand = 'right', children }: PhoneShellProps) {
  const id = useId()
  const t = useMessages()
  return (
    <div className="cc-phone" data-hand={hand}>
      <a className="cc-skip" href={`#${id}-main`}>
        {t('ui.skipToContent')}
      </a>
      <header className="cc-phone-head cc-graduated">
        {back ? (
          <IconButton variant="quiet" size="l" icon={BackIcon} label={back.label} onClick={back.onBack} />
        ) : null}
        <div className="cc-phone-title">
          <h1>{title}</h1>
          {note ? <p>{note}</p> : null}
        </div>
        {aside}
      </header>
      <main id={`${id}-main`} tabIndex={-1} className="cc-phone-main">
        {children}
      </main>
      {bar ? <footer className="cc-phone-bar">{bar}</footer> : null}
    </div>
  )
}
