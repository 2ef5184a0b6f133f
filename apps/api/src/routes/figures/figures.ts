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
  figuresAccuracy: (ctx, { actor, query }) => accuracyFigures(ctx.engine, actor, query),
  figuresReasons: (ctx, { actor, query }) => reasonFigures(ctx.engine, actor, query),
  figuresPareto: (ctx, { actor, query }) => paretoFigures(ctx.engine, actor, query),
  figuresCoverage: (ctx, { actor, query }) => coverageFigures(ctx.engine, actor, query),
  figuresOverdue: (ctx, { actor, query }) => overdueFigures(ctx.engine, actor, query),
  figuresProductivity: (ctx, { actor, query }) => productivityFigures(ctx.engine, actor, query),
  figuresProposals: (ctx, { actor, query }) => proposalFigures(ctx.engine, actor, query),
  figuresCsv: (ctx, { actor, query }) => figureTableCsv(ctx.engine, actor, query),
  figuresXlsx: (ctx, { actor, query }) => figureTableXlsx(ctx.engine, actor, query),
}
