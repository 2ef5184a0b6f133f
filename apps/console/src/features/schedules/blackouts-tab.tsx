import { routes, type BlackoutList, type BodyOf } from '@cyclecount/contract'
import { facilitiesAllowed } from '@cyclecount/domain'
import { Button, Card, EmptyState, PauseIcon, TextField, useLive } from '@cyclecount/ui'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { FacilitySelect, useFacilities } from '../../parts/facility-select.tsx'
import { Failure } from '../../parts/failure.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { useDayText } from '../../parts/local-time.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { useCall, useMay, useMe } from '../../server/context.tsx'
import { blackoutsQuery, scheduleKeys } from '../../server/schedule-queries.ts'

type Blackout = BlackoutList['blackouts'][number]

/** Days on which no schedule makes a run. */
export function BlackoutsTab() {
  const t = useT()
  const may = useMay()
  const query = useQuery(blackoutsQuery(useCall()))
  return (
    <>
      <p className="cc-muted">{t('console.blackouts.note')}</p>
      {may('plan-runs', null) ? <NewBlackout /> : null}
      <Loaded query={query}>
        {({ blackouts }) =>
          blackouts.length === 0 ? (
            <Card>
              <EmptyState icon={PauseIcon} title={t('console.blackouts.none')}>
                {t('console.blackouts.none.words')}
              </EmptyState>
            </Card>
          ) : (
            <Card flush>
              <ul className="cc-list" aria-label={t('console.blackouts.title')}>
                {blackouts.map((blackout) => (
                  <BlackoutRow key={blackout.blackoutId} blackout={blackout} />
                ))}
              </ul>
            </Card>
          )
        }
      </Loaded>
    </>
  )
}

function NewBlackout() {
  const t = useT()
  const mayEverywhere = facilitiesAllowed(useMe().grants, 'plan-runs') === 'all'
  const [first] = useFacilities('plan-runs')
  const [facilityId, setFacility] = useState(mayEverywhere ? undefined : first?.facilityId)
  const [form, setForm] = useState({ fromDay: '', toDay: '', reason: '' })
  const [tried, setTried] = useState(false)
  const empty = { fromDay: '', toDay: '', reason: '' }
  const adding = useChange<BodyOf<typeof routes.addBlackout>>(
    (call, body) => call(routes.addBlackout, { body }),
    'console.blackouts.added',
  )
  const isWhole = form.fromDay !== '' && form.toDay !== '' && form.reason.trim() !== ''
  return (
    <Card>
      <form
        noValidate
        className="c-stack"
        aria-label={t('console.blackouts.new')}
        onSubmit={(event) => {
          event.preventDefault()
          setTried(true)
          if (!isWhole) return
          adding.mutate(
            { ...form, facilityId: facilityId ?? null },
            {
              onSuccess: () => {
                setForm(empty)
                setTried(false)
              },
            },
          )
        }}
      >
        <div className="c-scope">
          <FacilitySelect needs="plan-runs" all={mayEverywhere} value={facilityId} onChange={setFacility} />
          <TextField
            label={t('console.blackouts.from')}
            type="date"
            required
            value={form.fromDay}
            onChange={(event) => setForm({ ...form, fromDay: event.currentTarget.value })}
          />
          <TextField
            label={t('console.blackouts.to')}
            type="date"
            required
            value={form.toDay}
            onChange={(event) => setForm({ ...form, toDay: event.currentTarget.value })}
          />
          <TextField
            label={t('console.blackouts.why')}
            required
            maxLength={200}
            value={form.reason}
            onChange={(event) => setForm({ ...form, reason: event.currentTarget.value })}
          />
        </div>
        {tried && !isWhole ? (
          <p className="cc-field-error" role="alert">
            {t('console.blackouts.missing')}
          </p>
        ) : null}
        {adding.error ? <Failure error={adding.error} /> : null}
        <div className="cc-actions">
          <Button type="submit" variant="primary" busy={adding.isPending}>
            {t('console.blackouts.add')}
          </Button>
        </div>
      </form>
    </Card>
  )
}

function BlackoutRow({ blackout }: { readonly blackout: Blackout }) {
  const t = useT()
  const dayText = useDayText()
  const [isAsked, setAsked] = useState(false)
  const lifting = useChange<string>(
    (call, reason) =>
      call(routes.liftBlackout, { params: { blackoutId: blackout.blackoutId }, body: { reason } }),
    'console.blackouts.lifted',
  )
  const where = blackout.facilityName ?? t('console.blackouts.everywhere')
  const days =
    blackout.fromDay === blackout.toDay
      ? dayText(blackout.fromDay)
      : `${dayText(blackout.fromDay)} – ${dayText(blackout.toDay)}`
  return (
    <li>
      <div className="c-grow">
        <strong>{days}</strong> · {where}
        <div className="cc-muted">
          {blackout.reason} · {blackout.madeBy}
        </div>
      </div>
      {blackout.mayLift ? (
        <Button
          size="s"
          aria-label={t('console.blackouts.lift.named', { where, days })}
          onClick={() => setAsked(true)}
        >
          {t('console.blackouts.lift')}
        </Button>
      ) : null}
      <ReasonDialog
        open={isAsked}
        title={t('console.blackouts.lift.named', { where, days })}
        words={<p>{t('console.blackouts.lift.words')}</p>}
        action={t('console.blackouts.lift')}
        onClose={() => setAsked(false)}
        onConfirm={(reason) => lifting.mutateAsync(reason)}
      />
    </li>
  )
}

function useChange<Given>(
  change: (call: ReturnType<typeof useCall>, given: Given) => Promise<BlackoutList>,
  done: 'console.blackouts.added' | 'console.blackouts.lifted',
) {
  const t = useT()
  const call = useCall()
  const queries = useQueryClient()
  const { toast } = useLive()
  return useMutation({
    mutationFn: (given: Given) => change(call, given),
    onSuccess: async (list) => {
      queries.setQueryData(blackoutsQuery(call).queryKey, list)
      toast({ text: t(done) })
      await queries.invalidateQueries({ queryKey: scheduleKeys.all })
    },
  })
}
