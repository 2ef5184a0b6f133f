import { Button, EmptyState, LockIcon } from '@cyclecount/ui'
import { useT } from '../i18n/use-t.ts'
import { CenteredPage } from '../parts/centered-page.tsx'
import { useSession } from '../server/context.tsx'

/** For somebody who may count but has nothing to do at a desk. */
export function NothingHere() {
  const t = useT()
  const { me, identity } = useSession()
  return (
    <CenteredPage title={t('console.start.title')}>
      <EmptyState
        icon={LockIcon}
        title={t('console.nothingHere', { person: me.name })}
        actions={
          <>
            <a className="cc-button" data-variant="primary" href="/store/">
              {t('console.nothingHere.store')}
            </a>
            <Button onClick={() => void identity.signOut()}>{t('console.signOut')}</Button>
          </>
        }
      >
        {t('console.nothingHere.words')}
      </EmptyState>
    </CenteredPage>
  )
}
