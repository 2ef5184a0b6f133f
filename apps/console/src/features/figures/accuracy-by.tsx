import { SegmentedControl } from '@cyclecount/ui'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { useCall } from '../../server/context.tsx'
import { AccuracyTable } from './accuracy-table.tsx'
import { accuracyQuery, type FiguresFilter } from './queries.ts'

const GROUPS = ['facility', 'zone', 'area', 'category', 'run'] as const

/** Record accuracy place by place: bars with their interval, and every measure in the table. */
export function AccuracyBy({ filter }: { readonly filter: FiguresFilter }) {
  const t = useT()
  const [by, setBy] = useState<(typeof GROUPS)[number]>(
    (filter.facilityId ?? filter.runId) ? 'zone' : 'facility',
  )
  const query = useQuery(accuracyQuery(useCall(), filter, by))
  const groups =
    filter.runId === undefined ? GROUPS : GROUPS.filter((each) => each !== 'run' && each !== 'facility')
  return (
    <Loaded query={query}>
      {(figures) => (
        <AccuracyTable
          figures={figures}
          query={{ ...filter, table: 'accuracy', by }}
          tools={
            <SegmentedControl
              label={t('console.figures.accuracyBy.by')}
              value={by}
              onChange={setBy}
              options={groups.map((value) => ({ value, label: t(`console.figures.by.${value}`) }))}
            />
          }
        />
      )}
    </Loaded>
  )
}
