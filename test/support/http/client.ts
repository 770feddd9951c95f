/** What a client sees of a response. */
export interface Seen {
  readonly status: number
  readonly etag: string | null
  readonly cacheControl: string | null
  readonly vary: string | null
  readonly body: string
}

/** Asks as a client does that has the response with that tag. */
export async function ask(url: string, etag?: string | null, init: RequestInit = {}): Promise<Seen> {
  const headers = { ...(init.headers as Record<string, string>), ...(etag && { 'if-none-match': etag }) }
  const response = await fetch(url, { ...init, headers })
  const [cacheControl, vary] = ['cache-control', 'vary'].map((name) => response.headers.get(name)) as [
    string | null,
    string | null,
  ]
  const { status } = response
  return { status, etag: response.headers.get('etag'), cacheControl, vary, body: await response.text() }
}
