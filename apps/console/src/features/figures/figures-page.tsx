import { EmptyState, LockIcon, Select } from '@cyclecount/ui'
import { getRouteApi } from '@tanstack/react-router'
import { useT } from '../../i18n/use-t.ts'
import { FacilitySelect, useFacilities } from '../../parts/facility-select.tsx'
import { Page } from '../../parts/page.tsx'
import { PrintButton } from '../../parts/print-button.tsx'
import { FiguresCards } from './figures-cards.tsx'

const route = getRouteApi('/figures')
const TIMES = ['30', '90', '365', '1095'] as const

/** How right the books are, what the variances come to, and how the counting goes: of a store, or of all one looks after. */
export function FiguresPage() {
  const t = useT()
  const { facility, days = '365' } = route.useSearch()
  const navigate = route.useNavigate()
  const facilities = useFacilities('review')
  const chosen = facilities.find(({ facilityId }) => facilityId === facility)?.facilityId
  return (
    <Page title={t('console.figures.title')} note={t('console.figures.note')} actions={<PrintButton />}>
      {facilities.length === 0 ? (
        <EmptyState icon={LockIcon} title={t('console.failure.forbidden')} />
      ) : (
        <>
          <search className="cc-toolbar" aria-label={t('console.filters')}>
            <FacilitySelect
              needs="review"
              all
              value={chosen}
              onChange={(next) =>
                void navigate({ search: (before) => ({ ...before, facility: next }), replace: true })
              }
            />
            <Select
              label={t('console.figures.days')}
              value={days}
              onChange={(event) => {
                const next = TIMES.find((time) => time === event.currentTarget.value)
                void navigate({ search: (before) => ({ ...before, days: next }), replace: true })
              }}
              options={TIMES.map((value) => ({ value, label: t(`console.figures.days.${value}`) }))}
            />
          </search>
          <FiguresCards filter={{ days, ...(chosen === undefined ? {} : { facilityId: chosen }) }} />
        </>
      )}
    </Page>
  )
}
