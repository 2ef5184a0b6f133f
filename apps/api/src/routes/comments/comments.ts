import {
  addComment,
  readAttachment,
  reviseAttachment,
  reviseComment,
  storeAttachment,
  thread,
} from '@cyclecount/engine'
import type { Some } from '../handler.ts'

export const comments: Some<
  'thread' | 'addComment' | 'reviseComment' | 'reviseAttachment' | 'storeAttachment' | 'attachment'
> = {
  thread: (ctx, { actor, params }) => thread(ctx.engine, actor, params),
  addComment: (ctx, { actor, params, body }) => addComment(ctx.engine, actor, params, body),
  reviseComment: (ctx, { actor, params, body }) => reviseComment(ctx.engine, actor, params, body),
  reviseAttachment: (ctx, { actor, params, body }) => reviseAttachment(ctx.engine, actor, params, body),
  storeAttachment: (ctx, { actor, params, body }) => storeAttachment(ctx.engine, actor, params, body),
  attachment: (ctx, { actor, params }) => readAttachment(ctx.engine, actor, params),
}
