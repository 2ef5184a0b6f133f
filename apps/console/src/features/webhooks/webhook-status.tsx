import type { WebhookList } from '@cyclecount/contract'
import { Badge } from '@cyclecount/ui'
import { useT } from '../../i18n/use-t.ts'

export type Webhook = WebhookList['webhooks'][number]

/** Whether it is told of events. */
export function WebhookStatus({ webhook: { status } }: { readonly webhook: Webhook }) {
  const t = useT()
  const tones = { active: 'ok', paused: 'warn', gone: 'bad' } as const
  return <Badge tone={tones[status]}>{t(`console.webhooks.status.${status}`)}</Badge>
}
