import { NumberField } from '@cyclecount/ui'
import { useT } from '../../i18n/use-t.ts'
import { limitNames, sides, type BandForm, type bands } from './rules-form.ts'

export interface LimitFieldsProps {
  readonly band: (typeof bands)[number]
  readonly limits: BandForm
  readonly wrong: (field: string) => string | undefined
  readonly onChange: (limits: BandForm) => void
}

/** The limits of a layer by sign: quantity, percent and value. */
export function LimitFields({ band, limits, wrong, onChange }: LimitFieldsProps) {
  const t = useT()
  const bandWords = t(`console.rules.band.${band}`)
  return (
    <div className="c-field-group" role="group" aria-label={bandWords}>
      <span className="cc-field-label">{bandWords}</span>
      {sides.map((side) => {
        const sideWords = t(`console.rules.side.${side}`)
        return (
          <div
            key={side}
            className="c-limit-row"
            role="group"
            aria-label={t('console.rules.limitsOf', { band: bandWords, side: sideWords })}
          >
            <span>{sideWords}</span>
            {limitNames.map((limit) => (
              <NumberField
                key={limit}
                label={t(`console.rules.limit.${limit}`)}
                value={limits[side][limit]}
                error={wrong(`${side}.${limit}`)}
                onChange={(event) =>
                  onChange({ ...limits, [side]: { ...limits[side], [limit]: event.currentTarget.value } })
                }
              />
            ))}
          </div>
        )
      })}
      {band === 'automatic' ? <p className="cc-field-hint">{t('console.rules.limit.hint')}</p> : null}
    </div>
  )
}
