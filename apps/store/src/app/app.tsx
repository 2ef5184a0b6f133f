import { useEffect } from 'react'
import { Redirect, Route, Router, Switch } from 'wouter'
import { AreasPage } from '../features/areas/areas-page.tsx'
import { photoButton } from '../features/photos/later-photos.tsx'
import { StorageNotices } from '../features/storage/storage-notices.tsx'
import { PageBusy } from '../parts/page-busy.tsx'
import { PartComing } from '../parts/part-coming.tsx'
import { useDevice, usePeople, usePerson, usePreferences } from './device-context.tsx'
import { applyPreferences } from './device.ts'
import { laterPart } from './later-part.tsx'
import { whenIdle } from './when-idle.ts'
import { withLaterWords } from './words.ts'

const area = laterPart(
  () => withLaterWords(import('../features/areas/area-page.tsx')).then(({ AreaPage }) => AreaPage),
  <PartComing />,
)
// What counting says is in the app itself.
const count = laterPart(
  () => import('../features/count/count-page.tsx').then(({ CountPage }) => CountPage),
  <PartComing />,
)
const who = laterPart(
  () => withLaterWords(import('../features/sign-in/who-page.tsx')).then(({ WhoPage }) => WhoPage),
  <PartComing />,
)
const pin = laterPart(
  () => withLaterWords(import('../features/sign-in/pin-page.tsx')).then(({ PinPage }) => PinPage),
  <PartComing />,
)
const signedIn = laterPart(
  () =>
    withLaterWords(import('../features/sign-in/signed-in-page.tsx')).then(({ SignedInPage }) => SignedInPage),
  <PartComing />,
)
const review = laterPart(
  () => withLaterWords(import('../features/review/review-page.tsx')).then(({ ReviewPage }) => ReviewPage),
  <PartComing />,
)
const settings = laterPart(
  () =>
    withLaterWords(import('../features/settings/settings-page.tsx')).then(({ SettingsPage }) => SettingsPage),
  <PartComing />,
)

/** Which screen. Everything but signing in is for a person this device knows; no screen waits for a network. */
export function App() {
  const device = useDevice()
  const preferences = usePreferences()
  useEffect(() => applyPreferences(device, preferences), [device, preferences])
  return (
    <Router base="/store">
      <StorageNotices />
      <Switch>
        <Route path="/signed-in" component={signedIn.Part} />
        <Route>
          <Known />
        </Route>
      </Switch>
    </Router>
  )
}

function Known() {
  const person = usePerson()
  const people = usePeople()
  const isKnown = Boolean(person)
  // Who counts here may lose the network before the worker has stored the app: then these screens are here already.
  useEffect(
    () =>
      isKnown
        ? whenIdle(() => {
            for (const part of [area, count, who, photoButton]) part.ask().catch(ignore)
          })
        : undefined,
    [isKnown],
  )
  if (person === undefined || people === undefined) return <PageBusy />
  if (person === null) return <who.Part />
  if (people[person.personId]?.pin === 'undecided') return <pin.Part person={person} />
  return (
    <Switch>
      <Route path="/">
        <AreasPage person={person} />
      </Route>
      <Route path="/areas/:assignmentId">
        {({ assignmentId }) => <area.Part key={assignmentId} person={person} assignmentId={assignmentId} />}
      </Route>
      <Route path="/count/:sessionId">
        {({ sessionId }) => <count.Part key={sessionId} person={person} sessionId={sessionId} />}
      </Route>
      <Route path="/count/:sessionId/review">
        {({ sessionId }) => <review.Part key={sessionId} person={person} sessionId={sessionId} />}
      </Route>
      <Route path="/settings">
        <settings.Part person={person} />
      </Route>
      <Route>
        <Redirect to="/" replace />
      </Route>
    </Switch>
  )
}

function ignore(): void {
  // Loaded ahead only to be quick; the screen that needs it asks again.
}
