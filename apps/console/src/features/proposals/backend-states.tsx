import { routes, type BackendList } from '@cyclecount/contract'
import { Banner, Button, DateTime, useLive } from '@cyclecount/ui'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { browserZone, useCall } from '../../server/context.tsx'
import { backendsQuery, keys } from '../../server/queries.ts'

type Backend = BackendList['backends'][number]

/** Says which inventory systems are paused, by whom and why, and lets who answers for them pause and resume. */
export function BackendStates() {
  const { data } = useQuery(backendsQuery(useCall()))
  const [changing, setChanging] = useState<Backend | null>(null)
  const backends = data?.backends ?? []
  const running = backends.filter(({ paused, mayPause }) => paused === null && mayPause)
  return (
    <>
      {backends.map((backend) => (
        <PausedBanner key={backend.backendId} backend={backend} onResume={() => setChanging(backend)} />
      ))}
      {running.length === 0 ? null : <PauseButtons backends={running} onPause={setChanging} />}
      {changing === null ? null : <ChangeDialog backend={changing} onClose={() => setChanging(null)} />}
    </>
  )
}

function PauseButtons({
  backends,
  onPause,
}: {
  readonly backends: readonly Backend[]
  readonly onPause: (backend: Backend) => void
}) {
  const t = useT()
  return (
    <div className="cc-toolbar">
      {backends.map((backend) => (
        <Button key={backend.backendId} size="s" onClick={() => onPause(backend)}>
          {t('console.backends.pause', { name: backend.name })}
        </Button>
      ))}
    </div>
  )
}

function PausedBanner({ backend, onResume }: { readonly backend: Backend; readonly onResume: () => void }) {
  const t = useT()
  const { paused, name } = backend
  if (paused === null) return null
  return (
    <Banner
      tone="warn"
      title={t('console.backends.paused', { name })}
      actions={
        backend.mayPause ? (
          <Button size="s" aria-label={t('console.backends.resumeNamed', { name })} onClick={onResume}>
            {t('console.backends.resume')}
          </Button>
        ) : undefined
      }
    >
      <q>{paused.reason}</q>
      <span className="c-under">
        {t('console.backends.pausedBy', { person: paused.by ?? '' })}{' '}
        <DateTime at={paused.at} timeZone={browserZone()} />
      </span>
      <p>{t('console.backends.waiting', { n: backend.waiting })}</p>
    </Banner>
  )
}

function ChangeDialog({ backend, onClose }: { readonly backend: Backend; readonly onClose: () => void }) {
  const t = useT()
  const call = useCall()
  const queries = useQueryClient()
  const { toast } = useLive()
  const { backendId, name } = backend
  const what = backend.paused === null ? 'pause' : 'resume'
  return (
    <ReasonDialog
      open
      title={t(`console.backends.${what}.title`, { name })}
      words={
        <>
          <p>{t(`console.backends.${what}.words`)}</p>
          <p>{t('console.backends.pause.serves', { facilities: backend.facilities.join(', ') })}</p>
        </>
      }
      action={t(`console.backends.${what}.action`)}
      danger={what === 'pause'}
      onClose={onClose}
      onConfirm={async (reason) => {
        await call(routes.pauseBackend, {
          params: { backendId },
          body: { paused: what === 'pause', reason },
        })
        toast({ text: t(`console.backends.${what}.done`, { name }) })
        await queries.invalidateQueries({ queryKey: keys.backends })
      }}
    />
  )
}
