import type { Alkey } from '../../../src'
import type { HttpCacheOptions, RequestKeys } from '../../../src/http'
import type { KeyPart } from '../../../src/keys/key-part'

/** What a handler gets of a request. */
export interface Asked extends Omit<RequestKeys, 'run'> {
  readonly id: number
  readonly header: (name: string) => string | undefined
}

/** What a handler answers. */
export interface Answer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: unknown
}

/** A route `/<name>/:id`, in the words of no framework. */
export interface Route {
  readonly name: string
  /** What the response depends on. Absent: found by the queries of the handler. */
  readonly parts?: (id: number) => readonly KeyPart[]
  readonly options?: HttpCacheOptions
  readonly handle: (asked: Asked) => Promise<Answer>
}

/** Serves routes in a framework, for GET, HEAD and POST. @returns the server's URL, and what closes it */
export type Framework = (alkey: Alkey, routes: readonly Route[]) => Promise<Serving>

export interface Serving {
  readonly url: string
  readonly close: () => Promise<unknown>
}
