import { say } from '../words/say.ts'

/** A sentence as the text of an element or in quotes. */
function t(key: Parameters<typeof say>[0]): string {
  return say(key).replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
}

/** The page at `/`: which of the two is yours. Without a script; the one for this kind of screen is marked. */
export const CHOOSER = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="${t('chooser.description')}">
<title>${t('chooser.title')}</title>
<link rel="stylesheet" href="/chooser.css">
</head>
<body>
<main>
<h1>${t('chooser.title')}</h1>
<nav aria-label="${t('chooser.where')}">
<a class="store" href="/store/"><strong>${t('chooser.store')}</strong><span>${t('chooser.storeWords')}</span></a>
<a class="console" href="/console/"><strong>${t('chooser.console')}</strong><span>${t('chooser.consoleWords')}</span></a>
</nav>
<p><a href="/api/docs">${t('chooser.api')}</a></p>
</main>
</body>
</html>
`

export const CHOOSER_STYLE = `:root {
  color-scheme: light dark;
  --ground: light-dark(#f0f1eb, #0f1314);
  --card: light-dark(#fafaf6, #171c1e);
  --ink: light-dark(#14191b, #eef0ea);
  --quiet: light-dark(#434b4d, #bcc3c1);
  --line: light-dark(#d0d3c9, #2d3537);
  --accent: light-dark(#2038a8, #b2c0ff);
}
* { box-sizing: border-box; }
body { margin: 0; min-block-size: 100vh; display: grid; place-items: center; background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; }
main { inline-size: min(34rem, 100%); padding: 1.5rem; }
h1 { font-size: 1.75rem; letter-spacing: -0.01em; margin-block: 0 1.25rem; }
nav { display: grid; gap: 0.75rem; }
nav a { display: grid; gap: 0.125rem; padding: 1.125rem 1.25rem; background: var(--card); color: inherit; text-decoration: none;
  border: 1px solid var(--line); border-radius: 4px; }
nav strong { font-size: 1.25rem; color: var(--accent); }
nav span, p { color: var(--quiet); }
p a { color: inherit; }
a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
nav a:hover { border-color: var(--accent); }
.console { border-inline-start: 0.375rem solid var(--accent); }
@media (pointer: coarse), (max-width: 40rem) {
  .console { border-inline-start: 1px solid var(--line); }
  .store { border-inline-start: 0.375rem solid var(--accent); }
}
`
