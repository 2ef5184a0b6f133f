import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import { bundle, inThisOrder } from './bundle.ts'
import { manifest } from './manifest.ts'

export default defineConfig({
  ...bundle,
  plugins: [
    react(),
    inThisOrder,
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src',
      filename: 'sw.ts',
      // Offered, and taken only outside a count: an update must not reload somebody's scan away.
      registerType: 'prompt',
      // The page registers it itself, so that no inline script is needed.
      injectRegister: false,
      manifest,
      includeManifestIcons: false,
      injectManifest: { globPatterns: ['**/*.{js,css,html,woff2,svg,png,webmanifest}'] },
    }),
  ],
  build: { ...bundle.build, sourcemap: true, manifest: 'assets.json' },
})
