import type { ReadableRecord } from '@cyclecount/contract'
import { Cell, Code, DateTime, Quantity, Row, RowHeader, SelectCell } from '@cyclecount/ui'
import { Fragment, type ReactNode } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { useWord } from '../../i18n/use-word.ts'
import { useRun } from '../run/run-context.ts'
import type { AsideSession } from './set-aside-card.tsx'

export interface SetAsideRowProps {
  readonly record: AsideSession['records'][number]
  /** Who counts; a record says its person only where it names another one. */
  readonly counter: string | null
  readonly chosen: boolean
  /** Null where the person may not decide. */
  readonly onChoose: (() => void) | null
}

/** What can be read of a record, and why it does not count. */
export function SetAsideRow({ record, counter, chosen, onChoose }: SetAsideRowProps) {
  const t = useT()
  const { timeZone } = useRun()
  const { read, inLog, why, notCountable, deviceSeq, receivedAt } = record
  const device = record.deviceLabel ?? t('console.aside.unknownDevice')
  const what = nameOf(read) ?? t('console.aside.unreadable')
  const origin: readonly ReactNode[] = [
    t('console.aside.place', { n: deviceSeq }),
    read.capturedAt === null ? null : <DateTime at={read.capturedAt} timeZone={timeZone} format="seconds" />,
  ]
  return (
    <Row selected={chosen}>
      {onChoose ? (
        <SelectCell
          rowLabel={t('console.aside.named', { what, n: deviceSeq, device })}
          checked={chosen}
          onChange={onChoose}
        />
      ) : null}
      <RowHeader>
        {what}
        <span className="c-under">
          <Facts read={read} counter={counter} />
        </span>
        <span className="c-under c-narrow">
          <Dotted parts={[device, ...origin]} />
        </span>
      </RowHeader>
      <Cell>
        <span className="c-message">{why}</span>
        {inLog === null ? null : (
          <span className="c-under">
            {t('console.aside.inLog')}{' '}
            <Facts read={inLog} counter={counter} name={nameOf(inLog) === what ? null : nameOf(inLog)} />
          </span>
        )}
        {notCountable === null || notCountable === why ? null : (
          <span className="c-under">{t('console.aside.not', { why: notCountable })}</span>
        )}
      </Cell>
      <Cell className="c-wide">
        {device}
        <span className="c-under">
          <Dotted parts={origin} />
        </span>
      </Cell>
      <Cell className="c-wider">
        <DateTime at={receivedAt} timeZone={timeZone} />
      </Cell>
    </Row>
  )
}

function nameOf({ title, code }: ReadableRecord): string | null {
  return title ?? code
}

interface FactsProps {
  readonly read: ReadableRecord
  readonly counter: string | null
  readonly name?: string | null
}

/** What was done, how much, where and by whom, as far as it is known. */
function Facts({ read, counter, name = null }: FactsProps) {
  const word = useWord()
  const { kind, quantityMilli, unit, locationCode, person } = read
  const quantity =
    quantityMilli === null ? null : (
      <>
        <Quantity milli={quantityMilli} /> {unit === 'each' ? null : unit}
      </>
    )
  const place = locationCode === null ? null : <Code>{locationCode}</Code>
  const who = person === counter ? null : person
  return <Dotted parts={[name, kind === null ? null : word(kind), quantity, place, who]} />
}

function Dotted({ parts }: { readonly parts: readonly ReactNode[] }) {
  return parts
    .filter((part) => part !== null)
    .map((part, index) => (
      <Fragment key={index}>
        {index === 0 ? null : ' · '}
        {part}
      </Fragment>
    ))
}
