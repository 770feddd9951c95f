import { hostname } from 'node:os'

/** A database connection as a record names it, so that another process can ask the server about it. */
export interface NamedConnection {
  readonly type: 'postgres' | 'mysql'
  /** The address that it leads to. */
  readonly server: string
  readonly user: string
  /** The server's own number for it. */
  readonly id: number
  /** The port of its own end, as the server sees it: numbers are given again. Absent on a Unix socket. */
  readonly port: number | undefined
}

/** The parts of a `net.Socket` that tell where a connection leads to. */
export interface Socket {
  readonly remoteAddress?: string | undefined
  readonly remotePort?: number | undefined
  readonly localPort?: number | undefined
}

export function named(
  type: NamedConnection['type'],
  socket: Socket | undefined,
  path: string,
  user: unknown,
  id: unknown,
): NamedConnection | undefined {
  if (typeof id !== 'number' || typeof user !== 'string' || !socket) return undefined
  return { type, server: addressOf(socket, path), user, id, port: socket.localPort }
}

/** What only this machine reaches by an address may be something else on another machine. */
function addressOf({ remoteAddress, remotePort }: Socket, path: string): string {
  if (remoteAddress === undefined) return `${host()}:${path}`
  const isLocal = remoteAddress === '::1' || /^(::ffff:)?127\./.test(remoteAddress)
  return `${isLocal ? `${host()}:` : ''}${remoteAddress}:${remotePort}`
}

let knownHost: string | undefined

/** Asked for once: each transaction needs it. */
function host(): string {
  return (knownHost ??= hostname())
}

export function writerText({ type, server, user, id, port }: NamedConnection): string {
  return JSON.stringify([type, server, user, id, port])
}

/** `undefined` for what is no such text, as a later version may write. */
export function parseWriter(text: string): NamedConnection | undefined {
  try {
    const [type, server, user, id, port] = JSON.parse(text) as unknown[]
    const isKnown = (type === 'postgres' || type === 'mysql') && typeof server === 'string' && typeof user === 'string'
    if (!isKnown || !Number.isSafeInteger(id)) return undefined
    return { type, server, user, id: id as number, port: typeof port === 'number' ? port : undefined }
  } catch {
    return undefined
  }
}
