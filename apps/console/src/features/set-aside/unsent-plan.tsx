import { routes, type ReplyOf, type UnsentCheck, type UnsentFile } from '@cyclecount/contract'
import {
  Badge,
  Banner,
  Button,
  Cell,
  DataTable,
  DateTime,
  HeaderCell,
  Row,
  RowHeader,
  formatCount,
  useLive,
  useLocale,
} from '@cyclecount/ui'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { useCall } from '../../server/context.tsx'
import { keys } from '../../server/queries.ts'
import { useRun } from '../run/run-context.ts'

type Session = UnsentCheck['sessions'][number]

export interface UnsentPlanProps {
  readonly file: UnsentFile
  readonly check: UnsentCheck
  readonly onAnother: () => void
}

/** What taking the file in would do, and the taking in. */
export function UnsentPlan({ file, check, onAnother }: UnsentPlanProps) {
  const t = useT()
  const call = useCall()
  const { facilityId, runId, timeZone } = useRun()
  const queries = useQueryClient()
  const { toast } = useLive()
  const [asking, setAsking] = useState(false)
  const [done, setDone] = useState<ReplyOf<typeof routes.takeInUnsent> | null>(null)
  const wanted = check.sessions.filter(({ refused }) => refused === null)
  const fresh = wanted.reduce((sum, { records, here }) => sum + records - here, 0)

  async function takeIn(reason: string): Promise<void> {
    const told = await call(routes.takeInUnsent, { params: { facilityId }, body: { file, reason } })
    setDone(told)
    toast({ text: t('console.unsent.done', told) })
    await queries.invalidateQueries({ queryKey: keys.run(runId) })
  }

  const freshPhotos = check.photos.records - check.photos.here
  if (check.sessions.length === 0 && check.photos.records === 0)
    return <Banner tone="info" title={t('console.unsent.empty')} />
  return (
    <>
      <p className="c-run-note">
        <span>
          {t('console.unsent.of', { device: check.deviceLabel ?? t('console.aside.unknownDevice') })}{' '}
          <DateTime at={check.exportedAt} timeZone={timeZone} />
        </span>
        {check.deviceRevoked ? <Badge tone="warn">{t('console.unsent.revoked')}</Badge> : null}
      </p>
      {check.deviceLabel === null ? (
        <Banner tone="warn" title={t('console.unsent.notEnrolled')}>
          {t('console.unsent.notEnrolled.words')}
        </Banner>
      ) : null}
      {check.sessions.length === 0 ? null : <Counts sessions={check.sessions} />}
      {check.photos.records === 0 ? null : (
        <p>{t('console.unsent.photos', { n: check.photos.records, here: check.photos.here })}</p>
      )}
      {done === null ? null : (
        <Banner tone="ok" title={t('console.unsent.done', done)}>
          {t('console.unsent.done.words', done)}
        </Banner>
      )}
      <div className="cc-actions">
        <Button onClick={onAnother}>{t('console.unsent.another')}</Button>
        {done === null ? (
          <Button variant="primary" disabled={fresh + freshPhotos === 0} onClick={() => setAsking(true)}>
            {t('console.unsent.take', { n: fresh, photos: freshPhotos })}
          </Button>
        ) : null}
      </div>
      <ReasonDialog
        open={asking}
        title={t('console.unsent.take.title', { n: fresh, photos: freshPhotos })}
        words={t('console.unsent.take.words')}
        action={t('console.unsent.take', { n: fresh, photos: freshPhotos })}
        onClose={() => setAsking(false)}
        onConfirm={takeIn}
      />
    </>
  )
}

/** What the file holds of each count. */
function Counts({ sessions }: { readonly sessions: readonly Session[] }) {
  const t = useT()
  const locale = useLocale()
  return (
    <DataTable caption={t('console.unsent.caption')} density="dense" className="c-fold">
      <thead>
        <tr>
          <HeaderCell>{t('console.unsent.count')}</HeaderCell>
          <HeaderCell align="end" className="c-wide">
            {t('console.unsent.records')}
          </HeaderCell>
          <HeaderCell align="end" className="c-wide">
            {t('console.unsent.here')}
          </HeaderCell>
          <HeaderCell align="end">{t('console.unsent.new')}</HeaderCell>
          <HeaderCell>{t('console.unsent.remarks')}</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {sessions.map((session) => (
          <Row key={session.sessionId}>
            <RowHeader>
              {session.personName ?? t('console.unsent.nobody')}
              <span className="c-under">
                {[session.areaName, session.runName].filter((name) => name !== null).join(' · ')}
              </span>
              <Captured session={session} />
            </RowHeader>
            <Cell align="end" className="c-wide">
              {formatCount(session.records, locale)}
            </Cell>
            <Cell align="end" className="c-wide">
              {formatCount(session.here, locale)}
            </Cell>
            <Cell align="end">
              {session.refused === null ? formatCount(session.records - session.here, locale) : '–'}
            </Cell>
            <Cell>
              <Remarks session={session} />
            </Cell>
          </Row>
        ))}
      </tbody>
    </DataTable>
  )
}

function Captured({ session: { firstAt, lastAt } }: { readonly session: Session }) {
  const { timeZone } = useRun()
  if (firstAt === null || lastAt === null) return null
  const isRange = Math.floor(firstAt / 60_000) !== Math.floor(lastAt / 60_000)
  return (
    <span className="c-under">
      {isRange ? (
        <>
          <DateTime at={firstAt} timeZone={timeZone} zone="never" />
          {' – '}
        </>
      ) : null}
      <DateTime at={lastAt} timeZone={timeZone} />
    </span>
  )
}

/** What becomes of the count’s records, each in a sentence of its own. */
function Remarks({ session }: { readonly session: Session }) {
  const t = useT()
  const { refused, records, here, unreadable, late, missingBefore } = session
  if (refused !== null) return <span className="c-message">{refused}</span>
  const fresh = records - here
  return (
    <ul className="c-remarks">
      {fresh === 0 ? <li>{t('console.unsent.nothingNew')}</li> : null}
      {fresh > 0 ? (
        <li>{t(late ? 'console.unsent.willWait' : 'console.unsent.willCount', { n: fresh })}</li>
      ) : null}
      {unreadable > 0 ? <li>{t('console.unsent.unreadable', { n: unreadable })}</li> : null}
      {missingBefore > 0 ? <li>{t('console.unsent.missing', { n: missingBefore })}</li> : null}
    </ul>
  )
}
