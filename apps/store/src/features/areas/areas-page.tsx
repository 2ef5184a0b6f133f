import type { AreaRow, Setting } from '@cyclecount/device-db'
import {
  AreaIcon,
  Badge,
  Banner,
  Button,
  DateTime,
  EmptyState,
  IconButton,
  PhoneShell,
  ProgressBar,
  SettingsIcon,
  SkeletonLines,
  type Tone,
  UserIcon,
} from '@cyclecount/ui'
import { useSyncExternalStore } from 'react'
import { Link, useLocation } from 'wouter'
import { useDevice, usePeople, useStored } from '../../app/device-context.tsx'
import type { RefreshState } from '../../app/refresher.ts'
import { laterPart } from '../../app/later-part.tsx'
import { withLaterWords } from '../../app/words.ts'
import { useT, type T } from '../../i18n/use-t.ts'
import { isSignedOut, problemWords } from '../../parts/problem-words.ts'
import { UpdateOffer } from '../../parts/update-offer.tsx'
import { SyncBadge } from '../sync/sync-badge.tsx'
import { nextStep, type NextStep } from './next-step.ts'
import { useAreas, useRefresh, type AreasKnown } from './use-areas.ts'

const blockedNotice = laterPart(() =>
  withLaterWords(import('../sync/blocked-notice.tsx')).then(({ BlockedNotice }) => BlockedNotice),
)

const photosWaiting = laterPart(() =>
  withLaterWords(import('../photos/photos-waiting.tsx')).then(({ PhotosWaiting }) => PhotosWaiting),
)

/** Where a day begins: the areas given to me, whether they can be counted without a network, and how far each is. */
export function AreasPage({ person }: { readonly person: Setting<'person'> }) {
  const t = useT()
  const [, go] = useLocation()
  const known = useAreas(person)
  const { areas, people, keptApp: kept } = useDevice()
  const keptApp = useSyncExternalStore(kept.subscribe, kept.now)
  const refresh = useRefresh()
  const connection = useStored(['connection'], (store) => store.connection())
  const hasPin = typeof usePeople()?.[person.personId]?.pin === 'object'
  return (
    <PhoneShell
      title={t('store.areas.title')}
      note={
        // In the place of what is there anyway: nothing moves under a finger when it goes.
        keptApp === 'coming' || isComing(known, refresh)
          ? t('store.areas.gettingReady')
          : t('store.areas.who', { name: person.name, org: person.orgName })
      }
      aside={
        <>
          <SyncBadge />
          <IconButton
            size="l"
            variant="quiet"
            icon={SettingsIcon}
            label={t('store.settings.title')}
            onClick={() => go('/settings')}
          />
        </>
      }
    >
      <UpdateOffer />
      {connection?.kind === 'blocked' && connection.reason !== 'signed-out' ? (
        <blockedNotice.Part reason={connection.reason} />
      ) : null}
      <photosWaiting.Part />
      <RefreshProblem refresh={refresh} />
      {known ? <Catalogues known={known} fetching={refresh.running} /> : null}
      <Areas known={known} />
      <Button size="scan" busy={refresh.running} onClick={() => void areas.run()}>
        {t('store.areas.refresh')}
      </Button>
      {hasPin ? (
        <Button size="scan" icon={UserIcon} onClick={() => void people.leave()}>
          {t('store.areas.handOver')}
        </Button>
      ) : null}
    </PhoneShell>
  )
}

/** The first refresh of this start is under way, and counting needs what it brings. */
function isComing(known: AreasKnown | undefined, { error, doneAt }: RefreshState): boolean {
  if (error !== null || doneAt !== null) return false
  if (!known || known.areas.length === 0) return true
  return known.areas.some(({ facilityId }) => !known.catalogues.get(facilityId)?.ready)
}

function Areas({ known }: { readonly known: AreasKnown | undefined }) {
  const t = useT()
  if (!known) return <SkeletonLines lines={4} />
  if (known.areas.length === 0)
    return (
      <EmptyState icon={AreaIcon} title={t('store.areas.none')}>
        {t('store.areas.noneWords')}
      </EmptyState>
    )
  return (
    <ul className="s-cards" aria-label={t('store.areas.title')}>
      {known.areas.map((area) => (
        <li key={area.assignmentId}>
          <AreaCard area={area} known={known} />
        </li>
      ))}
    </ul>
  )
}

function AreaCard({ area, known }: { readonly area: AreaRow; readonly known: AreasKnown }) {
  const t = useT()
  const step = stepFor(area, known)
  const facility = known.facilities.get(area.facilityId)
  const { tone, words } = stateOf(step, t)
  return (
    <Link href={`/areas/${area.assignmentId}`} className="s-area">
      <span className="s-area-head">
        <strong>{area.areaName}</strong>
        <Badge tone={tone}>{words}</Badge>
      </span>
      <span className="s-area-note">
        {facility?.name} · {area.runName}
      </span>
      <span className="s-area-note">
        {area.countType === 'DIRECTED_COUNT'
          ? t('store.areas.items', { n: area.items.length })
          : t('store.areas.bins', { n: area.locations.length })}
        {area.round > 1 ? <> · {t('store.areas.round', { n: area.round })}</> : null}
        {area.dueAt === null ? null : (
          <>
            {' '}
            · {t('store.areas.due')} <DateTime at={area.dueAt} timeZone={facility?.timeZone ?? 'UTC'} />
          </>
        )}
      </span>
    </Link>
  )
}

export function stepFor(area: AreaRow, known: AreasKnown): NextStep {
  return nextStep({
    area,
    areas: known.areas,
    sessions: known.sessions,
    catalogueReady: known.catalogues.get(area.facilityId)?.ready ?? false,
  })
}

export function stateOf(step: NextStep, t: T): { readonly tone: Tone; readonly words: string } {
  switch (step.kind) {
    case 'start':
    case 'catalogue-missing':
    case 'active-elsewhere':
      return { tone: 'neutral', words: t('store.state.toCount') }
    case 'continue':
      return step.paused
        ? { tone: 'warn', words: t('store.state.paused') }
        : { tone: 'info', words: t('store.state.counting') }
    case 'continue-here':
      return { tone: 'info', words: t('store.state.elsewhere') }
    case 'handed-on':
      return { tone: 'warn', words: t('store.state.handedOn') }
    case 'submitted':
      return step.stage === 'submitted'
        ? { tone: 'ok', words: t('store.state.submitted') }
        : { tone: 'warn', words: t(`store.state.${step.stage}`) }
  }
}

/** Whether what counting needs is on this device, shown while it comes and where it could not. */
function Catalogues({ known, fetching }: { readonly known: AreasKnown; readonly fetching: boolean }) {
  const t = useT()
  const wanted = new Set(known.areas.map((area) => area.facilityId))
  return [...known.catalogues.values()]
    .filter(({ facilityId, upToDate }) => wanted.has(facilityId) && !upToDate)
    .map((catalogue) => {
      const facility = known.facilities.get(catalogue.facilityId)?.name ?? ''
      if (fetching || catalogue.progress)
        return (
          <ProgressBar
            key={catalogue.facilityId}
            label={t('store.catalogue.coming', { facility })}
            done={catalogue.progress?.stored ?? 0}
            total={catalogue.progress?.total ?? 1}
          />
        )
      if (catalogue.ready) return null
      return (
        <Banner key={catalogue.facilityId} tone="warn" title={t('store.catalogue.missing', { facility })}>
          <p>{t('store.catalogue.missingWords')}</p>
        </Banner>
      )
    })
}

function RefreshProblem({ refresh }: { readonly refresh: RefreshState }) {
  const t = useT()
  const { identity, areas } = useDevice()
  const [place] = useLocation()
  if (refresh.error === null) return null
  if (isSignedOut(refresh.error))
    return (
      <Banner
        tone="warn"
        title={t('store.signIn.expired')}
        actions={
          <Button size="scan" onClick={() => void identity.signIn(place).catch(() => areas.run())}>
            {t('store.signIn.button')}
          </Button>
        }
      >
        <p>{t('store.signIn.expiredWords')}</p>
      </Banner>
    )
  return (
    <Banner tone="info" title={t('store.areas.notRefreshed')}>
      <p>
        {problemWords(refresh.error, t)} {t('store.areas.countingWorks')}
      </p>
    </Banner>
  )
}
