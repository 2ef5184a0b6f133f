import type { Board } from '@cyclecount/contract'
import { USUAL_MINUTES_PER_BIN, USUAL_SCANS_PER_HOUR, type EstimateBasis } from '@cyclecount/domain'
import { formatCount, useLocale } from '@cyclecount/ui'
import { useT } from '../../i18n/use-t.ts'

const bases: readonly EstimateBasis[] = ['area', 'facility', 'company', 'usual', 'bins']

/** What the times are estimated from, with how many areas each. */
export function EstimateNote({ board }: { readonly board: Board }) {
  const t = useT()
  const locale = useLocale()
  const counts = new Map<EstimateBasis, number>()
  for (const { areas } of board.runs)
    for (const { basis } of areas) counts.set(basis, (counts.get(basis) ?? 0) + 1)
  return (
    <details className="c-behind">
      <summary>{t('console.board.basis')}</summary>
      <ul className="cc-list">
        {bases.map((basis) => {
          const n = counts.get(basis) ?? 0
          return n === 0 ? null : (
            <li key={basis}>
              {t(`console.board.basis.${basis}`, {
                n,
                rate: formatCount(
                  basis === 'usual' ? USUAL_SCANS_PER_HOUR : Math.round((board.companyRateMilli ?? 0) / 1000),
                  locale,
                ),
                minutes: USUAL_MINUTES_PER_BIN,
              })}
            </li>
          )
        })}
      </ul>
    </details>
  )
}
