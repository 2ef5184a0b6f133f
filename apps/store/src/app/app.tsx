import { lazy, Suspense, useEffect } from 'react'
import { Redirect, Route, Router, Switch } from 'wouter'
import { AreasPage } from '../features/areas/areas-page.tsx'
import { loadPhotos } from '../features/photos/later-photos.tsx'
import { StorageNotices } from '../features/storage/storage-notices.tsx'
import { PageBusy } from '../parts/page-busy.tsx'
import { useDevice, usePeople, usePerson, usePreferences } from './device-context.tsx'
import { applyPreferences } from './device.ts'
import { untilHere } from './until-here.ts'
import { whenIdle } from './when-idle.ts'
import { laterPart, loadLater } from './words.ts'

const loadAreaPage = () => import('../features/areas/area-page.tsx').then(({ AreaPage }) => AreaPage)
const loadCountPage = () => import('../features/count/count-page.tsx')

const AreaPage = laterPart(loadAreaPage)
const CountPage = lazy(() => untilHere(loadCountPage).then(({ CountPage: page }) => ({ default: page })))
const loadWhoPage = () => import('../features/sign-in/who-page.tsx').then(({ WhoPage }) => WhoPage)
const WhoPage = laterPart(loadWhoPage)
const PinPage = laterPart(() => import('../features/sign-in/pin-page.tsx').then(({ PinPage: page }) => page))
const SignedInPage = laterPart(() =>
  import('../features/sign-in/signed-in-page.tsx').then(({ SignedInPage: page }) => page),
)
const ReviewPage = laterPart(() =>
  import('../features/review/review-page.tsx').then(({ ReviewPage: page }) => page),
)
const SettingsPage = laterPart(() =>
  import('../features/settings/settings-page.tsx').then(({ SettingsPage: page }) => page),
)

/** Which screen. Everything but signing in is for a person this device knows; no screen waits for a network. */
export function App() {
  const device = useDevice()
  const preferences = usePreferences()
  useEffect(() => applyPreferences(device, preferences), [device, preferences])
  return (
    <Router base="/store">
      <StorageNotices />
      <Suspense fallback={<PageBusy />}>
        <Switch>
          <Route path="/signed-in" component={SignedInPage} />
          <Route>
            <Known />
          </Route>
        </Switch>
      </Suspense>
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
        ? whenIdle(
            () =>
              void Promise.all([
                loadAreaPage(),
                loadCountPage(),
                loadWhoPage(),
                loadLater(),
                loadPhotos(),
              ]).catch(ignore),
          )
        : undefined,
    [isKnown],
  )
  if (person === undefined || people === undefined) return <PageBusy />
  if (person === null) return <WhoPage />
  if (people[person.personId]?.pin === 'undecided') return <PinPage person={person} />
  return (
    <Switch>
      <Route path="/">
        <AreasPage person={person} />
      </Route>
      <Route path="/areas/:assignmentId">
        {({ assignmentId }) => <AreaPage key={assignmentId} person={person} assignmentId={assignmentId} />}
      </Route>
      <Route path="/count/:sessionId">
        {({ sessionId }) => <CountPage key={sessionId} person={person} sessionId={sessionId} />}
      </Route>
      <Route path="/count/:sessionId/review">
        {({ sessionId }) => <ReviewPage key={sessionId} person={person} sessionId={sessionId} />}
      </Route>
      <Route path="/settings">
        <SettingsPage person={person} />
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
