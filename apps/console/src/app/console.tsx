import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { BusyMark, Button } from '@cyclecount/ui'
import { useState } from 'react'
import { useT } from '../i18n/use-t.ts'
import { CenteredPage } from '../parts/centered-page.tsx'
import { Failure } from '../parts/failure.tsx'
import { SessionContext, type Session } from '../server/context.tsx'
import { isWorthRetrying } from '../server/failure.ts'
import { meQuery } from '../server/queries.ts'
import { openServer, type Server } from '../server/server.ts'
import type { Identity } from '../sign-in/identity.ts'
import { usePlaces } from './navigation.tsx'
import { NothingHere } from './nothing-here.tsx'
import { createConsoleRouter } from './router.tsx'

function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // Whether there is a network is found out by asking, not from the browser.
        networkMode: 'always',
        staleTime: 10_000,
        retry: (failures, error) => failures < 2 && isWorthRetrying(error),
      },
      mutations: { networkMode: 'always', retry: false },
    },
  })
}

/** The console for somebody who has signed in. */
export function Console({ identity }: { readonly identity: Identity }) {
  const [server] = useState(() => openServer(identity))
  const [queries] = useState(createQueries)
  return (
    <QueryClientProvider client={queries}>
      <WhoIsThere identity={identity} server={server} />
    </QueryClientProvider>
  )
}

function WhoIsThere({ identity, server }: { readonly identity: Identity; readonly server: Server }) {
  const t = useT()
  const { data: me, error, refetch, isFetching } = useQuery(meQuery(server.call))
  if (me) return <SignedIn session={{ identity, server, me }} />
  return (
    <CenteredPage title={t('console.start.title')}>
      {error ? (
        <>
          <Failure error={error} onRetry={() => void refetch()} busy={isFetching} />
          <Button variant="quiet" onClick={() => void identity.signOut()}>
            {t('console.signOut')}
          </Button>
        </>
      ) : (
        <p className="c-starting">
          <BusyMark label={t('console.start.loading')} />
        </p>
      )}
    </CenteredPage>
  )
}

function SignedIn({ session }: { readonly session: Session }) {
  return (
    <SessionContext value={session}>
      <PlacesOrNothing />
    </SessionContext>
  )
}

function PlacesOrNothing() {
  const [router] = useState(createConsoleRouter)
  return usePlaces().length === 0 ? <NothingHere /> : <RouterProvider router={router} />
}
