import { routes, type RunProgress } from '@cyclecount/contract'
import type { SessionId } from '@cyclecount/domain'
import { Select } from '@cyclecount/ui'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { useCall } from '../../server/context.tsx'
import { keys } from '../../server/queries.ts'
import { useRun } from '../run/run-context.ts'

type Session = RunProgress['areas'][number]['sessions'][number]

export interface JoinDialogProps {
  readonly sessionId: SessionId
  /** Sessions of the same area that it can be joined to. */
  readonly others: readonly Session[]
  readonly open: boolean
  readonly onClose: () => void
}

/** Lets what a session counted count in another one of its area. */
export function JoinDialog({ sessionId, others, open, onClose }: JoinDialogProps) {
  const t = useT()
  const call = useCall()
  const { runId } = useRun()
  const queries = useQueryClient()
  const [chosen, setChosen] = useState<string | null>(null)
  const into = others.find((other) => other.sessionId === chosen) ?? others[0]
  return (
    <ReasonDialog
      open={open}
      title={t('console.history.join.title')}
      words={
        <>
          {t('console.history.join.words')}
          <Select
            label={t('console.history.join.into')}
            value={into?.sessionId}
            onChange={(event) => setChosen(event.currentTarget.value)}
            options={others.map((other) => ({
              value: other.sessionId,
              label: t('console.history.join.choice', {
                person: other.personName,
                state: t(`console.session.state.${other.state}`),
                n: other.scans,
              }),
            }))}
          />
        </>
      }
      action={t('console.history.join')}
      onClose={onClose}
      onConfirm={async (reason) => {
        if (!into) return
        await call(routes.joinSession, { params: { sessionId }, body: { into: into.sessionId, reason } })
        await queries.invalidateQueries({ queryKey: keys.run(runId) })
      }}
    />
  )
}
