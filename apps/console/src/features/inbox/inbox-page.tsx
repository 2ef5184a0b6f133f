import type { InboxItem } from '@cyclecount/contract'
import { Badge, Button, Card, DateTime, EmptyState, InboxIcon } from '@cyclecount/ui'
import { useQuery } from '@tanstack/react-query'
import { useT, type T } from '../../i18n/use-t.ts'
import { Failure } from '../../parts/failure.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { Page } from '../../parts/page.tsx'
import { useCall } from '../../server/context.tsx'
import { inboxQuery } from '../../server/queries.ts'
import { ItemLink } from './item-link.tsx'
import { useSee } from './use-see.ts'

/** What needs the person. */
export function InboxPage() {
  const t = useT()
  const query = useQuery(inboxQuery(useCall()))
  const seeing = useSee()
  const unread = query.data?.items.filter((item) => item.unread) ?? []
  return (
    <Page
      title={t('console.inbox.title')}
      note={t('console.inbox.note')}
      actions={
        unread.length === 0 ? null : (
          <Button busy={seeing.isPending} onClick={() => seeing.mutate(unread)}>
            {t('console.inbox.seen')}
          </Button>
        )
      }
    >
      {seeing.error ? <Failure error={seeing.error} /> : null}
      <Loaded query={query}>
        {({ items, more }) =>
          items.length === 0 ? (
            <Card>
              <EmptyState icon={InboxIcon} title={t('console.inbox.none')}>
                {t('console.inbox.none.words')}
              </EmptyState>
            </Card>
          ) : (
            <Card flush>
              <ul className="c-inbox" aria-label={t('console.inbox.title')}>
                {items.map((item) => (
                  <Item key={item.key} item={item} onSee={() => seeing.mutate([item])} />
                ))}
              </ul>
              {more ? <p className="c-quiet">{t('console.inbox.more')}</p> : null}
            </Card>
          )
        }
      </Loaded>
    </Page>
  )
}

function Item({ item, onSee }: { readonly item: InboxItem; readonly onSee: () => void }) {
  const t = useT()
  return (
    <li className="c-inbox-item" data-unread={item.unread || undefined}>
      <span className="c-badges">
        {item.unread ? <Badge tone="info">{t('console.inbox.new')}</Badge> : null}
        <Badge icon={null}>{t(`console.inbox.kind.${item.kind}`)}</Badge>
      </span>
      <ItemLink item={item} onFollow={item.unread ? onSee : () => undefined}>
        {sentenceOf(t, item)}
      </ItemLink>
      {item.text === null || item.kind === 'recount' ? null : <q className="c-inbox-text">{item.text}</q>}
      <span className="c-under">
        {item.facilityName} · {item.runName} ·{' '}
        <DateTime at={item.at} timeZone={item.timeZone} zone="always" />
      </span>
    </li>
  )
}

function sentenceOf(t: T, { kind, n, person, subject, text }: InboxItem): string {
  const by = person ?? ''
  switch (kind) {
    case 'mention':
      return t('console.inbox.mention', { person: by, what: subject?.title ?? '' })
    case 'returned':
      return t('console.inbox.returned', { person: by })
    case 'recount':
      return t('console.inbox.recount', { person: by, area: text ?? '' })
    case 'approval':
      return t('console.inbox.approval', { person: by })
    case 'second-approval':
      return t('console.inbox.second-approval', { n })
    case 'reversal':
      return t('console.inbox.reversal', { n })
    case 'delivery':
      return t('console.inbox.delivery', { n })
    case 'set-aside':
      return t('console.inbox.set-aside', { n })
  }
}
