import type { SyncSummary } from '@cyclecount/sync'
import { formatInstant, SyncChip, useLocale } from '@cyclecount/ui'
import { useState } from 'react'
import { laterPart } from '../../app/later-part.tsx'
import { withLaterWords } from '../../app/words.ts'
import { useSyncStatus } from './use-sync-status.ts'

const sheet = laterPart(() => withLaterWords(import('./sync-sheet.tsx')).then(({ SyncSheet }) => SyncSheet))

export interface SyncBadgeProps {
  /** Where nothing ever waited there is nothing to say. */
  readonly hideWhenEmpty?: boolean | undefined
}

/** The chip that tells where the scans are, and the sheet behind it. */
export function SyncBadge({ hideWhenEmpty = false }: SyncBadgeProps) {
  const reading = useSyncStatus()
  const locale = useLocale()
  const [open, setOpen] = useState(false)
  if (!reading) return null
  const { summary } = reading
  if (hideWhenEmpty && reading.status.waiting === 0) return null
  return (
    <>
      <SyncChip {...chipOf(summary, locale)} size="scan" onOpen={() => setOpen(true)} />
      {open ? <sheet.Part reading={reading} onClose={() => setOpen(false)} /> : null}
    </>
  )
}

function chipOf(summary: SyncSummary, locale: string) {
  switch (summary.kind) {
    case 'all-sent': {
      const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone
      const time = summary.at === null ? undefined : formatInstant(summary.at, locale, zone, 'time')
      return { kind: 'all-sent', time } as const
    }
    case 'saved-here':
      return { kind: summary.old ? 'attention' : 'saved-here', count: summary.waiting } as const
    case 'sending':
      return { kind: 'sending', count: summary.waiting } as const
    case 'attention':
      return { kind: 'attention', count: summary.count } as const
    case 'sign-in':
      return { kind: 'sign-in', count: summary.waiting } as const
    case 'storage':
      return { kind: 'storage' } as const
  }
}
