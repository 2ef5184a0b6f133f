import { lazyRouteComponent } from '@tanstack/react-router'
import { fetchConfig } from '../server/server.ts'

/** The code of a page could not be loaded, because no server answers. */
export class PageNotLoaded extends Error {
  override readonly name = 'PageNotLoaded'
}

/**
 * A page whose code is loaded when it is first gone to. Where it cannot be loaded the router would load the whole app again, which is
 * right when a new version is there, and leaves the browser's own error page when no server answers: so the server is asked first.
 */
export function lazyPage<Module extends Record<string, unknown>, Name extends keyof Module & string>(
  load: () => Promise<Module>,
  name: Name,
) {
  return lazyRouteComponent(
    () =>
      load().catch(async (cause: unknown) => {
        await fetchConfig().catch(() => {
          throw new PageNotLoaded(undefined, { cause })
        })
        throw cause
      }),
    name,
  )
}
