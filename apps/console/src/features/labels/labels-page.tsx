import type { FacilityDetail } from '@cyclecount/contract'
import type { FacilityId } from '@cyclecount/domain'
import { AreaIcon, Card, EmptyState, SegmentedControl, Select } from '@cyclecount/ui'
import { useQuery } from '@tanstack/react-query'
import { Link, getRouteApi } from '@tanstack/react-router'
import { useT } from '../../i18n/use-t.ts'
import { Barcode } from '../../parts/barcode.tsx'
import { FacilitySelect, useFacilities } from '../../parts/facility-select.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { Page } from '../../parts/page.tsx'
import { PrintButton } from '../../parts/print-button.tsx'
import { useCall } from '../../server/context.tsx'
import { facilityQuery } from '../../server/queries.ts'

const route = getRouteApi('/labels')

/** Labels of the bins of a facility, to be printed and put up: who scans one is in that bin. */
export function LabelsPage() {
  const t = useT()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const facilities = useFacilities('see-runs')
  const facility = facilities.find(({ facilityId }) => facilityId === search.facility) ?? facilities[0]
  return (
    <Page
      title={t('console.labels.title')}
      note={t('console.labels.note')}
      over={<Link to="/board">{t('console.board.title')}</Link>}
      actions={<PrintButton />}
    >
      {facility ? (
        <OfFacility
          key={facility.facilityId}
          facilityId={facility.facilityId}
          onFacility={(facilityId) =>
            void navigate({ search: { ...search, facility: facilityId, area: undefined }, replace: true })
          }
        />
      ) : null}
    </Page>
  )
}

interface OfFacilityProps {
  readonly facilityId: FacilityId
  readonly onFacility: (facilityId: FacilityId | undefined) => void
}

function OfFacility({ facilityId, onFacility }: OfFacilityProps) {
  const t = useT()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const query = useQuery(facilityQuery(useCall(), facilityId))
  const areas = query.data?.areas ?? []
  return (
    <>
      <search className="cc-toolbar" aria-label={t('console.filters')}>
        <FacilitySelect needs="see-runs" value={facilityId} onChange={onFacility} />
        <Select
          label={t('console.boardFile.area')}
          value={search.area ?? ''}
          onChange={(event) => {
            const area = areas.find((each) => each.areaId === event.currentTarget.value)?.areaId
            void navigate({ search: { ...search, area }, replace: true })
          }}
          options={[
            { value: '', label: t('console.labels.allAreas') },
            ...areas.map((area) => ({ value: area.areaId, label: area.name })),
          ]}
        />
        <SegmentedControl
          label={t('console.labels.paper')}
          value={search.paper ?? 'sheet'}
          options={[
            { value: 'sheet', label: t('console.labels.paper.sheet') },
            { value: 'roll', label: t('console.labels.paper.roll') },
          ]}
          onChange={(paper) =>
            void navigate({
              search: { ...search, paper: paper === 'sheet' ? undefined : paper },
              replace: true,
            })
          }
        />
      </search>
      <Loaded query={query}>
        {(facility) => <Labels facility={facility} areaId={search.area} paper={search.paper ?? 'sheet'} />}
      </Loaded>
    </>
  )
}

interface LabelsProps {
  readonly facility: FacilityDetail
  readonly areaId: string | undefined
  readonly paper: 'sheet' | 'roll'
}

/** Each bin once, also where it is in several areas, in the order in which it is walked. */
function Labels({ facility, areaId, paper }: LabelsProps) {
  const t = useT()
  const chosen = facility.areas.filter((area) => areaId === undefined || area.areaId === areaId)
  const bins = new Map(chosen.flatMap((area) => area.locations.map((bin) => [bin.locationId, bin] as const)))
  if (bins.size === 0)
    return (
      <Card>
        <EmptyState icon={AreaIcon} title={t('console.labels.none')} />
      </Card>
    )
  return (
    <>
      <p className="c-no-print cc-muted">{t('console.labels.count', { n: bins.size })}</p>
      <ul className="c-labels" data-paper={paper}>
        {[...bins.values()].map((bin) => (
          <li key={bin.locationId}>
            <strong>{bin.code}</strong>
            <span>
              {bin.name} · {bin.zone}
            </span>
            <Barcode text={`LOC:${bin.code}`} />
          </li>
        ))}
      </ul>
    </>
  )
}
