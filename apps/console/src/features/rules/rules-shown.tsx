import type { Rules, RulesReply } from '@cyclecount/contract'
import { approvingRoles } from '@cyclecount/domain'
import { Banner, EmptyState, Money, Percent, Quantity, SettingsIcon } from '@cyclecount/ui'
import type { ReactNode } from 'react'
import { useT } from '../../i18n/use-t.ts'
import { microsOf } from '../../parts/micros.ts'
import { bands, sides } from './rules-form.ts'

type Layer = Rules['layers'][number]
type Facilities = RulesReply['choices']['facilities']

export interface RulesShownProps {
  readonly rules: Rules
  readonly facilities: Facilities
}

/** A version of the rules in words. */
export function RulesShown({ rules, facilities }: RulesShownProps) {
  const t = useT()
  const state = rules.isAutomatic ? 'on' : 'off'
  const { byAnother, agreeWithinMilli } = rules.recounts
  return (
    <div className="c-stack">
      <Banner tone="info" title={t(`console.rules.${state}`)}>
        {t(`console.rules.${state}.words`)}
      </Banner>
      {rules.layers.length === 0 ? (
        <EmptyState icon={SettingsIcon} title={t('console.rules.layers.none')}>
          {t('console.rules.layers.none.words')}
        </EmptyState>
      ) : (
        rules.layers.map((layer) => <LayerShown key={layer.name} layer={layer} facilities={facilities} />)
      )}
      <section>
        <h3>{t('console.rules.recounts')}</h3>
        <p>
          {t(byAnother ? 'console.rules.byAnother' : 'console.rules.byAnyone')}.{' '}
          {agreeWithinMilli === 0 ? (
            t('console.rules.agreeExactly')
          ) : (
            <>
              {t('console.rules.agreeWithin')} <Quantity milli={agreeWithinMilli} />.
            </>
          )}
        </p>
      </section>
    </div>
  )
}

function LayerShown({ layer, facilities }: { readonly layer: Layer; readonly facilities: Facilities }) {
  const t = useT()
  const { scope, zeroBook, cap, currency, approval } = layer
  const facility = facilities.find(({ facilityId }) => facilityId === scope.facilityId)
  const named = [
    scope.countType === null ? null : t(`console.run.type.${scope.countType}`),
    scope.category,
    scope.abcClass === null ? null : `${t('console.rules.abcClass')} ${scope.abcClass}`,
    facility?.name ?? null,
  ].filter((part) => part !== null)
  return (
    <section className="c-layer" aria-label={layer.name}>
      <h3>{layer.name}</h3>
      <dl className="cc-facts">
        <Fact name={t('console.rules.scope')}>
          {named.length === 0 ? t('console.rules.scope.everything') : named.join(' · ')}
        </Fact>
        {bands.flatMap((name) => {
          const band = layer[name]
          if (band === null) return []
          return sides.map((side) => (
            <Fact
              key={`${name} ${side}`}
              name={t('console.rules.limitsOf', {
                band: t(`console.rules.band.${name}`),
                side: t(`console.rules.side.${side}`),
              })}
            >
              <LimitsShown limits={band[side]} currency={currency} />
            </Fact>
          ))
        })}
        {zeroBook === null ? null : (
          <Fact name={t('console.rules.zeroBook')}>{t(`console.rules.zeroBook.${zeroBook}`)}</Fact>
        )}
        {layer.counting === undefined ? null : (
          <Fact name={t('console.rules.counting')}>
            {[
              layer.counting.blind ? t('console.rules.counting.blind') : null,
              layer.counting.hqApproves ? t('console.rules.counting.hqApproves') : null,
              layer.counting.mayCount === null
                ? null
                : layer.counting.mayCount.map((role) => t(`console.parameters.role.${role}`)).join(', '),
            ]
              .filter((one) => one !== null)
              .join(' · ')}
          </Fact>
        )}
        {cap === null ? null : (
          <Fact name={t('console.rules.cap')}>
            {cap.lines === null ? null : t('console.rules.cap.linesOf', { n: cap.lines })}
            {cap.lines === null || cap.valueMicros === null ? null : ' · '}
            {cap.valueMicros === null ? null : (
              <Money micros={microsOf(cap.valueMicros)} currency={currency ?? ''} />
            )}
          </Fact>
        )}
        {approvingRoles.flatMap((role) => {
          const limit = approval?.[role] ?? null
          return limit === null ? (
            []
          ) : (
            <Fact key={role} name={t(`console.rules.approves.${role}`)}>
              <Money micros={microsOf(limit)} currency={currency ?? ''} />
            </Fact>
          )
        })}
      </dl>
    </section>
  )
}

type Limits = NonNullable<Layer['automatic']>['short']

function LimitsShown({ limits, currency }: { readonly limits: Limits; readonly currency: string | null }) {
  const t = useT()
  const { quantityMilli, percentMilli, valueMicros } = limits
  const parts = [
    quantityMilli === null ? null : <Quantity key="quantity" milli={quantityMilli} />,
    percentMilli === null ? null : <Percent key="percent" percentMilli={percentMilli} />,
    valueMicros === null || currency === null ? null : (
      <Money key="value" micros={microsOf(valueMicros)} currency={currency} />
    ),
  ].filter((part) => part !== null)
  if (parts.length === 0) return t('console.rules.limit.none')
  return (
    <span className="c-limits">
      {parts.map((part) => (
        <span key={part.key}>{part}</span>
      ))}
    </span>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  )
}
