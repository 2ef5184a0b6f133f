/** What middleware leaves for those behind it. */
export interface ApiEnv {
  readonly Variables: {
    requestId: string
    /** The pattern of the route that answered. */
    route?: string
  }
}
