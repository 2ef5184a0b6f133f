import { routes, type TimeZoneChange } from '@cyclecount/contract'
import type { FacilityId } from '@cyclecount/domain'
import {
  Button,
  Card,
  Cell,
  DataTable,
  DateTime,
  HeaderCell,
  Row,
  RowHeader,
  TextField,
  useLive,
} from '@cyclecount/ui'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { FacilitySelect, useFacilities } from '../../parts/facility-select.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { useLocalText } from '../../parts/local-time.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { useCall } from '../../server/context.tsx'
import { timeZonePreviewQuery } from '../../server/schedule-queries.ts'
import { ClockNote } from './next-starts.tsx'

const zones = Intl.supportedValuesOf('timeZone')

/** The clock of a facility, and what another one would move, before it is changed. */
export function TimeZoneTab() {
  const t = useT()
  const list = useId()
  const facilities = useFacilities('plan-runs')
  const [chosen, setChosen] = useState<FacilityId | undefined>(facilities[0]?.facilityId)
  const [typed, setTyped] = useState('')
  const [asked, setAsked] = useState<string | null>(null)
  const facility = facilities.find(({ facilityId }) => facilityId === chosen)
  if (facility === undefined) return null
  return (
    <>
      <p className="cc-muted">{t('console.zone.note')}</p>
      <Card>
        <form
          noValidate
          className="c-stack"
          onSubmit={(event) => {
            event.preventDefault()
            setAsked(typed.trim() === '' ? null : typed.trim())
          }}
        >
          <FacilitySelect
            needs="plan-runs"
            value={chosen}
            onChange={(facilityId) => {
              setChosen(facilityId)
              setAsked(null)
            }}
          />
          <p>{t('console.zone.now', { facility: facility.name, zone: facility.timeZone })}</p>
          <TextField
            label={t('console.zone.new')}
            hint={t('console.zone.new.hint')}
            list={list}
            autoComplete="off"
            spellCheck={false}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <datalist id={list}>
            {zones.map((zone) => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
          <div className="cc-actions">
            <Button type="submit">{t('console.zone.show')}</Button>
          </div>
        </form>
      </Card>
      {asked === null ? null : (
        <Moves
          key={`${facility.facilityId} ${asked}`}
          facilityId={facility.facilityId}
          timeZone={asked}
          onChanged={() => {
            setAsked(null)
            setTyped('')
          }}
        />
      )}
    </>
  )
}

interface MovesProps {
  readonly facilityId: FacilityId
  readonly timeZone: string
  readonly onChanged: () => void
}

function Moves({ facilityId, timeZone, onChanged }: MovesProps) {
  const t = useT()
  const query = useQuery(timeZonePreviewQuery(useCall(), facilityId, timeZone))
  const [isAsked, setAsked] = useState(false)
  const changing = useChangeZone(facilityId, timeZone)
  return (
    <Loaded query={query}>
      {(change) => (
        <Card flush>
          {change.runs.length === 0 ? (
            <p className="c-more">{t('console.zone.none')}</p>
          ) : (
            <RunMoves change={change} />
          )}
          <div className="c-more c-stack">
            {change.begun === 0 ? null : <p>{t('console.zone.begun', { count: change.begun })}</p>}
            <div className="cc-actions">
              <Button variant="primary" disabled={change.from === change.to} onClick={() => setAsked(true)}>
                {t('console.zone.change')}
              </Button>
            </div>
          </div>
          <ReasonDialog
            open={isAsked}
            title={t('console.zone.change')}
            words={
              <p>
                {t('console.zone.change.words', {
                  facility: change.facilityName,
                  from: change.from,
                  to: change.to,
                  count: change.runs.length,
                })}
              </p>
            }
            action={t('console.zone.change')}
            onClose={() => setAsked(false)}
            onConfirm={async (reason) => {
              await changing.mutateAsync(reason)
              onChanged()
            }}
          />
        </Card>
      )}
    </Loaded>
  )
}

function RunMoves({ change }: { readonly change: TimeZoneChange }) {
  const t = useT()
  return (
    <DataTable caption={t('console.zone.moves')} className="c-fold">
      <thead>
        <tr>
          <HeaderCell>{t('console.zone.run')}</HeaderCell>
          <HeaderCell>{t('console.zone.meant')}</HeaderCell>
          <HeaderCell>{t('console.zone.before')}</HeaderCell>
          <HeaderCell>{t('console.zone.after')}</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {change.runs.map((run) => (
          <Row key={run.runId}>
            <RowHeader>{run.name}</RowHeader>
            <Cell>
              <Meant local={run.startLocal} placed={run.start} />
              <Meant local={run.dueLocal} placed={run.due} />
            </Cell>
            <Cell>
              <Span from={run.startAt} to={run.dueAt} />
            </Cell>
            <Cell>
              <Span from={run.start?.at ?? null} to={run.due?.at ?? null} />
            </Cell>
          </Row>
        ))}
      </tbody>
    </DataTable>
  )
}

function Meant({
  local,
  placed,
}: {
  readonly local: string | null
  readonly placed: TimeZoneChange['runs'][number]['start']
}) {
  const localText = useLocalText()
  if (local === null) return null
  return (
    <div>
      {localText(local)}
      {placed === null ? null : <ClockNote placed={placed} local={local} />}
    </div>
  )
}

function Span({ from, to }: { readonly from: number | null; readonly to: number | null }) {
  return (
    <>
      {from === null ? null : (
        <div>
          <DateTime at={from} timeZone="UTC" zone="always" />
        </div>
      )}
      {to === null ? null : (
        <div>
          <DateTime at={to} timeZone="UTC" zone="always" />
        </div>
      )}
    </>
  )
}

function useChangeZone(facilityId: FacilityId, timeZone: string) {
  const t = useT()
  const call = useCall()
  const queries = useQueryClient()
  const { toast } = useLive()
  return useMutation({
    mutationFn: (reason: string) =>
      call(routes.changeTimeZone, { params: { facilityId }, body: { timeZone, reason } }),
    onSuccess: async (changed) => {
      toast({ text: t('console.zone.changed', { facility: changed.facilityName, zone: changed.to }) })
      // The zone stands beside every time that is shown.
      await queries.invalidateQueries()
    },
  })
}
