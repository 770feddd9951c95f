/** Headers as Node.js or the Fetch API have them. */
export type RequestHeaders =
  Readonly<Record<string, string | readonly string[] | undefined>> | { get(name: string): string | null }

/** A request, as far as it matters here. Requests of Node.js, Koa and the Fetch API can be passed as they are. */
export interface RequestDescription {
  readonly method: string
  /** Path and query, as they were received. */
  readonly url: string
  readonly headers: RequestHeaders
  /** The pattern of the path, such as `/posts/:id`: events and warnings name responses by it. */
  readonly route?: string | undefined
}

/** A response whose headers are about to be sent. */
export interface ResponseDescription {
  readonly status: number
  /** The header that the handler has set; empty or absent where it has not. */
  header(name: string): string | null | undefined
  /** Whether its body is made when the handler has ended, and out of `run`, as streams of Koa are. Default: false. */
  readonly isReadLater?: boolean | undefined
}

/** The value of a header of the request; several are joined. `undefined` where there is none. */
export function requestHeader({ headers }: RequestDescription, name: string): string | undefined {
  if (isFetchHeaders(headers)) return headers.get(name) ?? undefined
  const value = headers[name.toLowerCase()]
  // An object may have more than headers.
  if (Array.isArray(value)) return value.join(', ')
  return typeof value === 'string' ? value : undefined
}

function isFetchHeaders(headers: RequestHeaders): headers is { get(name: string): string | null } {
  return typeof headers.get === 'function'
}
