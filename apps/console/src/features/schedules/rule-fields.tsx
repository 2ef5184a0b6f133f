import { Checkbox, NumberField, SegmentedControl, Select, TextField } from '@cyclecount/ui'
import { useT } from '../../i18n/use-t.ts'
import { monthlyBy, ruleKinds, weekdays, type RuleForm } from './rule-form.ts'

interface RuleFieldsProps {
  readonly rule: RuleForm
  readonly error: string | undefined
  readonly onChange: (rule: RuleForm) => void
}

/** How often: in words for what people mean mostly, in the text of a rule for the rest. */
export function RuleFields({ rule, error, onChange }: RuleFieldsProps) {
  const t = useT()
  return (
    <fieldset className="c-fieldset">
      <legend>{t('console.schedule.rule')}</legend>
      <SegmentedControl
        label={t('console.schedule.kind')}
        value={rule.kind}
        options={ruleKinds.map((kind) => ({ value: kind, label: t(`console.schedule.kind.${kind}`) }))}
        onChange={(kind) => onChange({ ...rule, kind })}
      />
      {rule.kind === 'weekly' ? <Weekly rule={rule} onChange={onChange} /> : null}
      {rule.kind === 'monthly' ? <Monthly rule={rule} onChange={onChange} /> : null}
      {rule.kind === 'cron' ? (
        <TextField
          label={t('console.schedule.cron')}
          hint={t('console.schedule.cron.hint')}
          className="cc-code"
          spellCheck={false}
          value={rule.cron}
          onChange={(event) => onChange({ ...rule, cron: event.currentTarget.value })}
        />
      ) : null}
      {rule.kind === 'rrule' ? (
        <TextField
          label={t('console.schedule.rrule')}
          hint={t('console.schedule.rrule.hint')}
          className="cc-code"
          spellCheck={false}
          value={rule.rrule}
          onChange={(event) => onChange({ ...rule, rrule: event.currentTarget.value })}
        />
      ) : null}
      {rule.kind === 'weekly' || rule.kind === 'monthly' ? (
        <div className="c-scope">
          <TextField
            label={t('console.schedule.time')}
            hint={t('console.schedule.time.hint')}
            type="time"
            required
            value={rule.time}
            onChange={(event) => onChange({ ...rule, time: event.currentTarget.value })}
          />
          <NumberField
            label={t(rule.kind === 'weekly' ? 'console.schedule.everyWeeks' : 'console.schedule.everyMonths')}
            value={rule.every}
            onChange={(event) => onChange({ ...rule, every: event.currentTarget.value })}
          />
        </div>
      ) : null}
      {error === undefined ? null : (
        <p className="cc-field-error" role="alert">
          {error}
        </p>
      )}
    </fieldset>
  )
}

type Part = Omit<RuleFieldsProps, 'error'>

function Weekly({ rule, onChange }: Part) {
  const t = useT()
  return (
    <fieldset className="c-plain-set">
      <legend className="cc-field-label">{t('console.schedule.days')}</legend>
      <div className="c-scope">
        {weekdays.map((day) => (
          <Checkbox
            key={day}
            label={t(`console.schedule.day.${day}`)}
            checked={rule.days.includes(day)}
            onChange={(event) => {
              const others = rule.days.filter((one) => one !== day)
              onChange({ ...rule, days: event.currentTarget.checked ? [...others, day] : others })
            }}
          />
        ))}
      </div>
    </fieldset>
  )
}

const WHICH = ['1', '2', '3', '4', '5', '-1'] as const

function Monthly({ rule, onChange }: Part) {
  const t = useT()
  return (
    <div className="c-scope">
      <Select
        label={t('console.schedule.by')}
        value={rule.monthlyBy}
        options={monthlyBy.map((by) => ({ value: by, label: t(`console.schedule.by.${by}`) }))}
        onChange={(event) => {
          const { value } = event.currentTarget
          onChange({ ...rule, monthlyBy: monthlyBy.find((by) => by === value) ?? 'day' })
        }}
      />
      {rule.monthlyBy === 'day' ? (
        <NumberField
          label={t('console.schedule.monthDay')}
          value={rule.monthDay}
          onChange={(event) => onChange({ ...rule, monthDay: event.currentTarget.value })}
        />
      ) : null}
      {rule.monthlyBy === 'weekday' ? (
        <>
          <Select
            label={t('console.schedule.which')}
            value={rule.which}
            options={WHICH.map((which) => ({ value: which, label: t(`console.schedule.which.${which}`) }))}
            onChange={(event) => onChange({ ...rule, which: event.currentTarget.value })}
          />
          <Select
            label={t('console.schedule.day')}
            value={rule.weekday}
            options={weekdays.map((day) => ({ value: day, label: t(`console.schedule.day.${day}`) }))}
            onChange={(event) => {
              const { value } = event.currentTarget
              onChange({ ...rule, weekday: weekdays.find((day) => day === value) ?? 'MO' })
            }}
          />
        </>
      ) : null}
    </div>
  )
}
