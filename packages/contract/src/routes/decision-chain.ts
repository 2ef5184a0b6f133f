import * as z from 'zod/mini'
import { DecisionChain } from '../decision-chain.ts'
import { CSV_TYPE, JSON_FILE_TYPE, XLSX_TYPE, route } from '../route.ts'
import { runParams } from './params.ts'

const usual = {
  method: 'GET',
  tag: 'decision chain',
  access: { by: 'person', capability: 'review', facility: 'resource' },
  params: runParams,
} as const

export const decisionChainRoutes = {
  decisionChain: route({
    ...usual,
    path: '/api/runs/:runId/decision-chain',
    summary: 'From each decision of a run to the book: variance, batch, ledger difference, item',
    query: z.object({ cursor: z.optional(z.string()) }),
    reply: DecisionChain,
  }),
  decisionChainCsv: route({
    ...usual,
    path: '/api/runs/:runId/decision-chain.csv',
    summary: 'The decision chain of a run as CSV; costs only for who may see them',
    gives: CSV_TYPE,
    reply: z.string(),
  }),
  decisionChainJson: route({
    ...usual,
    path: '/api/runs/:runId/decision-chain.json',
    summary: 'The decision chain of a run as JSON; costs only for who may see them',
    gives: JSON_FILE_TYPE,
    reply: z.string(),
  }),
  decisionChainXlsx: route({
    ...usual,
    path: '/api/runs/:runId/decision-chain.xlsx',
    summary: 'The decision chain of a run as a workbook; costs only for who may see them',
    gives: XLSX_TYPE,
    reply: z.unknown(),
  }),
} as const
