import { useQuery } from '@tanstack/react-query'
import { Loaded } from '../../parts/loaded.tsx'
import { useCall } from '../../server/context.tsx'
import { AccuracyBy } from './accuracy-by.tsx'
import { AccuracyOverTime } from './accuracy-over-time.tsx'
import { CoverageCard } from './coverage-card.tsx'
import { OverdueCard } from './overdue-card.tsx'
import { OneCurrencyCard } from './one-currency-card.tsx'
import { ParetoCard } from './pareto-card.tsx'
import { ProductivityCard } from './productivity-card.tsx'
import { accuracyQuery, type FiguresFilter } from './queries.ts'
import { Readings } from './readings.tsx'
import { ReasonsCard } from './reasons-card.tsx'
import { WaitingCard } from './waiting-card.tsx'

/** All figures of a store, or of every one that is looked after. */
export function FiguresCards({ filter }: { readonly filter: FiguresFilter }) {
  const query = useQuery(accuracyQuery(useCall(), filter, 'month'))
  return (
    <div className="c-figures">
      <Loaded query={query} lines={12}>
        {(figures) => (
          <>
            <Readings figures={figures} />
            <OneCurrencyCard total={figures.total} />
            <AccuracyOverTime figures={figures} query={{ ...filter, table: 'accuracy', by: 'month' }} />
          </>
        )}
      </Loaded>
      <AccuracyBy key={filter.facilityId} filter={filter} />
      <ReasonsCard filter={filter} />
      <div className="c-figures c-two">
        <ParetoCard filter={filter} by="item" />
        <ParetoCard filter={filter} by="area" />
      </div>
      <CoverageCard filter={filter} />
      <OverdueCard filter={filter} />
      <div className="c-figures c-two">
        <ProductivityCard filter={filter} />
        <WaitingCard filter={filter} />
      </div>
    </div>
  )
}
