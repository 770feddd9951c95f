import { once } from 'node:events'
import { type AddressInfo, type Socket, connect, createServer } from 'node:net'

/** An address that moves from one server to another; connections that were made stay where they are. */
export interface VirtualAddress {
  readonly url: string
  /** How many connections were made. */
  readonly accepted: number
  moveTo(url: string): void
  close(): void
}

export async function startVirtualAddress(url: string): Promise<VirtualAddress> {
  let port = Number(new URL(url).port)
  let accepted = 0
  const sockets = new Set<Socket>()
  const listener = createServer((client) => {
    accepted++
    const upstream = connect(port, '127.0.0.1')
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from)
      from.pipe(to)
      from.on('error', () => to.destroy())
      from.on('close', () => {
        sockets.delete(from)
        to.destroy()
      })
    }
  }).listen(0, '127.0.0.1')
  await once(listener, 'listening')
  return {
    url: `redis://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    get accepted() {
      return accepted
    },
    moveTo: (other) => {
      port = Number(new URL(other).port)
    },
    close: () => {
      listener.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
