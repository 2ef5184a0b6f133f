import { heldPhotos, readPhoto, storePhoto } from '@cyclecount/engine'
import type { Some } from '../handler.ts'

export const photos: Some<'storePhoto' | 'heldPhotos' | 'photo'> = {
  storePhoto: (ctx, { actor, params, body }) => storePhoto(ctx.engine, actor, params, body),
  heldPhotos: (ctx, { actor, params, body }) => heldPhotos(ctx.engine, actor, params, body.names),
  photo: (ctx, { actor, params }) => readPhoto(ctx.engine, actor, params),
}
