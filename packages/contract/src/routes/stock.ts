import * as z from 'zod/mini'
import { FacilityIdSchema, ProductIdSchema } from '../ids.ts'
import {
  CardQuery,
  ManualAdjustmentBody,
  ManualAdjustmentReply,
  SkuLookupQuery,
  SkuLookupReply,
  StockCard,
  StockList,
  StockQuery,
} from '../stock.ts'
import { route } from '../route.ts'
import { facilityParams } from './params.ts'

export const stockRoutes = {
  stock: route({
    method: 'GET',
    path: '/api/facilities/:facilityId/stock',
    tag: 'stock',
    summary: 'The books of a facility',
    access: { by: 'person', capability: 'see-stock', facility: 'param' },
    params: facilityParams,
    query: StockQuery,
    reply: StockList,
  }),
  skuLookup: route({
    method: 'GET',
    path: '/api/stock',
    tag: 'stock',
    summary: 'A SKU over the facilities I may see',
    access: { by: 'person', capability: 'see-stock', facility: 'any' },
    query: SkuLookupQuery,
    reply: SkuLookupReply,
  }),
  stockCard: route({
    method: 'GET',
    path: '/api/facilities/:facilityId/stock/:productId',
    tag: 'stock',
    summary: 'Stock card of an item, now or as of any instant',
    access: { by: 'person', capability: 'see-stock', facility: 'param' },
    params: z.object({ facilityId: FacilityIdSchema, productId: ProductIdSchema }),
    query: CardQuery,
    reply: StockCard,
  }),
  adjustStock: route({
    method: 'POST',
    path: '/api/facilities/:facilityId/stock/adjustments',
    tag: 'stock',
    summary: 'Correct the book by hand',
    access: { by: 'person', capability: 'adjust-stock', facility: 'param' },
    params: facilityParams,
    body: ManualAdjustmentBody,
    reply: ManualAdjustmentReply,
  }),
} as const
