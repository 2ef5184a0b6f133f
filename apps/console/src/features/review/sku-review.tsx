import type { ReplyOf, routes } from '@cyclecount/contract'
import {
  Card,
  Cell,
  Code,
  DataTable,
  EmptyState,
  HeaderCell,
  Quantity,
  ReviewIcon,
  Row,
  RowHeader,
} from '@cyclecount/ui'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useT } from '../../i18n/use-t.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { MoreButton } from '../../parts/more-button.tsx'
import { unitShown } from '../../parts/unit.ts'
import { useCall } from '../../server/context.tsx'
import { skuTotalsQuery } from '../../server/queries.ts'
import { useRun } from '../run/run-context.ts'

type SkuLine = ReplyOf<typeof routes.skuTotals>['lines'][number]

/** One line per SKU: all sessions and locations of the store added up. */
export function SkuReview() {
  const t = useT()
  const run = useRun()
  const query = useInfiniteQuery(skuTotalsQuery(useCall(), run.runId))
  return (
    <Loaded query={query}>
      {({ pages }) => {
        const lines = pages.flatMap((page) => page.lines)
        return lines.length === 0 ? (
          <Card>
            <EmptyState icon={ReviewIcon} title={t('console.review.none')}>
              {t('console.review.none.words')}
            </EmptyState>
          </Card>
        ) : (
          <Card flush>
            <DataTable caption={t('console.sku.caption')} density="dense" className="c-fold">
              <thead>
                <tr>
                  <HeaderCell>{t('console.review.item')}</HeaderCell>
                  <HeaderCell align="end" className="c-wide">
                    {t('console.sku.locations')}
                  </HeaderCell>
                  <HeaderCell align="end" className="c-wide">
                    {t('console.sku.sessions')}
                  </HeaderCell>
                  <HeaderCell align="end" className="c-wide">
                    {t('console.review.expected')}
                  </HeaderCell>
                  <HeaderCell align="end" className="c-wide">
                    {t('console.review.counted')}
                  </HeaderCell>
                  <HeaderCell align="end">{t('console.review.variance')}</HeaderCell>
                </tr>
              </thead>
              <tbody>
                {lines.map((line) => (
                  <SkuRow key={`${line.productId} ${line.unit}`} line={line} />
                ))}
              </tbody>
            </DataTable>
            <MoreButton query={query} />
          </Card>
        )
      }}
    </Loaded>
  )
}

function SkuRow({ line }: { readonly line: SkuLine }) {
  return (
    <Row>
      <RowHeader>
        {line.title}
        <span className="c-under">
          <Code>{line.sku}</Code>
          <span className="c-narrow">
            {' '}
            · <Quantity milli={line.expectedMilli} unit={unitShown(line.unit)} /> →{' '}
            <Quantity milli={line.countedMilli} unit={unitShown(line.unit)} />
          </span>
        </span>
      </RowHeader>
      <Cell align="end" className="c-wide">
        {line.locations}
      </Cell>
      <Cell align="end" className="c-wide">
        {line.sessions}
      </Cell>
      <Cell align="end" className="c-wide">
        <Quantity milli={line.expectedMilli} unit={unitShown(line.unit)} />
      </Cell>
      <Cell align="end" className="c-wide">
        <Quantity milli={line.countedMilli} unit={unitShown(line.unit)} />
      </Cell>
      <Cell align="end">
        <strong>
          <Quantity milli={line.varianceMilli} unit={unitShown(line.unit)} sign="exceptZero" />
        </strong>
      </Cell>
    </Row>
  )
}
