import {
  availability,
  board,
  boardChanges,
  checkAssignmentFile,
  discardDrafts,
  publishBoard,
  saveAvailability,
  saveDrafts,
} from '@cyclecount/engine'
import type { Some } from '../handler.ts'

export const assigning: Some<
  | 'board'
  | 'saveDrafts'
  | 'boardChanges'
  | 'publishBoard'
  | 'discardDrafts'
  | 'checkAssignmentFile'
  | 'availability'
  | 'saveAvailability'
> = {
  board: (ctx, { actor, query }) => board(ctx.engine, actor, query),
  saveDrafts: (ctx, { actor, body }) => saveDrafts(ctx.engine, actor, body),
  boardChanges: (ctx, { actor, query }) => boardChanges(ctx.engine, actor, query),
  publishBoard: (ctx, { actor, body }) => publishBoard(ctx.engine, actor, body),
  discardDrafts: (ctx, { actor, body }) => discardDrafts(ctx.engine, actor, body),
  checkAssignmentFile: (ctx, { actor, body }) => checkAssignmentFile(ctx.engine, actor, body.text),
  availability: (ctx, { actor }) => availability(ctx.engine, actor),
  saveAvailability: (ctx, { actor, body }) => saveAvailability(ctx.engine, actor, body),
}
