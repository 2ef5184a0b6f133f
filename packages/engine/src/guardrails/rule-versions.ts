import { Rules } from '@cyclecount/contract'
import type { GuardLayer, Guardrails, OrgId } from '@cyclecount/domain'
import type { ReadOrTx } from '../context.ts'

/** A version of the rules as it was made. */
export interface RulesInForce {
  readonly version: number
  readonly rules: Rules
}

/** What holds where nobody has said anything: a person decides every line, and who counted one does not recount it. */
export const NO_RULES: RulesInForce = {
  version: 0,
  rules: { isAutomatic: false, layers: [], recounts: { byAnother: true, agreeWithinMilli: 0 } },
}

/** The newest version of the org's rules. */
export async function rulesInForce(db: Pick<ReadOrTx, 'selectFrom'>, orgId: OrgId): Promise<RulesInForce> {
  const row = await db
    .selectFrom('guardrail_version')
    .select(['version', 'rules'])
    .where('org_id', '=', orgId)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ? { version: row.version, rules: storedRules(row.rules) } : NO_RULES
}

export function storedRules(text: string): Rules {
  return Rules.parse(JSON.parse(text))
}

/** How decisions and verdicts name a version of the rules. */
export function ruleName(version: number): string {
  return `${RULE_NAMES}${version}`
}
export const RULE_NAMES = 'rules/'

/** The rules as the domain judges by them: amounts as numbers. */
export function guardrailsOf({ isAutomatic, layers }: Rules): Guardrails {
  return {
    isAutomatic,
    layers: layers.map((layer): GuardLayer => ({
      ...layer,
      automatic: layer.automatic && bandOf(layer.automatic),
      recount: layer.recount && bandOf(layer.recount),
      approval: layer.approval && {
        manager: amountOf(layer.approval.manager),
        planner: amountOf(layer.approval.planner),
      },
      cap: layer.cap && { lines: layer.cap.lines, valueMicros: amountOf(layer.cap.valueMicros) },
    })),
  }
}

type Band = NonNullable<Rules['layers'][number]['automatic']>

function bandOf({ short, over }: Band): NonNullable<GuardLayer['automatic']> {
  return { short: limitsOf(short), over: limitsOf(over) }
}

function limitsOf(limits: Band['short']) {
  return { ...limits, valueMicros: amountOf(limits.valueMicros) }
}

function amountOf(micros: string | null): bigint | null {
  return micros === null ? null : BigInt(micros)
}
