/**
 * While the application shuts down, requests may outlive the `Alkey`. They are answered without it.
 *
 * @returns a handler of what a cached call has thrown
 */
export function ifClosed<Result>(uncached: () => Result): (thrown: unknown) => Result {
  return (thrown) => {
    if ((thrown as { readonly code?: unknown } | null)?.code === 'ALKEY_CLOSED') return uncached()
    throw thrown
  }
}
