import { accuracyFigures } from '@cyclecount/engine'
import type { Some } from '../handler.ts'

export const figures: Some<'figuresAccuracy'> = {
  figuresAccuracy: (ctx, { actor, query }) => accuracyFigures(ctx.engine, actor, query),
}
