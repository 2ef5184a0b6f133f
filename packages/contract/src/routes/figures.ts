import * as z from 'zod/mini'
import {
  AccuracyFigures,
  AccuracyQuery,
  CoverageFigures,
  CoverageQuery,
  FigureTableQuery,
  OverdueFigures,
  OverdueQuery,
  ParetoFigures,
  ParetoQuery,
  ProductivityFigures,
  ProductivityQuery,
  ProposalFigures,
  ProposalFiguresQuery,
  ReasonFigures,
  VarianceFiguresQuery,
} from '../figures.ts'
import { CSV_TYPE, route, XLSX_TYPE } from '../route.ts'

const access = { by: 'person', capability: 'review', facility: 'any' } as const
const usual = { method: 'GET', tag: 'figures', access } as const

export const figuresRoutes = {
  figuresAccuracy: route({
    ...usual,
    path: '/api/figures/accuracy',
    summary: 'Record accuracy of what was counted, by facility, place, category, run or month',
    query: AccuracyQuery,
    reply: AccuracyFigures,
  }),
  figuresReasons: route({
    ...usual,
    path: '/api/figures/reasons',
    summary: 'What the variance comes from, reason by reason',
    query: VarianceFiguresQuery,
    reply: ReasonFigures,
  }),
  figuresPareto: route({
    ...usual,
    path: '/api/figures/pareto',
    summary: 'The items or areas that most of the variance comes from',
    query: ParetoQuery,
    reply: ParetoFigures,
  }),
  figuresCoverage: route({
    ...usual,
    path: '/api/figures/coverage',
    summary: 'How much of what there is was counted, month by month',
    query: CoverageQuery,
    reply: CoverageFigures,
  }),
  figuresOverdue: route({
    ...usual,
    path: '/api/figures/overdue',
    summary: 'How long ago products were counted, and how many are overdue by their class',
    query: OverdueQuery,
    reply: OverdueFigures,
  }),
  figuresProductivity: route({
    ...usual,
    path: '/api/figures/productivity',
    summary: 'Scans an hour',
    query: ProductivityQuery,
    reply: ProductivityFigures,
  }),
  figuresProposals: route({
    ...usual,
    path: '/api/figures/proposals',
    summary: 'What became of proposals, and how old those are that wait',
    query: ProposalFiguresQuery,
    reply: ProposalFigures,
  }),
  figuresCsv: route({
    ...usual,
    path: '/api/figures/table.csv',
    summary: 'Any table of figures as CSV',
    query: FigureTableQuery,
    gives: CSV_TYPE,
    reply: z.string(),
  }),
  figuresXlsx: route({
    ...usual,
    path: '/api/figures/table.xlsx',
    summary: 'Any table of figures as a workbook',
    query: FigureTableQuery,
    gives: XLSX_TYPE,
    reply: z.unknown(),
  }),
} as const
