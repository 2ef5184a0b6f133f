import type { VarianceDetail } from '@cyclecount/contract'
import { Badge, Code, DateTime, Quantity } from '@cyclecount/ui'
import type { ReactNode } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { useWord } from '../../i18n/use-word.ts'
import { Photos } from '../../parts/photos.tsx'
import { useRun } from '../run/run-context.ts'

type Entry = VarianceDetail['timeline'][number]

export interface TimelineProps {
  readonly entries: readonly Entry[]
  /** The facility's. */
  readonly timeZone: string
}

/** Scans, movements, reads, decisions and proposals in the order in which they happened. */
export function Timeline({ entries, timeZone }: TimelineProps) {
  const t = useT()
  if (entries.length === 0) return <p className="cc-muted">{t('console.line.noScans')}</p>
  return (
    <ol className="c-timeline">
      {entries.map((entry, index) => (
        <li
          key={entry.what === 'scan' ? entry.scanId : `${entry.what} ${index}`}
          className="c-moment"
          data-what={entry.what}
          data-voided={(entry.what === 'scan' && entry.voided) || undefined}
        >
          <span className="c-moment-when">
            <DateTime at={entry.at} timeZone={timeZone} format="seconds" />
          </span>
          <EntryWords entry={entry} timeZone={timeZone} />
        </li>
      ))}
    </ol>
  )
}

function EntryWords({ entry, timeZone }: { readonly entry: Entry; readonly timeZone: string }) {
  switch (entry.what) {
    case 'scan':
      return <ScanWords entry={entry} timeZone={timeZone} />
    case 'movement':
      return <MovementWords entry={entry} timeZone={timeZone} />
    case 'read':
      return <ReadWords entry={entry} />
    case 'decision':
      return <DecisionWords entry={entry} />
    case 'proposal':
      return <ProposalWords entry={entry} />
  }
}

type Of<What extends Entry['what']> = Extract<Entry, { readonly what: What }>

/** More than this between capture and arrival is worth saying. */
const SLOW_MS = 60_000

function ScanWords({ entry, timeZone }: { readonly entry: Of<'scan'>; readonly timeZone: string }) {
  const t = useT()
  const word = useWord()
  const { facilityId } = useRun()
  return (
    <>
      <Head kind={word(entry.kind)}>
        <Quantity milli={entry.quantityMilli} sign="exceptZero" />
      </Head>
      {entry.code === null ? null : <Code>{entry.code}</Code>}
      <Photos facilityId={facilityId} of={entry.code ?? word(entry.kind)} photos={entry.photos} />
      <span className="cc-muted">
        {entry.person} · {entry.device}
        {entry.receivedAt - entry.at > SLOW_MS ? (
          <>
            {' '}
            · {t('console.timeline.received')} <DateTime at={entry.receivedAt} timeZone={timeZone} />
          </>
        ) : null}
      </span>
      {entry.voided || entry.late ? (
        <span className="c-badges">
          {entry.voided ? <Badge>{t('console.timeline.voided')}</Badge> : null}
          {entry.late ? <Badge tone="warn">{t('console.timeline.late')}</Badge> : null}
        </span>
      ) : null}
    </>
  )
}

function MovementWords({ entry, timeZone }: { readonly entry: Of<'movement'>; readonly timeZone: string }) {
  const t = useT()
  const word = useWord()
  return (
    <>
      <Head kind={t('console.timeline.movement', { kind: word(entry.kind) })}>
        <Quantity milli={entry.quantityMilli} sign="exceptZero" />
      </Head>
      <span className="cc-muted">
        {entry.ref === '' ? null : <Code>{entry.ref}</Code>} {t('console.timeline.booked')}{' '}
        <DateTime at={entry.recordedAt} timeZone={timeZone} />
      </span>
    </>
  )
}

function ReadWords({ entry }: { readonly entry: Of<'read'> }) {
  const t = useT()
  return (
    <Head kind={t('console.timeline.read')}>
      <Quantity milli={entry.quantityMilli} />
    </Head>
  )
}

function DecisionWords({ entry }: { readonly entry: Of<'decision'> }) {
  const t = useT()
  const word = useWord()
  return (
    <>
      <Head kind={t('console.timeline.decision', { outcome: word(entry.outcome) })}>{entry.reason}</Head>
      <span className="cc-muted">
        {entry.person ?? t('console.byRule')}
        {entry.precedence === null ? null : ` · ${t(`console.precedence.${entry.precedence}`)}`}
        {entry.rule === null ? null : (
          <>
            {' '}
            · <Code>{entry.rule}</Code>
          </>
        )}
      </span>
      {entry.note === '' ? null : <q>{entry.note}</q>}
    </>
  )
}

function ProposalWords({ entry }: { readonly entry: Of<'proposal'> }) {
  const t = useT()
  const word = useWord()
  return (
    <>
      <Head kind={t('console.timeline.proposal', { status: word(entry.status) })}>
        <Quantity milli={entry.deltaMilli} sign="exceptZero" />
      </Head>
      {entry.documentId === null ? null : <Code>{entry.documentId}</Code>}
      {entry.message === null ? null : <span className="cc-muted">{entry.message}</span>}
    </>
  )
}

function Head({ kind, children }: { readonly kind: string; readonly children: ReactNode }) {
  return (
    <span className="c-moment-head">
      <strong>{kind}</strong>
      <span className="c-moment-amount">{children}</span>
    </span>
  )
}
