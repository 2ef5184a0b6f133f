import * as z from 'zod/mini'
import { FacilityIdSchema } from '../ids.ts'
import {
  HeldPhotosBody,
  HeldPhotosReply,
  MAX_PHOTO_BYTES,
  PHOTO_TYPE,
  Sha256,
  StorePhotoReply,
} from '../photo.ts'
import { route } from '../route.ts'
import { facilityParams } from './params.ts'

const photoParams = z.object({ facilityId: FacilityIdSchema, sha256: Sha256 })

export const photoRoutes = {
  storePhoto: route({
    method: 'PUT',
    path: '/api/facilities/:facilityId/photos/:sha256',
    tag: 'sync',
    summary: 'Send a photo that a note names; answered after a durable commit, any number of times',
    access: { by: 'device' },
    params: photoParams,
    reply: StorePhotoReply,
    takes: PHOTO_TYPE,
    maxBytes: MAX_PHOTO_BYTES,
  }),
  heldPhotos: route({
    method: 'POST',
    path: '/api/facilities/:facilityId/photos/held',
    tag: 'sync',
    summary: 'Ask which of the photos that were sent the server still holds',
    access: { by: 'device' },
    params: facilityParams,
    body: HeldPhotosBody,
    reply: HeldPhotosReply,
  }),
  photo: route({
    method: 'GET',
    path: '/api/facilities/:facilityId/photos/:sha256',
    tag: 'review',
    summary: 'A photo by its SHA-256',
    access: { by: 'person', capability: 'review', facility: 'param' },
    params: photoParams,
    reply: z.unknown(),
    gives: PHOTO_TYPE,
  }),
} as const
