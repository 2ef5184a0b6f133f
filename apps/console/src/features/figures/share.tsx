import type { AccuracyRow } from '@cyclecount/contract'
import { formatPercent, Percent, useLocale } from '@cyclecount/ui'
import { useT } from '../../i18n/use-t.ts'

type ShareOf = AccuracyRow['exact']

/** A share and how sure it is: “93.1% (90.2% to 95.2%)”. */
export function Share({ share }: { readonly share: ShareOf }) {
  return (
    <>
      <Percent percentMilli={share.percentMilli} /> <Interval share={share} />
    </>
  )
}

/** Its 95 % interval. */
export function Interval({ share }: { readonly share: ShareOf }) {
  const t = useT()
  const locale = useLocale()
  if (share.lowMilli === null || share.highMilli === null) return null
  return (
    <span className="c-interval-words">
      {t('console.figures.between', {
        low: formatPercent(share.lowMilli, locale),
        high: formatPercent(share.highMilli, locale),
      })}
    </span>
  )
}
