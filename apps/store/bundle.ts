import type { Plugin, UserConfig } from 'vite'

/** How the app is made into files: the product's build and the test of its size do the same. */
export const bundle = {
  base: '/store/',
  // Dexie's own door for both module systems leads to code for browsers of 2015; this one is smaller and starts sooner.
  resolve: { alias: [{ find: /^dexie$/, replacement: 'dexie/dist/modern/dexie.mjs' }] },
  build: {
    target: 'es2024',
    rolldownOptions: {
      output: {
        // Left alone it would be dozens of files, most of a line or two, and each costs a phone a round trip.
        codeSplitting: {
          groups: [
            { name: 'app', test: /src[\\/]main\.tsx$/ },
            // What somebody sees whom this device does not know yet; it comes beside the app, not in it.
            { name: 'sign-in', test: /src[\\/](i18n[\\/]later\.ts|features[\\/]sign-in[\\/]who-page\.tsx)$/ },
          ],
        },
      },
    },
  },
} satisfies UserConfig

/**
 * The page asks for signing in together with the app, not when the app has found that it wants it; and for all code after the style
 * sheet, so that on a slow network something is there to be seen while it comes.
 */
export const inThisOrder: Plugin = {
  name: 'in-this-order',
  transformIndexHtml: {
    order: 'post',
    handler: (html, { bundle: files }) => {
      const beside = Object.keys(files ?? {}).filter((file) => /[\\/]sign-in-[^\\/]+\.js$/.test(file))
      const links = beside.map((file) => `<link rel="modulepreload" crossorigin href="/store/${file}">`)
      return html
        .replace('</head>', `${links.join('')}</head>`)
        .replaceAll(/<(?=script type="module"|link rel="modulepreload")(\w+)/g, '<$1 fetchpriority="low"')
    },
  },
}
