import type { StockCard } from '@cyclecount/contract'
import {
  Cell,
  Code,
  DataTable,
  EmptyState,
  HeaderCell,
  Quantity,
  Row,
  RowHeader,
  StoreIcon,
} from '@cyclecount/ui'
import { useT } from '../../i18n/use-t.ts'
import { useWord } from '../../i18n/use-word.ts'

/** Where the item lies: zone, bin, lot, serial, state. */
export function Positions({ card }: { readonly card: StockCard }) {
  const t = useT()
  const word = useWord()
  if (card.positions.length === 0)
    return <EmptyState icon={StoreIcon} title={t('console.card.noPositions')} />
  return (
    <DataTable caption={t('console.card.positions')} density="dense" className="c-fold">
      <thead>
        <tr>
          <HeaderCell>{t('console.card.bin')}</HeaderCell>
          <HeaderCell className="c-wide">{t('console.card.zone')}</HeaderCell>
          <HeaderCell className="c-wide">{t('console.card.tracked')}</HeaderCell>
          <HeaderCell className="c-wide">{t('console.card.state')}</HeaderCell>
          <HeaderCell align="end">{t('console.stock.onHand')}</HeaderCell>
          <HeaderCell align="end">{t('console.stock.available')}</HeaderCell>
          <HeaderCell align="end" className="c-wide">
            {t('console.stock.reserved')}
          </HeaderCell>
        </tr>
      </thead>
      <tbody>
        {card.positions.map((position) => {
          const { zone, bin, lot, serial, stockState } = position
          const tracked = [lot, serial].filter((part) => part !== null).join(' · ')
          return (
            <Row key={[zone, bin, lot, serial, stockState].join('|')}>
              <RowHeader>
                <Code>{bin}</Code>
                <span className="c-under c-narrow">
                  {[zone, tracked, word(stockState)].filter((part) => part !== '').join(' · ')}
                </span>
              </RowHeader>
              <Cell className="c-wide">{zone}</Cell>
              <Cell className="c-wide">{tracked === '' ? '' : <Code>{tracked}</Code>}</Cell>
              <Cell className="c-wide">{word(stockState)}</Cell>
              <Cell align="end">
                <Quantity milli={position.onHandMilli} />
              </Cell>
              <Cell align="end">
                <Quantity milli={position.availableMilli} />
              </Cell>
              <Cell align="end" className="c-wide">
                <Quantity milli={position.reservedMilli} />
              </Cell>
            </Row>
          )
        })}
      </tbody>
    </DataTable>
  )
}
