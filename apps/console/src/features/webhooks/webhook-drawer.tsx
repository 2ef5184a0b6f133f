import { routes } from '@cyclecount/contract'
import {
  Badge,
  Banner,
  Button,
  Cell,
  Code,
  DataTable,
  DateTime,
  Drawer,
  HeaderCell,
  Row,
  RowHeader,
  useLive,
} from '@cyclecount/ui'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { Failure } from '../../parts/failure.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { browserZone, useCall } from '../../server/context.tsx'
import { keys, webhookAttemptsQuery } from '../../server/queries.ts'
import { ReplayForm } from './replay-form.tsx'
import { WebhookStatus, type Webhook } from './webhook-status.tsx'

export interface WebhookDrawerProps {
  readonly webhook: Webhook
  readonly onClose: () => void
  readonly onSecret: (secret: string) => void
}

/** One webhook: what can be done with it, and what came of the last sendings. */
export function WebhookDrawer({ webhook, onClose, onSecret }: WebhookDrawerProps) {
  const t = useT()
  const [isRemoving, setIsRemoving] = useState(false)
  return (
    <>
      <Drawer open onClose={onClose} title={webhook.name}>
        <div className="c-stack">
          <p>
            <WebhookStatus webhook={webhook} /> <Code>{webhook.url}</Code>
          </p>
          {webhook.previousSecretUntil === null ? null : (
            <Banner tone="info" title={t('console.webhooks.bothSign')}>
              <DateTime at={webhook.previousSecretUntil} timeZone={browserZone()} />
            </Banner>
          )}
          <Deeds webhook={webhook} onSecret={onSecret} onRemove={() => setIsRemoving(true)} />
          <ReplayForm webhook={webhook} />
          <Attempts webhook={webhook} />
        </div>
      </Drawer>
      <Remove webhook={webhook} open={isRemoving} onClose={() => setIsRemoving(false)} onRemoved={onClose} />
    </>
  )
}

interface DeedsProps {
  readonly webhook: Webhook
  readonly onSecret: (secret: string) => void
  readonly onRemove: () => void
}

function Deeds({ webhook, onSecret, onRemove }: DeedsProps) {
  const t = useT()
  const call = useCall()
  const queries = useQueryClient()
  const params = { webhookId: webhook.webhookId }
  const onSuccess = () => queries.invalidateQueries({ queryKey: keys.webhooks })
  const testing = useMutation({ mutationFn: () => call(routes.testWebhook, { params }), onSuccess })
  const paused = webhook.status === 'active'
  const pausing = useMutation({
    mutationFn: () => call(routes.pauseWebhook, { params, body: { paused } }),
    onSuccess,
  })
  const rotating = useMutation({
    mutationFn: () => call(routes.rotateWebhookSecret, { params }),
    onSuccess: async ({ secret }) => {
      onSecret(secret)
      await onSuccess()
    },
  })
  const error = testing.error ?? pausing.error ?? rotating.error
  return (
    <>
      <div className="cc-toolbar">
        <Button busy={testing.isPending} onClick={() => testing.mutate()}>
          {t('console.webhooks.test')}
        </Button>
        <Button busy={pausing.isPending} onClick={() => pausing.mutate()}>
          {paused ? t('console.webhooks.pause') : t('console.webhooks.resume')}
        </Button>
        <Button busy={rotating.isPending} onClick={() => rotating.mutate()}>
          {t('console.webhooks.rotate')}
        </Button>
        <Button variant="danger" onClick={onRemove}>
          {t('console.webhooks.remove')}
        </Button>
      </div>
      {testing.data === undefined ? null : (
        <Banner
          tone={testing.data.delivered ? 'ok' : 'bad'}
          live="status"
          title={
            testing.data.delivered
              ? t('console.webhooks.test.taken', { ms: testing.data.tookMs })
              : t('console.webhooks.test.refused')
          }
        >
          {testing.data.delivered ? null : testing.data.message}
        </Banner>
      )}
      {error ? <Failure error={error} /> : null}
    </>
  )
}

function Attempts({ webhook }: { readonly webhook: Webhook }) {
  const t = useT()
  const query = useQuery({
    ...webhookAttemptsQuery(useCall(), webhook.webhookId),
    refetchInterval: 5_000,
  })
  return (
    <Loaded query={query}>
      {({ attempts }) =>
        attempts.length === 0 ? (
          <p>{t('console.webhooks.untold')}</p>
        ) : (
          <DataTable caption={t('console.webhooks.attempts')} density="dense">
            <thead>
              <tr>
                <HeaderCell>{t('console.webhooks.event')}</HeaderCell>
                <HeaderCell>{t('console.webhooks.answer')}</HeaderCell>
              </tr>
            </thead>
            <tbody>
              {attempts.map((attempt) => (
                <Row key={`${attempt.eventId} ${attempt.at}`}>
                  <RowHeader>
                    {attempt.type}
                    <span className="c-under">
                      <DateTime at={attempt.at} timeZone={browserZone()} format="seconds" />
                    </span>
                  </RowHeader>
                  <Cell>
                    <Badge tone={attempt.delivered ? 'ok' : 'bad'}>
                      {attempt.status === null ? t('console.webhooks.noAnswer') : String(attempt.status)}
                    </Badge>
                    <span className="c-under">
                      {attempt.message} · {t('console.webhooks.took', { ms: attempt.tookMs })}
                    </span>
                  </Cell>
                </Row>
              ))}
            </tbody>
          </DataTable>
        )
      }
    </Loaded>
  )
}

interface RemoveProps {
  readonly webhook: Webhook
  readonly open: boolean
  readonly onClose: () => void
  readonly onRemoved: () => void
}

function Remove({ webhook, open, onClose, onRemoved }: RemoveProps) {
  const t = useT()
  const call = useCall()
  const queries = useQueryClient()
  const { toast } = useLive()
  return (
    <ReasonDialog
      open={open}
      danger
      title={t('console.webhooks.remove.title', { webhook: webhook.name })}
      words={t('console.webhooks.remove.words')}
      action={t('console.webhooks.remove')}
      onClose={onClose}
      onConfirm={async (reason) => {
        await call(routes.removeWebhook, { params: { webhookId: webhook.webhookId }, body: { reason } })
        toast({ text: t('console.webhooks.remove.done', { webhook: webhook.name }) })
        onRemoved()
        await queries.invalidateQueries({ queryKey: keys.webhooks })
      }}
    />
  )
}
