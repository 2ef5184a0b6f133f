import { routes, type AdjustmentsByEventList } from '@cyclecount/contract'
import {
  Badge,
  Button,
  Card,
  Cell,
  DataTable,
  DateTime,
  HeaderCell,
  Row,
  RowHeader,
  useLive,
} from '@cyclecount/ui'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { Ago } from '../../parts/ago.tsx'
import { Failure } from '../../parts/failure.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { SecretDialog } from '../../parts/secret-dialog.tsx'
import { browserZone, useCall } from '../../server/context.tsx'
import { byEventQuery, keys } from '../../server/queries.ts'
import { TermsDialog } from './terms-dialog.tsx'

export type ByEvent = AdjustmentsByEventList['facilities'][number]

/** At which facilities adjustments are asked for by an event and answered by one. */
export function ByEventCard() {
  const t = useT()
  const query = useQuery({ ...byEventQuery(useCall()), refetchInterval: 10_000 })
  const [changing, setChanging] = useState<ByEvent | 'new' | null>(null)
  const [stopping, setStopping] = useState<ByEvent | null>(null)
  const [secret, setSecret] = useState<string | null>(null)
  return (
    <Card
      flush={(query.data?.facilities.length ?? 0) > 0}
      title={t('console.byEvent.title')}
      aside={<Button onClick={() => setChanging('new')}>{t('console.byEvent.add.open')}</Button>}
    >
      <Loaded query={query}>
        {({ facilities }) =>
          facilities.length === 0 ? (
            <p>{t('console.byEvent.none')}</p>
          ) : (
            <Facilities
              facilities={facilities}
              onChange={setChanging}
              onStop={setStopping}
              onSecret={setSecret}
            />
          )
        }
      </Loaded>
      {changing === null ? null : (
        <TermsDialog
          of={changing === 'new' ? null : changing}
          taken={query.data?.facilities.map(({ facilityId }) => facilityId) ?? []}
          onClose={() => setChanging(null)}
          onDone={(made) => {
            setChanging(null)
            setSecret(made)
          }}
        />
      )}
      <Stop facility={stopping} onClose={() => setStopping(null)} />
      {secret === null ? null : (
        <SecretDialog
          title={t('console.byEvent.secret.title')}
          words={t('console.byEvent.secret.words')}
          secret={secret}
          onClose={() => setSecret(null)}
        />
      )}
    </Card>
  )
}

interface Doing {
  readonly onChange: (facility: ByEvent) => void
  readonly onStop: (facility: ByEvent) => void
  readonly onSecret: (secret: string) => void
}

function Facilities({ facilities, ...doing }: { readonly facilities: readonly ByEvent[] } & Doing) {
  const t = useT()
  return (
    <DataTable caption={t('console.byEvent.title')} className="c-fold">
      <thead>
        <tr>
          <HeaderCell>{t('console.byEvent.facility')}</HeaderCell>
          <HeaderCell className="c-wide">{t('console.byEvent.within')}</HeaderCell>
          <HeaderCell className="c-wide">{t('console.byEvent.waiting')}</HeaderCell>
          <HeaderCell>{t('console.byEvent.state')}</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {facilities.map((facility) => (
          <Row key={facility.facilityId}>
            <RowHeader>
              {facility.name}
              <span className="c-under">
                {t(facility.looksUp ? 'console.byEvent.looksUp' : 'console.byEvent.looksUp.none')}
              </span>
              <span className="c-under c-narrow">
                {t('console.byEvent.within')}: {t('console.byEvent.hours', { n: facility.answerWithinHours })}{' '}
                · <Waiting facility={facility} />
              </span>
            </RowHeader>
            <Cell className="c-wide">{t('console.byEvent.hours', { n: facility.answerWithinHours })}</Cell>
            <Cell className="c-wide">
              <Waiting facility={facility} />
            </Cell>
            <Cell shrink>
              <Standing facility={facility} {...doing} />
            </Cell>
          </Row>
        ))}
      </tbody>
    </DataTable>
  )
}

function Waiting({ facility: { asked, oldestAskedAt } }: { readonly facility: ByEvent }) {
  const t = useT()
  return (
    <>
      {t('console.byEvent.waits', { n: asked })}
      {oldestAskedAt === null ? null : (
        <>
          , {t('console.byEvent.longest')} <Ago at={oldestAskedAt} />
        </>
      )}
    </>
  )
}

function Standing({ facility, onChange, onStop, onSecret }: { readonly facility: ByEvent } & Doing) {
  const t = useT()
  const call = useCall()
  const queries = useQueryClient()
  const rotating = useMutation({
    mutationFn: () => call(routes.rotateAnswerSecret, { params: { facilityId: facility.facilityId } }),
    onSuccess: async ({ secret }) => {
      onSecret(secret)
      await queries.invalidateQueries({ queryKey: keys.byEvent })
    },
  })
  const { name, stoppedAt, previousSecretUntil } = facility
  return (
    <>
      <span className="c-badges">
        <Badge tone={stoppedAt === null ? 'ok' : 'neutral'}>
          {t(stoppedAt === null ? 'console.byEvent.on' : 'console.byEvent.stopped')}
        </Badge>
        <Button
          size="s"
          aria-label={t('console.byEvent.changeNamed', { facility: name })}
          onClick={() => onChange(facility)}
        >
          {t('console.byEvent.change')}
        </Button>
        <Button
          size="s"
          busy={rotating.isPending}
          aria-label={t('console.byEvent.rotateNamed', { facility: name })}
          onClick={() => rotating.mutate()}
        >
          {t('console.byEvent.rotate')}
        </Button>
        {stoppedAt === null ? (
          <Button
            size="s"
            aria-label={t('console.byEvent.stopNamed', { facility: name })}
            onClick={() => onStop(facility)}
          >
            {t('console.byEvent.stop')}
          </Button>
        ) : null}
      </span>
      {previousSecretUntil === null ? null : (
        <span className="c-under">
          {t('console.byEvent.bothGood')} <DateTime at={previousSecretUntil} timeZone={browserZone()} />
        </span>
      )}
      {rotating.error ? <Failure error={rotating.error} /> : null}
    </>
  )
}

function Stop({ facility, onClose }: { readonly facility: ByEvent | null; readonly onClose: () => void }) {
  const t = useT()
  const call = useCall()
  const queries = useQueryClient()
  const { toast } = useLive()
  return (
    <ReasonDialog
      open={facility !== null}
      danger
      title={t('console.byEvent.stop.title', { facility: facility?.name ?? '' })}
      words={t('console.byEvent.stop.words')}
      action={t('console.byEvent.stop')}
      onClose={onClose}
      onConfirm={async (reason) => {
        if (facility === null) return
        const params = { facilityId: facility.facilityId }
        await call(routes.stopAdjustmentsByEvent, { params, body: { reason } })
        toast({ text: t('console.byEvent.stop.done', { facility: facility.name }) })
        await queries.invalidateQueries({ queryKey: keys.byEvent })
      }}
    />
  )
}
