import type { RulesReply } from '@cyclecount/contract'
import { approvingRoles, countingRoles, zeroBookRules } from '@cyclecount/domain'
import { Button, Checkbox, NumberField, Select, TextField } from '@cyclecount/ui'
import { useT } from '../../i18n/use-t.ts'
import { LimitFields } from './limit-fields.tsx'
import { bands, type Faults, type LayerForm } from './rules-form.ts'

const countTypes = ['HARD_COUNT', 'DIRECTED_COUNT'] as const

export interface LayerEditorProps {
  readonly layer: LayerForm
  readonly choices: RulesReply['choices']
  readonly faults: Faults
  readonly onChange: (layer: LayerForm) => void
  readonly onRemove: () => void
}

/** One layer of the rules: which lines it names, and its limits. */
export function LayerEditor({ layer, choices, faults, onChange, onRemove }: LayerEditorProps) {
  const t = useT()
  const wrong = (field: string) =>
    faults.has(`${layer.key}.${field}`) ? t('console.rules.fault') : undefined
  const currencies = [...new Set(choices.facilities.map(({ currency }) => currency))].toSorted()
  return (
    <fieldset className="c-fieldset">
      <legend>{layer.name === '' ? t('console.rules.newLayer') : layer.name}</legend>
      <TextField
        label={t('console.rules.name')}
        required
        maxLength={80}
        value={layer.name}
        error={faults.has(`${layer.key}.name`) ? t('console.rules.fault.name') : undefined}
        onChange={(event) => onChange({ ...layer, name: event.currentTarget.value })}
      />
      <ScopeFields layer={layer} choices={choices} onChange={onChange} />
      <Select
        label={t('console.rules.currency')}
        value={layer.currency}
        onChange={(event) => onChange({ ...layer, currency: event.currentTarget.value })}
        options={[
          { value: '', label: t('console.rules.currency.none') },
          ...currencies.map((currency) => ({ value: currency, label: currency })),
        ]}
      />
      {bands.map((band) => (
        <LimitFields
          key={band}
          band={band}
          limits={layer[band]}
          wrong={(field) => wrong(`${band}.${field}`)}
          onChange={(limits) => onChange({ ...layer, [band]: limits })}
        />
      ))}
      <Select
        label={t('console.rules.zeroBook')}
        value={layer.zeroBook ?? ''}
        onChange={(event) => {
          const { value } = event.currentTarget
          onChange({ ...layer, zeroBook: zeroBookRules.find((rule) => rule === value) ?? null })
        }}
        options={[
          { value: '', label: t('console.rules.zeroBook.none') },
          ...zeroBookRules.map((rule) => ({ value: rule, label: t(`console.rules.zeroBook.${rule}`) })),
        ]}
      />
      <div className="c-limit-row">
        <span className="cc-field-label">{t('console.rules.cap')}</span>
        <NumberField
          label={t('console.rules.cap.lines')}
          value={layer.capLines}
          error={wrong('capLines')}
          onChange={(event) => onChange({ ...layer, capLines: event.currentTarget.value })}
        />
        <NumberField
          label={t('console.rules.cap.value')}
          value={layer.capValue}
          error={wrong('capValue')}
          onChange={(event) => onChange({ ...layer, capValue: event.currentTarget.value })}
        />
      </div>
      <div className="c-limit-row">
        <span className="cc-field-label">{t('console.rules.approval')}</span>
        {approvingRoles.map((role) => (
          <NumberField
            key={role}
            label={t(`console.rules.approval.${role}`)}
            value={layer.approval[role]}
            error={wrong(`approval.${role}`)}
            onChange={(event) => {
              const { value } = event.currentTarget
              onChange({ ...layer, approval: { ...layer.approval, [role]: value } })
            }}
          />
        ))}
      </div>
      <p className="cc-muted">{t('console.rules.approval.hint')}</p>
      <CountingFields layer={layer} onChange={onChange} />
      <div className="cc-actions">
        <Button size="s" onClick={onRemove}>
          {t('console.rules.removeLayer', { name: layer.name })}
        </Button>
      </div>
    </fieldset>
  )
}

function CountingFields({ layer, onChange }: Pick<LayerEditorProps, 'layer' | 'onChange'>) {
  const t = useT()
  const isOfLines = layer.category !== '' || layer.abcClass !== ''
  return (
    <fieldset className="c-fieldset" disabled={isOfLines}>
      <legend>{t('console.rules.counting')}</legend>
      {isOfLines ? <p className="cc-muted">{t('console.rules.counting.lines')}</p> : null}
      <Checkbox
        label={t('console.rules.counting.blind')}
        checked={layer.blind && !isOfLines}
        onChange={() => onChange({ ...layer, blind: !layer.blind })}
      />
      <Checkbox
        label={t('console.rules.counting.hqApproves')}
        checked={layer.hqApproves && !isOfLines}
        onChange={() => onChange({ ...layer, hqApproves: !layer.hqApproves })}
      />
      <fieldset className="c-fieldset">
        <legend>{t('console.rules.counting.roles')}</legend>
        {countingRoles.map((role) => (
          <Checkbox
            key={role}
            label={t(`console.parameters.role.${role}`)}
            checked={layer.mayCount.includes(role) && !isOfLines}
            onChange={() =>
              onChange({
                ...layer,
                mayCount: countingRoles.filter((one) => layer.mayCount.includes(one) !== (one === role)),
              })
            }
          />
        ))}
      </fieldset>
    </fieldset>
  )
}

function ScopeFields({ layer, choices, onChange }: Omit<LayerEditorProps, 'faults' | 'onRemove'>) {
  const t = useT()
  const { categories, abcClasses, facilities } = choices
  const listed = (all: readonly string[], chosen: string) =>
    chosen === '' || all.includes(chosen) ? all : [...all, chosen]
  return (
    <div className="c-scope">
      <Select
        label={t('console.rules.countType')}
        value={layer.countType ?? ''}
        onChange={(event) => {
          const { value } = event.currentTarget
          onChange({ ...layer, countType: countTypes.find((type) => type === value) ?? null })
        }}
        options={[
          { value: '', label: t('console.rules.anyType') },
          ...countTypes.map((type) => ({ value: type, label: t(`console.run.type.${type}`) })),
        ]}
      />
      <Select
        label={t('console.rules.category')}
        value={layer.category}
        onChange={(event) => onChange({ ...layer, category: event.currentTarget.value })}
        options={[
          { value: '', label: t('console.rules.anyCategory') },
          ...listed(categories, layer.category).map((category) => ({ value: category, label: category })),
        ]}
      />
      {abcClasses.length === 0 && layer.abcClass === '' ? null : (
        <Select
          label={t('console.rules.abcClass')}
          value={layer.abcClass}
          onChange={(event) => onChange({ ...layer, abcClass: event.currentTarget.value })}
          options={[
            { value: '', label: t('console.rules.anyClass') },
            ...listed(abcClasses, layer.abcClass).map((name) => ({ value: name, label: name })),
          ]}
        />
      )}
      <Select
        label={t('console.facility')}
        value={layer.facilityId ?? ''}
        onChange={(event) => {
          const { value } = event.currentTarget
          const facility = facilities.find(({ facilityId }) => facilityId === value)
          onChange({ ...layer, facilityId: facility?.facilityId ?? null })
        }}
        options={[
          { value: '', label: t('console.facility.all') },
          ...facilities.map(({ facilityId, name }) => ({ value: facilityId, label: name })),
        ]}
      />
    </div>
  )
}
