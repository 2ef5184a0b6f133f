import {
  Button,
  Card,
  Cell,
  DataTable,
  EmptyState,
  HeaderCell,
  LinkOutIcon,
  PlusIcon,
  Row,
  RowHeader,
} from '@cyclecount/ui'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { Ago } from '../../parts/ago.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { Page } from '../../parts/page.tsx'
import { SecretDialog } from '../../parts/secret-dialog.tsx'
import { useCall, useMay } from '../../server/context.tsx'
import { webhooksQuery } from '../../server/queries.ts'
import { HintsCard } from '../hints/hints-card.tsx'
import { ByEventCard } from '../by-event/by-event-card.tsx'
import { NewWebhookDialog } from './new-webhook-dialog.tsx'
import { WebhookStatus, type Webhook } from './webhook-status.tsx'
import { WebhookDrawer } from './webhook-drawer.tsx'

/** Addresses that are told of events. */
export function WebhooksPage() {
  const t = useT()
  const query = useQuery({ ...webhooksQuery(useCall()), refetchInterval: 5_000 })
  const mayChange = useMay()('manage-integrations', null)
  const [isAdding, setIsAdding] = useState(false)
  const [secret, setSecret] = useState<string | null>(null)
  const [openId, setOpenId] = useState<string | null>(null)
  const opened = query.data?.webhooks.find(({ webhookId }) => webhookId === openId)
  return (
    <Page
      title={t('console.webhooks.title')}
      note={t('console.webhooks.note')}
      actions={
        mayChange ? (
          <Button variant="primary" icon={PlusIcon} onClick={() => setIsAdding(true)}>
            {t('console.webhooks.add')}
          </Button>
        ) : null
      }
    >
      <Loaded query={query}>
        {({ webhooks }) =>
          webhooks.length === 0 ? (
            <Card>
              <EmptyState icon={LinkOutIcon} title={t('console.webhooks.none')}>
                {t('console.webhooks.none.words')}
              </EmptyState>
            </Card>
          ) : (
            <Card flush>
              <Webhooks webhooks={webhooks} onOpen={setOpenId} />
            </Card>
          )
        }
      </Loaded>
      {mayChange ? <ByEventCard /> : null}
      {mayChange ? <HintsCard /> : null}
      {isAdding ? (
        <NewWebhookDialog
          onClose={() => setIsAdding(false)}
          onAdded={(made) => {
            setIsAdding(false)
            setSecret(made)
          }}
        />
      ) : null}
      {opened === undefined || secret !== null ? null : (
        <WebhookDrawer
          webhook={opened}
          onClose={() => setOpenId(null)}
          onSecret={(made) => {
            setSecret(made)
          }}
        />
      )}
      {secret === null ? null : (
        <SecretDialog
          title={t('console.webhooks.secret.title')}
          words={t('console.webhooks.secret.words')}
          secret={secret}
          onClose={() => setSecret(null)}
        />
      )}
    </Page>
  )
}

interface WebhooksProps {
  readonly webhooks: readonly Webhook[]
  readonly onOpen: (webhookId: string) => void
}

function Webhooks({ webhooks, onOpen }: WebhooksProps) {
  const t = useT()
  return (
    <DataTable caption={t('console.webhooks.title')} className="c-fold">
      <thead>
        <tr>
          <HeaderCell>{t('console.webhooks.webhook')}</HeaderCell>
          <HeaderCell className="c-wide">{t('console.webhooks.last')}</HeaderCell>
          <HeaderCell className="c-wide">{t('console.webhooks.backlog')}</HeaderCell>
          <HeaderCell>{t('console.webhooks.state')}</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {webhooks.map((webhook) => (
          <Row key={webhook.webhookId}>
            <RowHeader>
              {webhook.name}
              <span className="c-under">{webhook.url}</span>
              <span className="c-under">
                <Subjects webhook={webhook} />
              </span>
              <span className="c-under c-narrow">
                <Last webhook={webhook} />
              </span>
              <span className="c-under c-narrow">
                <Backlog webhook={webhook} />
              </span>
            </RowHeader>
            <Cell className="c-wide">
              <Last webhook={webhook} />
            </Cell>
            <Cell className="c-wide">
              <Backlog webhook={webhook} />
            </Cell>
            <Cell shrink>
              <span className="c-badges">
                <WebhookStatus webhook={webhook} />
                <Button
                  size="s"
                  aria-label={t('console.webhooks.openNamed', { webhook: webhook.name })}
                  onClick={() => onOpen(webhook.webhookId)}
                >
                  {t('console.webhooks.open')}
                </Button>
              </span>
            </Cell>
          </Row>
        ))}
      </tbody>
    </DataTable>
  )
}

interface OneProps {
  readonly webhook: Webhook
}

/** What it is told of. */
function Subjects({ webhook }: OneProps) {
  const t = useT()
  const { types, facilities, showsCost } = webhook
  const [first, second, third, ...others] = facilities.map(({ name }) => name)
  const named = [first, second, third].filter((name) => name !== undefined).join(', ')
  return (
    <>
      {types.length === 0 ? t('console.webhooks.types.all') : types.join(', ')} ·{' '}
      {others.length === 0 ? named : t('console.machines.places', { named, n: others.length })}
      {showsCost ? <> · {t('console.webhooks.cost')}</> : null}
    </>
  )
}

function Last({ webhook: { lastAttempt } }: OneProps) {
  const t = useT()
  if (lastAttempt === null) return <>{t('console.webhooks.untold')}</>
  return (
    <>
      {lastAttempt.message}
      <span className="c-under">
        <Ago at={lastAttempt.at} />
      </span>
    </>
  )
}

function Backlog({ webhook: { waiting, dead } }: OneProps) {
  const t = useT()
  return (
    <>
      {t('console.webhooks.waiting', { n: waiting })}
      {dead === 0 ? null : <span className="c-message">{t('console.webhooks.dead', { n: dead })}</span>}
    </>
  )
}
