import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'

/** Says where the master is, and nothing else. */
export class FakeSentinel {
  /** What it was asked, in small letters. */
  readonly asked: string[] = []
  /** Takes questions and gives no answer. */
  isFrozen = false
  readonly #masterPort: number
  readonly #sockets = new Set<Socket>()
  readonly #listener: Server = createServer((client) => {
    this.#sockets.add(client)
    client.on('error', () => undefined)
    client.on('data', (chunk) => {
      // Each request begins with the number of its words.
      for (const request of chunk
        .toString()
        .toLowerCase()
        .split(/(?=^\*\d)/m))
        this.#answer(client, request)
    })
  })

  constructor(masterPort: number) {
    this.#masterPort = masterPort
  }

  async listen(port: number): Promise<void> {
    this.#listener.listen(port, '127.0.0.1')
    await once(this.#listener, 'listening')
  }

  close(): void {
    this.#listener.close()
    for (const socket of this.#sockets) socket.destroy()
  }

  #answer(client: Socket, request: string): void {
    const words = [...request.matchAll(/^\$\d+\r\n(.*)\r$/gm)].map(([, word]) => word)
    this.asked.push(words.join(' '))
    if (this.isFrozen) return
    if (words[1] === 'get-master-addr-by-name') {
      const port = String(this.#masterPort)
      client.write(`*2\r\n$9\r\n127.0.0.1\r\n$${port.length}\r\n${port}\r\n`)
    } else client.write(words[0] === 'sentinel' ? '*0\r\n' : '+OK\r\n')
  }
}
