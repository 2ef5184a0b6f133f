import type { OpenedSession, Setting } from '@cyclecount/device-db'
import { parseId, type DeviceId, type SessionId } from '@cyclecount/domain'
import {
  Badge,
  Banner,
  Button,
  CheckIcon,
  Code,
  PauseIcon,
  PhoneShell,
  Quantity,
  Reading,
  TextAreaField,
} from '@cyclecount/ui'
import { useState } from 'react'
import { Redirect, useLocation } from 'wouter'
import { useDevice, usePreferences, useStored } from '../../app/device-context.tsx'
import { useT } from '../../i18n/use-t.ts'
import { PageBusy } from '../../parts/page-busy.tsx'
import { submitStage } from '../areas/next-step.ts'
import { useRefresh } from '../areas/use-areas.ts'
import {
  binsToReach,
  countedLines,
  isAreaEmpty,
  itemsToCount,
  openModel,
  unknownLines,
  type CountModel,
} from '../count/count-model.ts'
import { SyncBadge } from '../sync/sync-badge.tsx'
import { UpdateOffer } from '../../parts/update-offer.tsx'

export interface ReviewPageProps {
  readonly person: Setting<'person'>
  readonly sessionId: string
}

/** The end of a count: what was counted, what was not reached, what nobody knows; then pause or submit. */
export function ReviewPage({ person, sessionId }: ReviewPageProps) {
  const id = parseId<SessionId>(sessionId)
  const opened = useStored(['review', sessionId], async (store) => {
    const session = id ? await store.openSession(id, 1) : null
    return session ? ([session, await store.deviceId()] as const) : null
  })
  if (opened === undefined) return <PageBusy />
  if (opened === null || opened[0].session.userId !== person.personId) return <Redirect to="/" replace />
  const [session, deviceId] = opened
  return session.session.local === 'submitted' ? (
    <Submitted opened={session} />
  ) : (
    <Review person={person} opened={session} deviceId={deviceId} />
  )
}

interface ReviewProps {
  readonly person: Setting<'person'>
  readonly opened: OpenedSession
  readonly deviceId: DeviceId
}

function Review({ person, opened, deviceId }: ReviewProps) {
  const t = useT()
  const { hand } = usePreferences()
  const [, go] = useLocation()
  const [reason, setReason] = useState('')
  const [missing, setMissing] = useState(false)
  const model = openModel(opened, deviceId)
  const unknown = unknownLines(model)
  const { busy, failure, run } = useCaptures(person, model.sessionId)

  async function submit(): Promise<void> {
    if (unknown.length > 0 && reason.trim() === '') {
      setMissing(true)
      return
    }
    const note = { kind: 'note', text: reason.trim(), target: null } as const
    await run([...(reason.trim() === '' ? [] : [note]), { kind: 'submit' }])
  }

  return (
    <PhoneShell
      title={t('store.review.title')}
      note={opened.area?.areaName}
      back={{ label: t('store.review.back'), onBack: () => go(`/count/${model.sessionId}`) }}
      aside={<SyncBadge />}
      hand={hand}
      bar={
        <>
          <Button
            size="scan-primary"
            icon={PauseIcon}
            busy={busy}
            onClick={() => void run([{ kind: 'pause' }]).then((done) => done && go('/'))}
          >
            {t('store.review.pause')}
          </Button>
          <Button
            size="scan-primary"
            variant="primary"
            data-grow
            icon={CheckIcon}
            busy={busy}
            onClick={() => void submit()}
          >
            {t('store.review.submit')}
          </Button>
        </>
      }
    >
      {failure === null ? null : (
        <Banner tone="bad" live="alert" title={t('store.review.notKept')}>
          <p>{failure}</p>
        </Banner>
      )}
      <Totals model={model} opened={opened} />
      <NotReached model={model} />
      {unknown.length === 0 ? null : (
        <section className="s-section" aria-label={t('store.review.unknown', { n: unknown.length })}>
          <Banner tone="warn" title={t('store.review.unknown', { n: unknown.length })}>
            <ul className="s-bins">
              {unknown.map((item) => (
                <li key={item.key}>
                  <Code>{item.code ?? ''}</Code> · <Quantity milli={item.quantityMilli} />
                </li>
              ))}
            </ul>
          </Banner>
          <TextAreaField
            label={t('store.review.reason')}
            hint={t('store.review.reasonHint')}
            error={missing && reason.trim() === '' ? t('store.review.reasonMissing') : undefined}
            required
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        </section>
      )}
    </PhoneShell>
  )
}

function Totals({ model, opened }: { readonly model: CountModel; readonly opened: OpenedSession }) {
  const t = useT()
  const units = [...model.items.values()].reduce((sum, item) => sum + item.quantityMilli, 0)
  return (
    <div className="s-readings">
      <Reading size="l" label={t('store.review.lines')} value={countedLines(model).length} />
      <Reading size="l" label={t('store.review.units')} value={<Quantity milli={units} />} />
      <Reading size="l" label={t('store.review.scans')} value={opened.session.scans} />
    </div>
  )
}

/** Bins and items that nobody reached, by name: blank is not zero (EXEC-14). */
function NotReached({ model }: { readonly model: CountModel }) {
  const t = useT()
  const bins = isAreaEmpty(model) ? [] : binsToReach(model)
  const items = itemsToCount(model)
  if (isAreaEmpty(model)) return <Banner tone="info" title={t('store.count.areaIsEmpty')} />
  if (bins.length === 0 && items.length === 0)
    return <Banner tone="ok" title={t('store.review.allReached')} />
  return (
    <Banner
      tone="warn"
      title={
        bins.length > 0
          ? t('store.review.binsNotReached', { n: bins.length })
          : t('store.review.itemsNotReached', { n: items.length })
      }
    >
      <p>{t('store.review.notReachedWords')}</p>
      <ul className="s-bins">
        {bins.map((bin) => (
          <li key={bin.locationId}>
            <Code>{bin.code}</Code>
          </li>
        ))}
        {bins.length > 0
          ? null
          : items.map((productId) => (
              <li key={productId}>{model.products.get(productId)?.title ?? t('store.count.unknownItem')}</li>
            ))}
      </ul>
    </Banner>
  )
}

/** After the submit: what of it is true, as the server says it, never sooner. */
function Submitted({ opened }: { readonly opened: OpenedSession }) {
  const t = useT()
  const [, go] = useLocation()
  const { session } = opened
  const stage = submitStage(session)
  const onServer = opened.area?.sessions.find(({ sessionId }) => sessionId === session.sessionId)
  const away = onServer?.waitingFor ?? []
  useRefresh(stage === 'submitting' ? 5_000 : null)
  return (
    <PhoneShell
      title={opened.area?.areaName ?? t('store.count.title')}
      note={t('store.review.title')}
      back={{ label: t('store.areas.title'), onBack: () => go('/') }}
      aside={<SyncBadge />}
      bar={
        <Button size="scan-primary" variant="primary" data-grow onClick={() => go('/')}>
          {t('store.area.back')}
        </Button>
      }
    >
      <UpdateOffer />
      <Banner live="status" tone={stage === 'submitted' ? 'ok' : 'info'} title={t(`store.submit.${stage}`)}>
        <p>{t(`store.submit.${stage}.words`)}</p>
      </Banner>
      {stage === 'submitting' && away.length > 0 ? (
        <section className="s-section" aria-label={t('store.submit.away')}>
          <h2 className="cc-label">{t('store.submit.away')}</h2>
          <ul className="s-plain">
            {away.map(({ device, missing }) => (
              <li key={device}>{t('store.submit.awayDevice', { device, n: missing })}</li>
            ))}
          </ul>
        </section>
      ) : null}
      {session.last > session.acked ? (
        <p>
          <Badge tone="warn">{t('store.review.waiting', { n: session.last - session.acked })}</Badge>
        </p>
      ) : null}
    </PhoneShell>
  )
}

type Request = Parameters<ReturnType<typeof useDevice>['store']['capture']>[1]

/** Captures one after the other; stops aloud at the first that this device could not keep. */
function useCaptures({ personId }: Setting<'person'>, sessionId: SessionId) {
  const device = useDevice()
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)

  async function run(requests: readonly Request[]): Promise<boolean> {
    setBusy(true)
    try {
      for (const request of requests) {
        const outcome = await device.inOrder(() =>
          device.store.capture(sessionId, request, device.stampFor(personId)()),
        )
        if (outcome.kind === 'failed') {
          setFailure(outcome.problem.message)
          return false
        }
      }
      return true
    } finally {
      setBusy(false)
      device.sender.captured()
    }
  }

  return { busy, failure, run }
}
