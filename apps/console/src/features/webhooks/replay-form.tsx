import { routes } from '@cyclecount/contract'
import { Button, TextField, useLive } from '@cyclecount/ui'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { Failure } from '../../parts/failure.tsx'
import { useCall } from '../../server/context.tsx'
import { keys } from '../../server/queries.ts'
import type { Webhook } from './webhook-status.tsx'

/** Sends again what was given up, or everything from an instant on. */
export function ReplayForm({ webhook }: { readonly webhook: Webhook }) {
  const t = useT()
  const call = useCall()
  const queries = useQueryClient()
  const { toast } = useLive()
  const [since, setSince] = useState('')
  const params = { webhookId: webhook.webhookId }
  const replaying = useMutation({
    mutationFn: (from: number | null) =>
      call(routes.replayWebhook, {
        params,
        body: from === null ? { what: 'dead' } : { what: 'since', since: from },
      }),
    onSuccess: async ({ events }) => {
      toast({ text: t('console.webhooks.replayed', { n: events }) })
      await queries.invalidateQueries({ queryKey: keys.webhooks })
    },
  })
  return (
    <div className="c-stack">
      {webhook.dead === 0 ? null : (
        <div>
          <Button busy={replaying.isPending} onClick={() => replaying.mutate(null)}>
            {t('console.webhooks.replay.dead', { n: webhook.dead })}
          </Button>
        </div>
      )}
      <form
        className="c-field-group"
        onSubmit={(event) => {
          event.preventDefault()
          const from = new Date(since).getTime()
          if (!Number.isNaN(from)) replaying.mutate(from)
        }}
      >
        <TextField
          label={t('console.webhooks.replay.since')}
          type="datetime-local"
          value={since}
          onChange={(event) => setSince(event.currentTarget.value)}
        />
        <Button type="submit" disabled={since === ''} busy={replaying.isPending}>
          {t('console.webhooks.replay')}
        </Button>
      </form>
      {replaying.error ? <Failure error={replaying.error} /> : null}
    </div>
  )
}
