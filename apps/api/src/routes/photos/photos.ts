import { readPhoto, storePhoto } from '@cyclecount/engine'
import type { Some } from '../handler.ts'

export const photos: Some<'storePhoto' | 'photo'> = {
  storePhoto: (ctx, { actor, params, body }) => storePhoto(ctx.engine, actor, params, body),
  photo: (ctx, { actor, params }) => readPhoto(ctx.engine, actor, params),
}
