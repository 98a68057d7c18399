/** The user whose access token came with the request. */
export interface AuthenticatedUser {
  /** The user may have been deleted since the token was issued. */
  id: string;
  /** The `passwordVersion` that the user had when the token was issued. */
  passwordVersion: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by `AuthGuard` when the request has a valid token. */
    user?: AuthenticatedUser;
  }
}
