import { useId, useRef, useState, type ReactNode } from 'react'
import { Logo } from '../brand/logo.tsx'
import { IconButton } from '../controls/button.tsx'
import { closestTo, useListener } from '../dom/use-listener.ts'
import { CloseIcon, MenuIcon } from '../icons/icons.tsx'
import { useMessages } from '../i18n/provider.tsx'

export interface ConsoleShellProps {
  /** Links inside a <NavList>; the current one carries aria-current="page". */
  readonly navigation: ReactNode
  readonly navigationLabel: string
  /** At the far end of the header: facility and user menus. */
  readonly tools?: ReactNode
  readonly home?: string | undefined
  readonly children: ReactNode
}

/** The desk's frame: header, side navigation that folds away on a phone, content. */
export function ConsoleShell({ navigation, navigationLabel, tools, home, children }: ConsoleShellProps) {
  const [open, setOpen] = useState(false)
  const nav = useRef<HTMLElement>(null)
  const id = useId()
  useListener(nav, 'click', (event) => {
    if (closestTo(event, 'a')) setOpen(false)
  })
  useListener(nav, 'keydown', (event) => {
    if (event.key === 'Escape') setOpen(false)
  })
  const t = useMessages()
  return (
    <div className="cc-console">
      <a className="cc-skip" href={`#${id}-main`}>
        {t('ui.skipToContent')}
      </a>
      <header className="cc-console-head cc-graduated">
        <div className="cc-console-menu">
          <IconButton
            variant="quiet"
            size="l"
            icon={open ? CloseIcon : MenuIcon}
            label={open ? t('ui.close') : t('ui.menu')}
            aria-expanded={open}
            aria-controls={`${id}-nav`}
            onClick={() => setOpen(!open)}
          />
        </div>
        <Logo href={home} />
        <div className="cc-console-tools">{tools}</div>
      </header>
      <nav
        ref={nav}
        id={`${id}-nav`}
        className="cc-console-nav"
        aria-label={navigationLabel}
        data-open={open || undefined}
      >
        {navigation}
      </nav>
      <main id={`${id}-main`} tabIndex={-1} className="cc-console-main">
        {children}
      </main>
    </div>
  )
}

/** The list of links in the side navigation: each child an <a> (or the router's link) with a sign and `<span class="cc-nav-text">`. */
export function NavList({ children }: { readonly children: readonly ReactNode[] }) {
  return (
    <ul className="cc-nav">
      {children.map((link, index) => (
        <li key={index}>{link}</li>
      ))}
    </ul>
  )
}

export interface PageHeaderProps {
  readonly title: ReactNode
  /** A small caption over the title: where this page belongs. */
  readonly over?: ReactNode
  /** One line under the title. */
  readonly note?: ReactNode
  readonly actions?: ReactNode
}

/** The head of a page in the console. */
export function PageHeader({ title, over, note, actions }: PageHeaderProps) {
  return (
    <header className="cc-page-head">
      <div>
        {over ? <p className="cc-label">{over}</p> : null}
        <h1>{title}</h1>
        {note ? <p className="cc-muted">{note}</p> : null}
      </div>
      {actions ? <div className="cc-actions">{actions}</div> : null}
    </header>
  )
}
