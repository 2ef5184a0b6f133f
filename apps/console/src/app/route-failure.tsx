import type { ErrorComponentProps } from '@tanstack/react-router'
import { Banner, Button } from '@cyclecount/ui'
import { useT } from '../i18n/use-t.ts'
import { Page } from '../parts/page.tsx'

/** A page that could not be drawn: a fault of ours, or its code could not be loaded (a new version is there, or no network). */
export function RouteFailure({ error }: ErrorComponentProps) {
  const t = useT()
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
