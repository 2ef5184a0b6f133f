import * as z from 'zod/mini'

/** What a device makes of a photo before it is kept: nothing larger is taken, and nothing else. */
export const MAX_PHOTO_BYTES = 1_048_576
/** No JPEG is smaller. */
export const MIN_PHOTO_BYTES = 100
export const PHOTO_TYPE = 'image/jpeg'

export const Sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/, 'is not a SHA-256'))

/** What a note says of its photo, whether or not the photo is there. */
export const PhotoRef = z.object({
  sha256: Sha256,
  bytes: z.int().check(z.gte(MIN_PHOTO_BYTES), z.lte(MAX_PHOTO_BYTES)),
  mediaType: z.literal(PHOTO_TYPE),
})

/** `sha256`: the server holds this photo, durably. Another `incarnation` than before may hold none of the others. */
export const StorePhotoReply = z.object({ sha256: Sha256, incarnation: z.string() })

/** As many as a device asks about at once: no push of its scans waits longer for that than for another push. */
export const MAX_PHOTO_NAMES = 100

/** Photos of which a device was told that the server holds them. */
export const HeldPhotosBody = z.object({
  names: z.array(Sha256).check(z.minLength(1), z.maxLength(MAX_PHOTO_NAMES)),
})

/** Those of them that it holds. Only the same `incarnation` as before can be asked. */
export const HeldPhotosReply = z.object({ held: z.array(Sha256), incarnation: z.string() })

/** A photo as a screen names it; `arrived`: whether it can be fetched. */
export const ShownPhoto = z.object({ sha256: Sha256, at: z.number(), arrived: z.boolean() })
