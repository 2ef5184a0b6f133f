import type { ErrorComponentProps } from '@tanstack/react-router'
import { Banner, Button, EmptyState, OfflineIcon } from '@cyclecount/ui'
import { useEffect, useSyncExternalStore } from 'react'
import { useT } from '../i18n/use-t.ts'
import { Page, usePageTitle } from '../parts/page.tsx'
import { connection } from '../server/connection.ts'
import { PageNotLoaded } from './lazy-page.ts'

/** A page that could not be drawn: no server answers to load its code from, or a fault of ours. */
export function RouteFailure({ error }: ErrorComponentProps) {
  const t = useT()
  if (error instanceof PageNotLoaded) return <NotLoaded />
  return (
    <Page title={t('console.broken')}>
      <Banner
        tone="bad"
        live="alert"
        title={t('console.broken.title')}
        actions={
          <Button size="s" onClick={() => location.reload()}>
            {t('console.broken.reload')}
          </Button>
        }
      >
        {error instanceof Error ? error.message : null}
      </Banner>
    </Page>
  )
}

/** The banner at the top says that the server does not answer and keeps asking; the page opens when it does. */
function NotLoaded() {
  const t = useT()
  const lost = useSyncExternalStore(connection.subscribe, connection.isLost)
  usePageTitle(t('console.notLoaded'))
  useEffect(() => {
    if (!lost) location.reload()
  }, [lost])
  return (
    <EmptyState icon={OfflineIcon} title={t('console.notLoaded')}>
      {t('console.notLoaded.words')}
    </EmptyState>
  )
}
