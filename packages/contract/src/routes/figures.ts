import { AccuracyFigures, AccuracyQuery } from '../figures.ts'
import { route } from '../route.ts'

const access = { by: 'person', capability: 'review', facility: 'any' } as const

export const figuresRoutes = {
  figuresAccuracy: route({
    method: 'GET',
    path: '/api/figures/accuracy',
    tag: 'figures',
    summary: 'Record accuracy of what was counted, by facility, place, category, run or month',
    access,
    query: AccuracyQuery,
    reply: AccuracyFigures,
  }),
} as const
