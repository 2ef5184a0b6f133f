import type { MiddlewareHandler } from 'hono'
import type { Config } from '../../config/config.ts'

/** Headers of every answer. Scripts, styles and fonts come from this server only and none is inline. */
export function securityHeaders(config: Pick<Config, 'identity' | 'publicUrl'>): MiddlewareHandler {
  const issuer = new URL(config.identity.issuer).origin
  const connect = issuer === new URL(config.publicUrl).origin ? "'self'" : `'self' ${issuer}`
  const policy = [
    "default-src 'self'",
    "script-src 'self'",
    // React and the virtual lists set style attributes through the DOM, which this does not concern; no inline styles.
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src ${connect}`,
    `form-action 'self' ${issuer}`,
    "worker-src 'self'",
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
  return async (c, next) => {
    await next()
    c.header('content-security-policy', policy)
    c.header('x-content-type-options', 'nosniff')
    c.header('referrer-policy', 'no-referrer')
    c.header('cross-origin-opener-policy', 'same-origin')
    c.header('cross-origin-resource-policy', 'same-origin')
    c.header('permissions-policy', 'camera=(self), geolocation=(), microphone=(), payment=(), usb=(self)')
    if (config.publicUrl.startsWith('https:'))
      c.header('strict-transport-security', 'max-age=31536000; includeSubDomains')
  }
}
