import {
  accuracyFigures,
  coverageFigures,
  figureTableCsv,
  figureTableXlsx,
  overdueFigures,
  paretoFigures,
  productivityFigures,
  proposalFigures,
  reasonFigures,
} from '@cyclecount/engine'
import type { Some } from '../handler.ts'

export const figures: Some<
  | 'figuresAccuracy'
  | 'figuresReasons'
  | 'figuresPareto'
  | 'figuresCoverage'
  | 'figuresOverdue'
  | 'figuresProductivity'
  | 'figuresProposals'
  | 'figuresCsv'
  | 'figuresXlsx'
> = {
  figuresAccuracy: (ctx, { actor, query }) => accuracyFigures(ctx.aside, actor, query),
  figuresReasons: (ctx, { actor, query }) => reasonFigures(ctx.aside, actor, query),
  figuresPareto: (ctx, { actor, query }) => paretoFigures(ctx.aside, actor, query),
  figuresCoverage: (ctx, { actor, query }) => coverageFigures(ctx.aside, actor, query),
  figuresOverdue: (ctx, { actor, query }) => overdueFigures(ctx.aside, actor, query),
  figuresProductivity: (ctx, { actor, query }) => productivityFigures(ctx.aside, actor, query),
  figuresProposals: (ctx, { actor, query }) => proposalFigures(ctx.aside, actor, query),
  figuresCsv: (ctx, { actor, query }) => figureTableCsv(ctx.aside, actor, query),
  figuresXlsx: (ctx, { actor, query }) => figureTableXlsx(ctx.aside, actor, query),
}
