import { Link } from '@tanstack/react-router'
import { EmptyState, SearchIcon } from '@cyclecount/ui'
import { useT } from '../i18n/use-t.ts'
import { Page } from '../parts/page.tsx'

/** An address that is no page of the console. */
export function NotFound() {
  const t = useT()
  return (
    <Page title={t('console.notFound')}>
      <EmptyState
        icon={SearchIcon}
        title={t('console.notFound.title')}
        actions={
          <Link to="/runs" className="cc-button" data-variant="primary">
            {t('console.notFound.runs')}
          </Link>
        }
      >
        {t('console.notFound.words')}
      </EmptyState>
    </Page>
  )
}
