import { routes, type HintSourceList } from '@cyclecount/contract'
import type { FacilityId } from '@cyclecount/domain'
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
import { hintsQuery, keys } from '../../server/queries.ts'
import { AddHints } from './add-hints.tsx'

type Source = HintSourceList['facilities'][number]

/** At which facilities the inventory system tells that stock changed. */
export function HintsCard() {
  const t = useT()
  const call = useCall()
  const queries = useQueryClient()
  const query = useQuery(hintsQuery(call))
  const making = useMutation({
    mutationFn: (facilityId: FacilityId) => call(routes.makeHintSecret, { params: { facilityId } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.hints }),
  })
  const [adding, setAdding] = useState(false)
  const [stopping, setStopping] = useState<Source | null>(null)
  const known = query.data?.facilities ?? []
  return (
    <Card
      flush={known.length > 0}
      title={t('console.hints.title')}
      aside={<Button onClick={() => setAdding(true)}>{t('console.hints.add')}</Button>}
    >
      <Loaded query={query}>
        {({ facilities }) =>
          facilities.length === 0 ? (
            <p>{t('console.hints.none')}</p>
          ) : (
            <Sources
              facilities={facilities}
              onSecret={(facilityId) => making.mutate(facilityId)}
              onStop={setStopping}
            />
          )
        }
      </Loaded>
      {making.error ? <Failure error={making.error} /> : null}
      {adding ? (
        <AddHints
          taken={known.map(({ facilityId }) => facilityId)}
          onClose={() => setAdding(false)}
          onChosen={(facilityId) => {
            setAdding(false)
            making.mutate(facilityId)
          }}
        />
      ) : null}
      <Stop source={stopping} onClose={() => setStopping(null)} />
      {making.data === undefined ? null : (
        <SecretDialog
          title={t('console.hints.secret.title')}
          words={t('console.hints.secret.words')}
          secret={making.data.secret}
          onClose={() => making.reset()}
        />
      )}
    </Card>
  )
}

interface SourcesProps {
  readonly facilities: readonly Source[]
  readonly onSecret: (facilityId: FacilityId) => void
  readonly onStop: (source: Source) => void
}

function Sources({ facilities, onSecret, onStop }: SourcesProps) {
  const t = useT()
  return (
    <DataTable caption={t('console.hints.title')} className="c-fold">
      <thead>
        <tr>
          <HeaderCell>{t('console.hints.facility')}</HeaderCell>
          <HeaderCell>{t('console.hints.told')}</HeaderCell>
          <HeaderCell>{t('console.hints.state')}</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {facilities.map((source) => (
          <Row key={source.facilityId}>
            <RowHeader>
              {source.name}
              {source.previousSecretUntil === null ? null : (
                <span className="c-under">
                  {t('console.hints.bothGood')}{' '}
                  <DateTime at={source.previousSecretUntil} timeZone={browserZone()} />
                </span>
              )}
            </RowHeader>
            <Cell>
              {source.lastToldAt === null ? t('console.hints.never') : <Ago at={source.lastToldAt} />}
            </Cell>
            <Cell shrink>
              <span className="c-badges">
                <Badge tone={source.stoppedAt === null ? 'ok' : 'neutral'}>
                  {t(source.stoppedAt === null ? 'console.hints.on' : 'console.hints.stopped')}
                </Badge>
                <Button
                  size="s"
                  aria-label={t('console.hints.rotateNamed', { facility: source.name })}
                  onClick={() => onSecret(source.facilityId)}
                >
                  {t('console.hints.rotate')}
                </Button>
                {source.stoppedAt === null ? (
                  <Button
                    size="s"
                    aria-label={t('console.hints.stopNamed', { facility: source.name })}
                    onClick={() => onStop(source)}
                  >
                    {t('console.hints.stop')}
                  </Button>
                ) : null}
              </span>
            </Cell>
          </Row>
        ))}
      </tbody>
    </DataTable>
  )
}

function Stop({ source, onClose }: { readonly source: Source | null; readonly onClose: () => void }) {
  const t = useT()
  const call = useCall()
  const queries = useQueryClient()
  const { toast } = useLive()
  return (
    <ReasonDialog
      open={source !== null}
      danger
      title={t('console.hints.stop.title', { facility: source?.name ?? '' })}
      words={t('console.hints.stop.words')}
      action={t('console.hints.stop')}
      onClose={onClose}
      onConfirm={async (reason) => {
        if (source === null) return
        await call(routes.stopHints, { params: { facilityId: source.facilityId }, body: { reason } })
        toast({ text: t('console.hints.stop.done', { facility: source.name }) })
        await queries.invalidateQueries({ queryKey: keys.hints })
      }}
    />
  )
}
