import type { FacilityDetail } from '@cyclecount/contract'
import type { AreaId } from '@cyclecount/domain'
import {
  Banner,
  Button,
  Card,
  DataTable,
  EmptyState,
  HeaderCell,
  AreaIcon,
  SegmentedControl,
  SelectCell,
} from '@cyclecount/ui'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { allShownToggled, coverage, nothingSelected, toggled, type Selection } from '../../parts/selection.ts'
import { useCall, useMay } from '../../server/context.tsx'
import { facilityQuery } from '../../server/queries.ts'
import { isOver, useRun } from '../run/run-context.ts'
import { AreaLine } from './area-line.tsx'
import { areaRows, loadByPerson } from './area-rows.ts'
import { AssignBar } from './assign-bar.tsx'

const route = getRouteApi('/runs/$runId/areas')

/** Who counts what. */
export function AreasTab() {
  const run = useRun()
  const query = useQuery(facilityQuery(useCall(), run.facilityId))
  return <Loaded query={query}>{(facility) => <Areas facility={facility} />}</Loaded>
}

function Areas({ facility }: { readonly facility: FacilityDetail }) {
  const t = useT()
  const run = useRun()
  const may = useMay()
  const { show } = route.useSearch()
  const navigate = route.useNavigate()
  const [selection, setSelection] = useState<Selection<AreaId>>(nothingSelected)
  const rows = areaRows(facility, run)
  const load = loadByPerson(rows)
  const unassigned = rows.filter(({ assignments }) => assignments.length === 0)
  const shown = show === 'unassigned' ? unassigned : rows
  const shownIds = shown.map(({ areaId }) => areaId)
  const mayAssign = may('assign-areas', run.facilityId) && !isOver(run)
  const chosen = coverage(selection, shownIds)

  if (rows.length === 0) {
    return (
      <Card>
        <EmptyState icon={AreaIcon} title={t('console.areas.none')}>
          {t('console.areas.none.words')}
        </EmptyState>
      </Card>
    )
  }
  return (
    <>
      {unassigned.length > 0 && !isOver(run) ? (
        <Banner
          tone="warn"
          title={t('console.areas.unassigned', { n: unassigned.length, total: rows.length })}
          actions={
            mayAssign ? (
              <Button
                size="s"
                onClick={() =>
                  setSelection({ ids: new Set(unassigned.map(({ areaId }) => areaId)), anchor: null })
                }
              >
                {t('console.areas.selectUnassigned')}
              </Button>
            ) : null
          }
        >
          {run.countType === 'HARD_COUNT' ? t('console.areas.unassigned.hard') : null}
        </Banner>
      ) : null}
      <div className="cc-toolbar">
        <SegmentedControl
          label={t('console.areas.show')}
          value={show ?? 'all'}
          options={[
            { value: 'all', label: t('console.areas.show.all'), count: rows.length },
            { value: 'unassigned', label: t('console.areas.show.unassigned'), count: unassigned.length },
          ]}
          onChange={(value) =>
            void navigate({ search: { show: value === 'all' ? undefined : value }, replace: true })
          }
        />
      </div>
      <Card flush>
        <DataTable caption={t('console.areas.caption')} className="c-fold">
          <thead>
            <tr>
              {mayAssign ? (
                <SelectCell
                  checked={chosen === 'all'}
                  mixed={chosen === 'some'}
                  onChange={() => setSelection(allShownToggled(selection, shownIds))}
                />
              ) : null}
              <HeaderCell>{t('console.areas.area')}</HeaderCell>
              <HeaderCell className="c-wide">{t('console.areas.zone')}</HeaderCell>
              <HeaderCell align="end" className="c-wide">
                {t('console.areas.locations')}
              </HeaderCell>
              <HeaderCell>{t('console.areas.people')}</HeaderCell>
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <AreaLine
                key={row.areaId}
                row={row}
                selected={selection.ids.has(row.areaId)}
                onToggle={mayAssign ? () => setSelection(toggled(selection, row.areaId)) : null}
              />
            ))}
          </tbody>
        </DataTable>
        {shown.length === 0 ? <EmptyState icon={AreaIcon} title={t('console.areas.allAssigned')} /> : null}
      </Card>
      {mayAssign && selection.ids.size > 0 ? (
        <AssignBar
          facility={facility}
          load={load}
          areaIds={[...selection.ids]}
          onDone={() => setSelection(nothingSelected())}
        />
      ) : null}
    </>
  )
}
