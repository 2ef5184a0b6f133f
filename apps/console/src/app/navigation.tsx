import {
  AreaIcon,
  AuditIcon,
  CheckCircleIcon,
  HistoryIcon,
  InboxIcon,
  LinkOutIcon,
  LockIcon,
  NavList,
  ProposalIcon,
  ReportIcon,
  ReviewIcon,
  RunsIcon,
  TapIcon,
  SettingsIcon,
  SortDownIcon,
  StorageIcon,
  StoreIcon,
  type IconComponent,
} from '@cyclecount/ui'
import type { Capability } from '@cyclecount/domain'
import { Link, type LinkProps } from '@tanstack/react-router'
import { useT, type ConsoleKey } from '../i18n/use-t.ts'
import { UnreadCount } from '../features/inbox/unread-count.tsx'
import { useMay } from '../server/context.tsx'

interface Place {
  readonly to: NonNullable<LinkProps['to']>
  readonly words: ConsoleKey
  readonly sign: IconComponent
  readonly needs: Capability
}

const places: readonly Place[] = [
  { to: '/runs', words: 'console.nav.runs', sign: RunsIcon, needs: 'see-runs' },
  { to: '/board', words: 'console.nav.board', sign: AreaIcon, needs: 'assign-areas' },
  { to: '/schedules', words: 'console.nav.schedules', sign: HistoryIcon, needs: 'see-runs' },

  { to: '/plans', words: 'console.nav.plans', sign: ReviewIcon, needs: 'plan-runs' },

  { to: '/suggestions', words: 'console.nav.suggestions', sign: TapIcon, needs: 'plan-runs' },

  { to: '/inbox', words: 'console.nav.inbox', sign: InboxIcon, needs: 'review' },
  { to: '/proposals', words: 'console.nav.proposals', sign: ProposalIcon, needs: 'review' },
  {
    to: '/submissions',
    words: 'console.nav.submissions',
    sign: CheckCircleIcon,
    needs: 'accept-counts',
  },
  { to: '/figures', words: 'console.nav.figures', sign: ReportIcon, needs: 'review' },
  { to: '/stock', words: 'console.nav.stock', sign: StoreIcon, needs: 'see-stock' },
  { to: '/rules', words: 'console.nav.rules', sign: SettingsIcon, needs: 'see-rules' },
  { to: '/abc', words: 'console.nav.abc', sign: SortDownIcon, needs: 'see-rules' },
  { to: '/audit', words: 'console.nav.audit', sign: AuditIcon, needs: 'see-audit' },
  { to: '/reasons', words: 'console.nav.reasons', sign: SettingsIcon, needs: 'edit-reasons' },
  { to: '/devices', words: 'console.nav.devices', sign: StorageIcon, needs: 'see-devices' },
  { to: '/machines', words: 'console.nav.machines', sign: LockIcon, needs: 'manage-integrations' },
  { to: '/webhooks', words: 'console.nav.webhooks', sign: LinkOutIcon, needs: 'manage-integrations' },
]

/** The places the person may go to. */
export function usePlaces(): readonly Place[] {
  const may = useMay()
  return places.filter(({ needs }) => may(needs, null))
}

/** Links to them. */
export function Navigation() {
  const t = useT()
  return (
    <NavList>
      {usePlaces().map(({ to, words, sign: Sign }) => (
        <Link
          key={to}
          to={to}
          activeOptions={{ includeSearch: false }}
          activeProps={{ 'aria-current': 'page' }}
        >
          <Sign />
          <span className="cc-nav-text">{t(words)}</span>
          {to === '/inbox' ? <UnreadCount /> : null}
        </Link>
      ))}
    </NavList>
  )
}
