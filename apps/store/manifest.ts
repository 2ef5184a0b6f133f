import type { ManifestOptions } from 'vite-plugin-pwa'

/** What the phone knows of the app. `id` never changes: another id is another app with an empty store. */
export const manifest: Partial<ManifestOptions> = {
  id: '/store/',
  name: 'Cyclecount',
  short_name: 'Cyclecount',
  description: 'Count a store, with or without a network.',
  lang: 'en',
  dir: 'ltr',
  start_url: '/store/',
  scope: '/store/',
  display: 'standalone',
  display_override: ['standalone', 'minimal-ui'],
  orientation: 'portrait',
  categories: ['business', 'productivity'],
  theme_color: '#f0f1eb',
  background_color: '#f0f1eb',
  launch_handler: { client_mode: 'focus-existing' },
  icons: [
    { src: 'icon-192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
    { src: 'icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
    { src: 'icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
  ],
  shortcuts: [
    { name: 'My areas', url: '/store/', icons: [{ src: 'icon-192.png', sizes: '192x192' }] },
    { name: 'Settings', url: '/store/settings', icons: [{ src: 'icon-192.png', sizes: '192x192' }] },
  ],
}
