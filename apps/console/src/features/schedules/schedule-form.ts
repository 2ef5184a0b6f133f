import type { PlanSchedule, SaveScheduleBody, ScheduleException } from '@cyclecount/contract'
import { formOf, newRule, ruleOf, type RuleForm } from './rule-form.ts'

/** A schedule as it stands in the fields; hours as they were typed. */
export interface ScheduleForm {
  readonly rule: RuleForm
  readonly beginsLocal: string
  readonly untilLocal: string
  readonly openHours: string
  readonly aheadHours: string
  readonly exceptions: readonly ScheduleException[]
  readonly isPaused: boolean
}

/** The fields of a schedule that there is, or of a new one from today on. */
export function scheduleForm(schedule: PlanSchedule['schedule'], today: string): ScheduleForm {
  if (schedule === null)
    return {
      rule: newRule,
      beginsLocal: `${today}T00:00`,
      untilLocal: '',
      openHours: '12',
      aheadHours: '24',
      exceptions: [],
      isPaused: false,
    }
  return {
    rule: formOf(schedule.recurrence),
    beginsLocal: schedule.beginsLocal,
    untilLocal: schedule.untilLocal ?? '',
    openHours: String(schedule.openMinutes / 60),
    aheadHours: String(schedule.aheadMinutes / 60),
    exceptions: schedule.exceptions,
    isPaused: schedule.isPaused,
  }
}

/** Fields that cannot be read, each with its own sentence. */
export type FieldFault = 'openHours' | 'aheadHours' | 'beginsLocal' | 'days'

/** What the fields say, an exception that lacks its date left away; or which of them cannot be read. */
export function scheduleOf(
  form: ScheduleForm,
): { readonly body: Omit<SaveScheduleBody, 'edits'> } | { readonly faults: readonly FieldFault[] } {
  const open = minutesOf(form.openHours)
  const ahead = minutesOf(form.aheadHours)
  const faults = [
    ...(form.beginsLocal === '' ? (['beginsLocal'] as const) : []),
    ...(form.rule.kind === 'weekly' && form.rule.days.length === 0 ? (['days'] as const) : []),
    ...(open === null ? (['openHours'] as const) : []),
    ...(ahead === null ? (['aheadHours'] as const) : []),
  ]
  if (open === null || ahead === null || faults.length > 0) return { faults }
  return {
    body: {
      recurrence: ruleOf(form.rule),
      beginsLocal: form.beginsLocal,
      untilLocal: form.untilLocal === '' ? null : form.untilLocal,
      openMinutes: open,
      aheadMinutes: ahead,
      exceptions: form.exceptions.filter(isWhole),
      isPaused: form.isPaused,
    },
  }
}

function isWhole(exception: ScheduleException): boolean {
  switch (exception.kind) {
    case 'left-out':
      return exception.reason.trim() !== ''
    case 'moved':
      return exception.toLocal !== ''
    case 'added':
      return exception.startLocal !== ''
  }
}

/** Whole minutes of hours as somebody types them: `12`, `1.5`, `1,5`. */
function minutesOf(hours: string): number | null {
  const text = hours.trim().replace(',', '.')
  if (!/^\d{1,4}(\.\d{1,2})?$/.test(text)) return null
  return Math.round(Number(text) * 60)
}
