import { routes, type CountSheets } from '@cyclecount/contract'
import {
  Banner,
  Card,
  Cell,
  Code,
  DataTable,
  EmptyState,
  HeaderCell,
  PrintIcon,
  Row,
  RowHeader,
  Select,
} from '@cyclecount/ui'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { PrintButton } from '../../parts/print-button.tsx'
import { useCall, useMay } from '../../server/context.tsx'
import { keys } from '../../server/queries.ts'
import { isOver, useRun } from '../run/run-context.ts'
import { Barcode } from '../../parts/barcode.tsx'
import { FindSheet } from './find-sheet.tsx'
import { KeySheet } from './key-sheet.tsx'

type Area = CountSheets['areas'][number]

/** Sheets to count on paper when devices fail, one area after the other; printed, each area begins on a page of its own. */
export function SheetsTab() {
  const t = useT()
  const call = useCall()
  const run = useRun()
  const { runId } = run
  const mayKey = useMay()('assign-areas', run.facilityId) && !isOver(run)
  const [areaId, setAreaId] = useState('')
  const [keying, setKeying] = useState<string | null>(null)
  const query = useQuery(
    queryOptions({
      queryKey: [...keys.run(runId), 'sheets'],
      queryFn: () => call(routes.countSheets, { params: { runId } }),
    }),
  )
  return (
    <Loaded query={query} lines={12}>
      {({ areas }) => {
        const shown = areas.filter((area) => areaId === '' || area.areaId === areaId)
        const sheet = areas.find((area) => area.areaId === keying)
        if (sheet) return <KeySheet area={sheet} onDone={() => setKeying(null)} />
        return areas.length === 0 ? (
          <EmptyState icon={PrintIcon} title={t('console.sheets.none')} />
        ) : (
          <>
            {mayKey ? <FindSheet areas={areas} onFound={(area) => setKeying(area.areaId)} /> : null}
            {areas.some(({ locations }) => locations.some(({ items }) => items.length > 0)) ? null : (
              <Banner tone="info" title={t('console.sheets.unread')}>
                {t('console.sheets.unread.words')}
              </Banner>
            )}
            <div className="cc-toolbar">
              <Select
                label={t('console.figures.area')}
                value={areaId}
                onChange={(event) => setAreaId(event.currentTarget.value)}
                options={[
                  { value: '', label: t('console.sheets.all') },
                  ...areas.map((area) => ({ value: area.areaId, label: area.name })),
                ]}
              />
              <PrintButton />
            </div>
            {shown.map((area) => (
              <Sheet key={area.areaId} area={area} />
            ))}
          </>
        )
      }}
    </Loaded>
  )
}

function Sheet({ area }: { readonly area: Area }) {
  const t = useT()
  const run = useRun()
  return (
    <Card title={area.name} className="c-sheet">
      <p className="c-sheet-head">
        <Barcode text={`SHEET:${area.number}`} />
        {run.facilityName} · {run.name}
        {area.people.length === 0 ? null : ` · ${area.people.join(', ')}`}
      </p>
      <p className="c-sheet-head">
        {t('console.sheets.by')} <span className="c-blank" /> {t('console.sheets.at')}{' '}
        <span className="c-blank" />
      </p>
      {area.locations.map(({ locationId, code, items }) => (
        <section key={locationId} className="c-sheet-bin">
          <h3>
            <Barcode text={`LOC:${code}`} /> {code}
          </h3>
          <DataTable caption={t('console.sheets.bin', { code })} density="dense">
            <thead>
              <tr>
                <HeaderCell>{t('console.review.item')}</HeaderCell>
                <HeaderCell>{t('console.sheets.code')}</HeaderCell>
                <HeaderCell align="end">{t('console.sheets.counted')}</HeaderCell>
              </tr>
            </thead>
            <tbody>
              {items.map((item) => (
                <Row key={item.productId}>
                  <RowHeader>
                    {item.title}
                    <span className="c-under">
                      <Code>{item.sku}</Code>
                    </span>
                  </RowHeader>
                  <Cell>
                    <Barcode text={item.barcode} />
                  </Cell>
                  <Cell align="end">
                    <span className="c-blank" /> {item.unit}
                  </Cell>
                </Row>
              ))}
              <Row>
                <RowHeader>{t('console.sheets.other')}</RowHeader>
                <Cell>
                  <span className="c-blank" />
                </Cell>
                <Cell align="end">
                  <span className="c-blank" />
                </Cell>
              </Row>
            </tbody>
          </DataTable>
          <p className="c-sheet-empty">☐ {t('console.sheets.empty')}</p>
        </section>
      ))}
    </Card>
  )
}
