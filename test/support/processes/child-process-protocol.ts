import { isNativeError } from 'node:util/types'
import { reasonOf } from '../servers/reason'

/** From the test to its child process. */
export interface Call {
  readonly id: number
  readonly name: string
  readonly args: readonly unknown[]
}

/** Back. The first one, with the id 0, tells whether the file could be loaded. */
export interface Answer {
  readonly id: number
  readonly result?: unknown
  readonly error?: PortableError
}

interface PortableError {
  readonly name: string
  readonly message: string
  readonly stack: string | undefined
  readonly code: unknown
}

export function toPortableError(error: unknown): PortableError {
  const { name = 'Error', stack, code }: Partial<PortableError> = isNativeError(error) ? error : {}
  return { name, message: reasonOf(error), stack, code }
}

export function fromPortableError({ name, message, stack, code }: PortableError): Error {
  return Object.assign(new Error(message), { name, stack, ...(code === undefined ? {} : { code }) })
}
