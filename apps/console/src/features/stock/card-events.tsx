import type { StockCard } from '@cyclecount/contract'
import {
  Badge,
  Cell,
  Code,
  DataTable,
  DateTime,
  EmptyState,
  HeaderCell,
  HistoryIcon,
  Money,
  Quantity,
  Row,
  RowHeader,
  type Tone,
} from '@cyclecount/ui'
import { useT } from '../../i18n/use-t.ts'
import { microsOf } from '../../parts/micros.ts'
import { useMay } from '../../server/context.tsx'

type CardEvent = StockCard['events'][number]

const tones: Readonly<Record<CardEvent['kind'], Tone>> = {
  opening: 'neutral',
  receipt: 'neutral',
  sale: 'neutral',
  return: 'neutral',
  transfer: 'neutral',
  'manual-adjustment': 'warn',
  'physical-count': 'info',
  'cycle-count': 'info',
  'count-adjustment': 'ok',
  'cost-change': 'neutral',
}

export interface CardEventsProps {
  readonly card: StockCard
  readonly events: readonly CardEvent[]
}

/** The stock card: every event that made the book what it is, newest first. */
export function CardEvents({ card, events }: CardEventsProps) {
  const t = useT()
  const seesCost = useMay()('see-cost', card.facilityId)
  if (events.length === 0) return <EmptyState icon={HistoryIcon} title={t('console.card.noEvents')} />
  return (
    <DataTable caption={t('console.card.events')} density="dense" className="c-fold">
      <thead>
        <tr>
          <HeaderCell>{t('console.card.what')}</HeaderCell>
          <HeaderCell className="c-wide">{t('console.card.bin')}</HeaderCell>
          <HeaderCell align="end">{t('console.card.quantity')}</HeaderCell>
          <HeaderCell align="end">{t('console.card.balance')}</HeaderCell>
          {seesCost ? (
            <HeaderCell align="end" className="c-wider">
              {t('console.card.cost')}
            </HeaderCell>
          ) : null}
          <HeaderCell className="c-wide">{t('console.card.why')}</HeaderCell>
          <HeaderCell className="c-wider">{t('console.card.source')}</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {events.map((event) => (
          <EventRow key={event.seq} card={card} event={event} seesCost={seesCost} />
        ))}
      </tbody>
    </DataTable>
  )
}

/** A booking later than this after the event is worth saying. */
const LATE_MS = 60_000

interface EventRowProps {
  readonly card: StockCard
  readonly event: CardEvent
  readonly seesCost: boolean
}

function EventRow({ card, event, seesCost }: EventRowProps) {
  const t = useT()
  return (
    <Row>
      <RowHeader>
        <Badge tone={tones[event.kind]} icon={null}>
          {t(`console.card.kind.${event.kind}`)}
        </Badge>
        <span className="c-under">
          <DateTime at={event.at} timeZone={card.timeZone} format="seconds" zone="never" />
        </span>
        {event.recordedAt - event.at > LATE_MS ? (
          <span className="c-under">
            {t('console.card.recorded')}{' '}
            <DateTime at={event.recordedAt} timeZone={card.timeZone} zone="never" />
          </span>
        ) : null}
        <span className="c-under c-narrow">
          <Why event={event} />
        </span>
      </RowHeader>
      <Cell className="c-wide">
        <Code>{event.bin}</Code>
      </Cell>
      <Cell align="end">
        <strong>
          <Quantity milli={event.quantityMilli} sign="exceptZero" />
        </strong>
        {event.countedMilli === null ? null : (
          <span className="c-under">
            {t('console.card.counted')} <Quantity milli={event.countedMilli} />
            {event.expectedMilli === null ? null : (
              <>
                {' / '}
                {t('console.card.expected')} <Quantity milli={event.expectedMilli} />
              </>
            )}
            {event.round === null ? null : ` · ${t('console.run.round', { n: event.round })}`}
          </span>
        )}
      </Cell>
      <Cell align="end">
        <Quantity milli={event.balanceAfterMilli} />
      </Cell>
      {seesCost ? (
        <Cell align="end" className="c-wider">
          <Money micros={microsOf(event.costDeltaMicros)} currency={card.currency} sign="exceptZero" />
        </Cell>
      ) : null}
      <Cell className="c-wide">
        <Why event={event} />
      </Cell>
      <Cell className="c-wider">
        {event.sourceRef === '' ? null : <Code>{event.sourceRef}</Code>}
        {event.documentId === '' ? null : (
          <span className="c-under">
            <Code>{event.documentId}</Code>
          </span>
        )}
      </Cell>
    </Row>
  )
}

function Why({ event }: { readonly event: CardEvent }) {
  return (
    <>
      {event.reason}
      <span className="c-under">{event.actor}</span>
      {event.comment === '' ? null : <q className="c-under">{event.comment}</q>}
    </>
  )
}
