import { demoCompany } from '../company/retailer.ts'
import { layouts } from '../company/layout.ts'
import type { DemoPerson } from '../people.ts'
import { html, type Markup } from './html.ts'
import { t } from './messages.ts'

/** The page on which one chooses who to be. `wrong` says that the login and password given did not fit. */
export function signInPage(page: {
  readonly prefix: string
  readonly action: string
  readonly people: readonly DemoPerson[]
  readonly login: string
  readonly wrong: boolean
}): string {
  const { action, people, login, wrong } = page
  const groups = [...Map.groupBy(people, (person) => person.grants[0]?.facilityCode ?? null)]
  const message = html`<p class="wrong" id="wrong" role="alert">${t('signIn.wrong')}</p>`
  const invalid = html`aria-describedby="wrong" aria-invalid="true"`
  return document(
    page.prefix,
    t('signIn.title'),
    html`<p>${t('signIn.company', { company: demoCompany.name })}</p>
      <form method="post" action="${action}">
        ${groups.map(([facility, members]) => peopleGroup(facility, members))}
      </form>
      <form class="password" method="post" action="${action}">
        <h2>${t('signIn.passwordTitle')}</h2>
        ${wrong ? message : html``}
        <label for="login">${t('signIn.login')}</label>
        <input
          id="login"
          name="login"
          value="${login}"
          autocomplete="username"
          autocapitalize="none"
          spellcheck="false"
          required
          ${wrong ? invalid : html``}
        />
        <label for="password">${t('signIn.password')}</label>
        <input
          id="password"
          name="password"
          type="password"
          autocomplete="current-password"
          required
          ${wrong ? html`${invalid} autofocus` : html``}
        />
        ${passwordHint(people)}
        <button class="primary" type="submit">${t('signIn.submit')}</button>
      </form>
      <form class="cancel" method="post" action="${action}">
        <button class="quiet" type="submit" name="cancel" value="yes">${t('signIn.cancel')}</button>
      </form>`,
  )
}

function peopleGroup(facility: string | null, people: readonly DemoPerson[]): Markup {
  const name = facility === null ? t('signIn.headquarters') : facilityName(facility)
  const code = facility === null ? html`` : html` <span class="code">${facility}</span>`
  return html`<section>
    <h2>${name}${code}</h2>
    <ul>
      ${people.map(
        (person) =>
          html`<li>
            <button type="submit" name="person" value="${person.login}">
              <span class="name">${person.name}</span> <span class="role">${rolesOf(person)}</span>
            </button>
          </li>`,
      )}
    </ul>
  </section>`
}

/** The first role stands under its facility's heading; others say where they hold. */
function rolesOf(person: DemoPerson): string {
  const [first, ...others] = person.grants
  if (first === undefined) return ''
  const further = others.map(({ role, facilityCode }) => {
    const facility = facilityCode === null ? t('signIn.headquarters') : facilityName(facilityCode)
    return role === first.role
      ? t('role.alsoAt', { facility })
      : t('role.at', { role: t(`role.${role}`), facility })
  })
  return [t(`role.${first.role}`), ...further].join(' · ')
}

function facilityName(code: string): string {
  return layouts.find((layout) => layout.facility.code === code)?.facility.name ?? code
}

function passwordHint(people: readonly DemoPerson[]): Markup {
  const [first] = people
  if (first === undefined) return html``
  const { name, login, password } = first
  return html`<p class="hint">${t('signIn.hint', { name, login, password })}</p>`
}

/** Asks before signing out; `form` is the provider's. With `sure` the answer is given without being asked for. */
export function signOutPage(page: {
  readonly prefix: string
  readonly form: Markup
  readonly sure: boolean
}): string {
  const yes = html`<button
    class="primary"
    type="submit"
    form="op.logoutForm"
    name="logout"
    value="yes"
    id="continue"
  >
    ${t('signOut.yes')}
  </button>`
  const no = html`<button class="quiet" type="submit" form="op.logoutForm">${t('signOut.no')}</button>`
  const script = html`<script src="${page.prefix}/assets/continue.js" defer></script>`
  return document(
    page.prefix,
    t('signOut.title'),
    html`<p>${t('signOut.text')}</p>
      ${page.form}
      <div class="answers">${yes}${page.sure ? html`` : no}</div>
      ${page.sure ? script : html``}`,
  )
}

/** A page that only says something. */
export function noticePage(page: {
  readonly prefix: string
  readonly title: string
  readonly text: string
  readonly detail?: string | undefined
}): string {
  const detail =
    page.detail === undefined
      ? html``
      : html`<p class="hint">${t('problem.detail', { detail: page.detail })}</p>`
  return document(
    page.prefix,
    page.title,
    html`<p>${page.text}</p>
      ${detail}
      <p><a href="/">${t('problem.back')}</a></p>`,
  )
}

function document(prefix: string, title: string, content: Markup): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <meta name="color-scheme" content="light dark" />
        <title>${t('page.title', { title })}</title>
        <link rel="stylesheet" href="${prefix}/assets/sign-in.css" />
      </head>
      <body>
        <header>
          <p><strong>${t('demo.band')}</strong> ${t('demo.text')}</p>
        </header>
        <main>
          <h1>${title}</h1>
          ${content}
        </main>
      </body>
    </html>`.markup
}
