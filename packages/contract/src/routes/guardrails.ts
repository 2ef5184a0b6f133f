import {
  DryRun,
  DryRunBody,
  ParametersQuery,
  ParametersReply,
  RulesReply,
  SaveRulesBody,
} from '../guardrails.ts'
import { route } from '../route.ts'
import { facilityParams } from './params.ts'

export const guardrailRoutes = {
  rules: route({
    method: 'GET',
    path: '/api/rules',
    tag: 'rules',
    summary: 'What is decided automatically and what is recounted, every version, newest first',
    access: { by: 'person', capability: 'see-rules', facility: 'any' },
    reply: RulesReply,
  }),
  parameters: route({
    method: 'GET',
    path: '/api/facilities/:facilityId/parameters',
    tag: 'rules',
    summary: 'What holds for a type of count at a facility, and which layer says so',
    access: { by: 'person', capability: 'see-rules', facility: 'param' },
    params: facilityParams,
    query: ParametersQuery,
    reply: ParametersReply,
  }),
  saveRules: route({
    method: 'POST',
    path: '/api/rules',
    tag: 'rules',
    summary: 'Make a new version of the rules; earlier ones stay as they were',
    access: { by: 'person', capability: 'edit-rules', facility: 'any' },
    body: SaveRulesBody,
    reply: RulesReply,
    maxBytes: 262_144,
  }),
  dryRunRules: route({
    method: 'POST',
    path: '/api/rules/dry-run',
    tag: 'rules',
    summary: 'What rules would have done with the counts of the past; changes nothing',
    access: { by: 'person', capability: 'edit-rules', facility: 'any' },
    body: DryRunBody,
    reply: DryRun,
    maxBytes: 262_144,
  }),
} as const
