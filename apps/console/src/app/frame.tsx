import { ConsoleShell, Menu, SignOutIcon, useLive } from '@cyclecount/ui'
import { Outlet, useRouterState } from '@tanstack/react-router'
import { useEffect, useEffectEvent, useRef } from 'react'
import { useT } from '../i18n/use-t.ts'
import { InboxLink } from '../features/inbox/unread-count.tsx'
import { useLiveInbox } from '../features/inbox/use-live-inbox.ts'
import { useSession } from '../server/context.tsx'
import { ConnectionBanner } from './connection-banner.tsx'
import { Navigation } from './navigation.tsx'
import { ThemeChoice } from './theme-choice.tsx'

/** Header, navigation and the page that the address names. */
export function Frame() {
  const t = useT()
  const { me, identity } = useSession()
  useFocusOnNavigation()
  useLiveInbox()
  return (
    <ConsoleShell
      home="/console/"
      navigationLabel={t('console.nav.label')}
      navigation={<Navigation />}
      tools={
        <>
          <InboxLink />
          <span className="c-org">{me.orgName}</span>
          <Menu variant="quiet" label={<span className="c-me">{me.name}</span>}>
            <ThemeChoice />
            <button type="button" onClick={() => void identity.signOut()}>
              <SignOutIcon />
              {t('console.signOut')}
            </button>
          </Menu>
        </>
      }
    >
      <ConnectionBanner />
      <Outlet />
    </ConsoleShell>
  )
}

/** Going to another page moves the focus to it and says its title; a tab within a run keeps the focus where it was. */
function useFocusOnNavigation(): void {
  const { announce } = useLive()
  const pathname = useRouterState({ select: (state) => state.resolvedLocation?.pathname })
  const before = useRef(pathname)
  const onArrival = useEffectEvent((arrivedAt: string | undefined) => {
    const from = before.current
    before.current = arrivedAt
    if (from === undefined || arrivedAt === undefined || pageOf(from) === pageOf(arrivedAt)) return
    document.querySelector('main')?.focus({ preventScroll: true })
    requestAnimationFrame(() => announce(document.title))
  })
  useEffect(() => onArrival(pathname), [pathname])
}

/** All tabs of a run are one page. */
function pageOf(pathname: string): string {
  return /\/runs\/[^/]+/.exec(pathname)?.[0] ?? pathname
}
