/** Proof that the demo identity provider may run here. `createDemoIdentityProvider` asks for it. */
export interface DemoIdentityPermission {
  readonly allowed: true
}

export interface DemoIdentityRefusal {
  readonly allowed: false
  /** For the person at the terminal. */
  readonly message: string
}

/**
 * Whether the demo identity provider may run: everywhere but in production, and there only where it was asked for by
 * name. Anybody who reaches it can sign in as anybody.
 */
export function demoIdentityAllowed(env: {
  readonly nodeEnv: string | undefined
  readonly asked: boolean
}): DemoIdentityPermission | DemoIdentityRefusal {
  if (env.nodeEnv !== 'production' || env.asked) return { allowed: true }
  return {
    allowed: false,
    message:
      'The demo sign-in does not run in production: it lets anybody be anybody. Set up your own OpenID Connect issuer, or ask for the demo sign-in by name.',
  }
}
