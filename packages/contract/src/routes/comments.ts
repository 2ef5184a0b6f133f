import * as z from 'zod/mini'
import {
  AddCommentBody,
  FILE_TYPE,
  MAX_ATTACHMENT_BYTES,
  ReviseAttachmentBody,
  ReviseCommentBody,
  StoreAttachmentReply,
  Thread,
  threadParams,
} from '../comments.ts'
import { AttachmentIdSchema, CommentIdSchema, FacilityIdSchema } from '../ids.ts'
import { Sha256 } from '../photo.ts'
import { route } from '../route.ts'

const access = { by: 'person', capability: 'review', facility: 'resource' } as const
const commentParams = z.object({ commentId: CommentIdSchema })
const fileParams = z.object({ facilityId: FacilityIdSchema, sha256: Sha256 })

export const commentRoutes = {
  thread: route({
    method: 'GET',
    path: '/api/threads/:subject/:subjectId',
    tag: 'comments',
    summary: 'What people say of a session, a variance or a proposal',
    access,
    params: threadParams,
    reply: Thread,
  }),
  addComment: route({
    method: 'POST',
    path: '/api/threads/:subject/:subjectId/comments',
    tag: 'comments',
    summary: 'Say something of it, with files and naming people',
    access,
    params: threadParams,
    body: AddCommentBody,
    reply: Thread,
  }),
  reviseComment: route({
    method: 'POST',
    path: '/api/comments/:commentId/revisions',
    tag: 'comments',
    summary: 'Say it better: what was said before stays to be read',
    access,
    params: commentParams,
    body: ReviseCommentBody,
    reply: Thread,
  }),
  reviseAttachment: route({
    method: 'POST',
    path: '/api/comments/:commentId/attachments/:attachmentId/revisions',
    tag: 'comments',
    summary: 'Put another revision of a file in its place: the one before stays to be read',
    access,
    params: z.extend(commentParams, { attachmentId: AttachmentIdSchema }),
    body: ReviseAttachmentBody,
    reply: Thread,
  }),
  storeAttachment: route({
    method: 'PUT',
    path: '/api/facilities/:facilityId/attachments/:sha256',
    tag: 'comments',
    summary: 'Send a file that a comment will name: JPEG, PNG, PDF, XLSX or text, by its SHA-256',
    access: { by: 'person', capability: 'review', facility: 'param' },
    params: fileParams,
    reply: StoreAttachmentReply,
    takes: FILE_TYPE,
    maxBytes: MAX_ATTACHMENT_BYTES,
  }),
  attachment: route({
    method: 'GET',
    path: '/api/facilities/:facilityId/attachments/:sha256',
    tag: 'comments',
    summary: 'A file of a comment, by its SHA-256',
    access: { by: 'person', capability: 'review', facility: 'param' },
    params: fileParams,
    reply: z.unknown(),
    gives: FILE_TYPE,
  }),
} as const
