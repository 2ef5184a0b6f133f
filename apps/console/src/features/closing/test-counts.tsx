import type { CountClosing } from '@cyclecount/contract'
import {
  Card,
  Cell,
  Code,
  DataTable,
  DateTime,
  EmptyState,
  HeaderCell,
  Quantity,
  ReviewIcon,
  Row,
  RowHeader,
} from '@cyclecount/ui'
import { useT } from '../../i18n/use-t.ts'
import { unitShown } from '../../parts/unit.ts'
import { useMay } from '../../server/context.tsx'
import { useRun } from '../run/run-context.ts'
import { TestCountForm } from './test-count-form.tsx'

/** What auditors counted themselves, compared with what was counted. */
export function TestCounts({ closing: { testCounts } }: { readonly closing: CountClosing }) {
  const t = useT()
  const run = useRun()
  const mayTest = useMay()('test-count', run.facilityId)
  return (
    <Card title={t('console.closing.tests')}>
      <p className="c-figure-note">{t('console.closing.tests.note')}</p>
      {mayTest ? <TestCountForm /> : null}
      {testCounts.length === 0 ? (
        <EmptyState icon={ReviewIcon} title={t('console.closing.tests.none')} />
      ) : (
        <DataTable caption={t('console.closing.tests')} density="dense" className="c-fold">
          <thead>
            <tr>
              <HeaderCell>{t('console.review.item')}</HeaderCell>
              <HeaderCell align="end">{t('console.closing.tests.recorded')}</HeaderCell>
              <HeaderCell align="end">{t('console.closing.tests.counted')}</HeaderCell>
              <HeaderCell align="end">{t('console.closing.tests.difference')}</HeaderCell>
              <HeaderCell className="c-wide">{t('console.closing.tests.by')}</HeaderCell>
            </tr>
          </thead>
          <tbody>
            {testCounts.map((row) => (
              <Row key={row.testCountId}>
                <RowHeader>
                  {row.title}
                  <span className="c-under">
                    {row.sku === null ? null : <Code>{row.sku}</Code>}{' '}
                    {row.locationCode === null ? (
                      t('console.review.nowhere')
                    ) : (
                      <Code>{row.locationCode}</Code>
                    )}
                  </span>
                  {row.note === '' ? null : <q className="c-under">{row.note}</q>}
                </RowHeader>
                <Cell align="end">
                  <Quantity milli={row.recordedMilli} unit={unitShown(row.unit)} />
                </Cell>
                <Cell align="end">
                  <Quantity milli={row.countedMilli} unit={unitShown(row.unit)} />
                </Cell>
                <Cell align="end">
                  <strong>
                    <Quantity milli={row.differenceMilli} sign="exceptZero" />
                  </strong>
                </Cell>
                <Cell className="c-wide">
                  {row.countedBy}
                  <span className="c-under">
                    <DateTime at={row.countedAt} timeZone={run.timeZone} />
                  </span>
                </Cell>
              </Row>
            ))}
          </tbody>
        </DataTable>
      )}
    </Card>
  )
}
