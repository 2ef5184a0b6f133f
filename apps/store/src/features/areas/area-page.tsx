import type { AreaRow, Setting } from '@cyclecount/device-db'
import type { SessionId } from '@cyclecount/domain'
import {
  Badge,
  Banner,
  Button,
  Code,
  DateTime,
  EmptyState,
  PhoneShell,
  formatAgo,
  Reading,
  useLive,
  useLocale,
} from '@cyclecount/ui'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { useDevice, usePreferences } from '../../app/device-context.tsx'
import { useT } from '../../i18n/use-t.ts'
import { PageBusy } from '../../parts/page-busy.tsx'
import { problemWords } from '../../parts/problem-words.ts'
import { SyncBadge } from '../sync/sync-badge.tsx'
import { stateOf, stepFor } from './areas-page.tsx'
import { continueCount, continueHere, NotKept, startCount } from './begin.ts'
import { CountedTwiceNotice } from './counted-twice-notice.tsx'
import { countedTwice, type NextStep } from './next-step.ts'
import { useAreas, useRefresh, type AreasKnown } from './use-areas.ts'

export interface AreaPageProps {
  readonly person: Setting<'person'>
  readonly assignmentId: string
}

/** One area: what it is, how far it is, and the one thing to do next. */
export function AreaPage({ person, assignmentId }: AreaPageProps) {
  const t = useT()
  const [, go] = useLocation()
  const known = useAreas(person)
  useRefresh()
  if (!known) return <PageBusy />
  const area = known.areas.find((candidate) => candidate.assignmentId === assignmentId)
  const back = { label: t('store.areas.title'), onBack: () => go('/') }
  if (!area)
    return (
      <PhoneShell title={t('store.area.gone')} back={back} aside={<SyncBadge />}>
        <EmptyState title={t('store.area.gone')}>{t('store.area.goneWords')}</EmptyState>
      </PhoneShell>
    )
  return <Area person={person} area={area} known={known} back={back} />
}

interface AreaProps {
  readonly person: Setting<'person'>
  readonly area: AreaRow
  readonly known: AreasKnown
  readonly back: { readonly label: string; readonly onBack: () => void }
}

function Area({ person, area, known, back }: AreaProps) {
  const t = useT()
  const { hand } = usePreferences()
  const step = stepFor(area, known)
  const twice = countedTwice(area)
  const facility = known.facilities.get(area.facilityId)
  const { tone, words } = stateOf(step, t)
  return (
    <PhoneShell
      title={area.areaName}
      note={area.runName}
      back={back}
      aside={<SyncBadge />}
      hand={hand}
      bar={<NextButton person={person} area={area} known={known} step={step} />}
    >
      <p className="s-area-head">
        <strong>{facility?.name}</strong>
        <Badge tone={tone}>{words}</Badge>
      </p>
      <div className="s-readings">
        {area.countType === 'DIRECTED_COUNT' ? (
          <Reading label={t('store.area.itemsToFind')} value={area.items.length} />
        ) : (
          <Reading label={t('store.area.bins')} value={area.locations.length} />
        )}
        {area.dueAt === null ? null : (
          <Reading
            label={t('store.area.due')}
            value={<DateTime at={area.dueAt} timeZone={facility?.timeZone ?? 'UTC'} />}
          />
        )}
      </div>
      <StepWords step={step} facility={facility?.name ?? ''} />
      {twice === null ? null : <CountedTwiceNotice twice={twice} />}
      {area.blind ? <p className="cc-muted">{t('store.area.blind')}</p> : null}
      {area.together ? <p className="cc-muted">{t('store.area.together')}</p> : null}
      {area.locations.length > 0 ? (
        <section aria-label={t('store.area.bins')}>
          <h2 className="cc-label">{t('store.area.bins')}</h2>
          <ul className="s-bins">
            {area.locations.map((location) => (
              <li key={location.locationId}>
                <Code>{location.code}</Code>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </PhoneShell>
  )
}

function StepWords({ step, facility }: { readonly step: NextStep; readonly facility: string }) {
  const t = useT()
  const locale = useLocale()
  switch (step.kind) {
    case 'start':
    case 'continue':
      return null
    case 'catalogue-missing':
      return (
        <Banner tone="warn" title={t('store.catalogue.missing', { facility })}>
          <p>{t('store.catalogue.missingWords')}</p>
        </Banner>
      )
    case 'continue-here':
      return (
        <Banner tone="info" title={t('store.area.elsewhere')}>
          <p>
            {t('store.area.elsewhereWords', {
              device: step.deviceLabel ?? t('store.area.otherDevice'),
              n: step.scans,
            })}{' '}
            {step.heardAt === null
              ? null
              : t('store.area.heardFrom', { ago: formatAgo(step.heardAt, Date.now(), locale) })}
          </p>
        </Banner>
      )
    case 'active-elsewhere':
      return (
        <Banner tone="warn" title={t('store.area.oneAtATime', { area: step.areaName })}>
          <p>{step.onThisDevice ? t('store.area.oneAtATimeHere') : t('store.area.oneAtATimeElsewhere')}</p>
        </Banner>
      )
    case 'handed-on':
      return (
        <Banner tone="warn" title={t('store.area.handedOn', { names: listed(step.to, locale) })}>
          <p>{t('store.area.handedOnWords', { n: step.scans })}</p>
        </Banner>
      )
    case 'submitted':
      return (
        <Banner tone={step.stage === 'submitted' ? 'ok' : 'info'} title={t(`store.submit.${step.stage}`)}>
          <p>{t(`store.submit.${step.stage}.words`)}</p>
        </Banner>
      )
  }
}

function listed(names: readonly string[], locale: string): string {
  return new Intl.ListFormat(locale, { type: 'conjunction' }).format(names)
}

interface NextButtonProps extends Omit<AreaProps, 'back'> {
  readonly step: NextStep
}

function NextButton({ person, area, step }: NextButtonProps) {
  const t = useT()
  const device = useDevice()
  const { toast } = useLive()
  const [, go] = useLocation()
  const [busy, setBusy] = useState(false)

  async function run(work: () => Promise<SessionId>): Promise<void> {
    setBusy(true)
    try {
      go(`/count/${await work()}`)
    } catch (error) {
      toast({ text: error instanceof NotKept ? error.message : problemWords(error, t) })
      setBusy(false)
    }
  }

  function act(): void {
    switch (step.kind) {
      case 'start':
        void run(() => startCount(device, person, area))
        break
      case 'continue':
        void run(async () => {
          const refreshed = await continueCount(device, person, step.sessionId, step.paused)
          if (!refreshed) toast({ text: t('store.area.notRefreshed') })
          return step.sessionId
        })
        break
      case 'continue-here':
        void run(async () => {
          await continueHere(device, person, step.sessionId)
          return step.sessionId
        })
        break
      case 'active-elsewhere':
        go(`/areas/${step.assignmentId}`)
        break
      case 'submitted':
      case 'handed-on':
      case 'catalogue-missing':
        go('/')
        break
    }
  }

  const words = {
    start: t('store.area.start'),
    continue: t('store.area.continue'),
    'continue-here': t('store.area.continueHere'),
    'active-elsewhere': t('store.area.goToActive', {
      area: step.kind === 'active-elsewhere' ? step.areaName : '',
    }),
    submitted: t('store.area.back'),
    'handed-on': t('store.area.back'),
    'catalogue-missing': t('store.area.back'),
  }[step.kind]
  return (
    <>
      {step.kind === 'active-elsewhere' ? (
        <Button size="scan-primary" onClick={() => go('/')}>
          {t('store.area.back')}
        </Button>
      ) : null}
      <Button size="scan-primary" variant="primary" data-grow busy={busy} onClick={act}>
        {words}
      </Button>
    </>
  )
}
