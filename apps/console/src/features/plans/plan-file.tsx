import { routes, type ItemSet } from '@cyclecount/contract'
import type { FacilityId } from '@cyclecount/domain'
import { Banner, Cell, DataTable, Field, HeaderCell, Row, useLive } from '@cyclecount/ui'
import { useMutation } from '@tanstack/react-query'
import { useT } from '../../i18n/use-t.ts'
import { Failure } from '../../parts/failure.tsx'
import { useCall } from '../../server/context.tsx'

export interface PlanFileProps {
  readonly onSkus: (skus: readonly string[]) => void
  readonly onFacilities: (own: ReadonlyMap<FacilityId, ItemSet>) => void
}

/** Takes SKUs, or facilities with their SKUs, from a file; all of it, or nothing and everything that is wrong with it. */
export function PlanFile({ onSkus, onFacilities }: PlanFileProps) {
  const t = useT()
  const call = useCall()
  const { toast } = useLive()
  const reading = useMutation({
    mutationFn: (text: string) => call(routes.readPlanFile, { body: { text } }),
    onSuccess: ({ skus, facilities, faults }) => {
      if (faults.length > 0) return
      if (skus.length > 0) onSkus(skus)
      else
        onFacilities(
          new Map(
            facilities.map((place) => [
              place.facilityId,
              { kind: 'any-of' as const, parts: [{ kind: 'skus' as const, skus: place.skus }] },
            ]),
          ),
        )
      toast({ text: t('console.plans.file.taken', { skus: skus.length, facilities: facilities.length }) })
    },
  })
  const faults = reading.data?.faults ?? []
  return (
    <details>
      <summary>{t('console.plans.file')}</summary>
      <div className="c-stack">
        <Field label={t('console.plans.file.choose')} hint={t('console.plans.file.hint')}>
          {({ required: _, ...control }) => (
            <input
              type="file"
              accept=".csv,text/csv,text/plain"
              className="cc-input c-file"
              onChange={(event) => {
                const [chosen] = event.currentTarget.files ?? []
                if (chosen) void chosen.text().then((text) => reading.mutate(text))
              }}
              {...control}
            />
          )}
        </Field>
        {reading.error ? <Failure error={reading.error} /> : null}
        {faults.length === 0 ? null : (
          <>
            <Banner tone="bad" title={t('console.plans.file.wrong', { n: faults.length })}>
              {t('console.plans.file.nothing')}
            </Banner>
            <DataTable caption={t('console.plans.file.wrong', { n: faults.length })} density="dense">
              <thead>
                <tr>
                  <HeaderCell align="end">{t('console.plans.file.row')}</HeaderCell>
                  <HeaderCell>{t('console.plans.file.column')}</HeaderCell>
                  <HeaderCell>{t('console.plans.file.what')}</HeaderCell>
                </tr>
              </thead>
              <tbody>
                {faults.map(({ row, column, message }, index) => (
                  // Faults have no name of their own, and never change their order.
                  <Row key={index}>
                    <Cell align="end">{row ?? '–'}</Cell>
                    <Cell>{column ?? '–'}</Cell>
                    <Cell>{message}</Cell>
                  </Row>
                ))}
              </tbody>
            </DataTable>
          </>
        )}
      </div>
    </details>
  )
}
