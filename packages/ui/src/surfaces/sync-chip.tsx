import type { IconComponent } from '../icons/icon.tsx'
import {
  CheckIcon,
  PauseIcon,
  SavedHereIcon,
  SendingIcon,
  StorageIcon,
  WarnTriangleIcon,
} from '../icons/icons.tsx'
import { useMessages } from '../i18n/provider.tsx'
import type { Tone } from './tone.ts'

/** The six true things that can be said of what was scanned on this device. */
export type SyncKind = 'all-sent' | 'saved-here' | 'sending' | 'attention' | 'sign-in' | 'storage'

export interface SyncChipProps {
  readonly kind: SyncKind
  /** How many are waiting, being sent, or need attention. */
  readonly count?: number | undefined
  /** When all had been sent, already formatted: `10:42`. */
  readonly time?: string | undefined
  /** Makes it a button that opens the details. */
  readonly onOpen?: (() => void) | undefined
  /** `scan`: 48 px high, for the strip at the top of the scan screen. */
  readonly size?: 'm' | 'scan' | undefined
}

const looks: Readonly<Record<SyncKind, { readonly tone: Tone; readonly icon: IconComponent }>> = {
  'all-sent': { tone: 'ok', icon: CheckIcon },
  'saved-here': { tone: 'neutral', icon: SavedHereIcon },
  sending: { tone: 'info', icon: SendingIcon },
  attention: { tone: 'warn', icon: WarnTriangleIcon },
  'sign-in': { tone: 'warn', icon: PauseIcon },
  storage: { tone: 'bad', icon: StorageIcon },
}

/** Where the scans are, always in view, in words and a sign. Saved here never looks like sent. */
export function SyncChip({ kind, count = 0, time, onOpen, size = 'm' }: SyncChipProps) {
  const t = useMessages()
  const { tone, icon: Icon } = looks[kind]
  const text =
    kind === 'all-sent' && time ? t('ui.sync.all-sent-at', { time }) : t(`ui.sync.${kind}`, { n: count })
  const shared = { className: 'cc-sync-chip', 'data-tone': tone, 'data-kind': kind, 'data-size': size }
  const content = (
    <>
      <Icon />
      <span>{text}</span>
    </>
  )
  if (!onOpen) return <span {...shared}>{content}</span>
  return (
    <button type="button" aria-haspopup="dialog" onClick={onOpen} {...shared}>
      {content}
    </button>
  )
}
