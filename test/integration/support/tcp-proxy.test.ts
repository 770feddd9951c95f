import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { startTcpProxy, type TcpProxy } from '../../support/servers/tcp-proxy'
import { eventually } from '../../support/waiting/eventually'

describe('a TCP proxy', () => {
  let echo: Echo
  let proxy: TcpProxy
  let clients: Client[]

  beforeEach(async () => {
    echo = await startEcho()
    proxy = await startTcpProxy(echo.url)
    clients = []
  })

  afterEach(async () => {
    for (const { socket } of clients) socket.destroy()
    await proxy.close()
    await echo.close()
  })

  async function open(): Promise<Client> {
    const client = await openClient(proxy.port)
    clients.push(client)
    return client
  }

  it('forwards both ways and counts what clients send', async () => {
    const client = await open()
    client.socket.write('hello')
    await eventually(() => client.received() === 'hello')
    expect(proxy.forwarded).toEqual({ bytes: 5, chunks: 1 })
    expect(proxy.url).toBe(`redis://127.0.0.1:${proxy.port}/2`)
  })

  it('holds everything back while it is paused', async () => {
    const client = await open()
    proxy.pause()
    client.socket.write('early')
    const late = await open()
    late.socket.write('late')
    await eventually(() => proxy.connections === 2)
    expect(proxy.forwarded.bytes).toBe(0)

    proxy.resume()
    await eventually(() => client.received() === 'early' && late.received() === 'late')
  })

  it('destroys connections and refuses new ones while it is cut', async () => {
    const client = await open()
    const port = proxy.port
    await proxy.cut()
    await eventually(() => client.socket.destroyed)
    await expect(openClient(port)).rejects.toThrow('ECONNREFUSED')

    await proxy.restore()
    expect(proxy.port).toBe(port)
    const next = await open()
    next.socket.write('back')
    await eventually(() => next.received() === 'back')
  })

  it('can swallow replies, and never gives a client a later one instead', async () => {
    const loser = await open()
    const silent = await open()
    await eventually(() => proxy.connections === 2)
    proxy.dropReplies()
    loser.socket.write('request')
    await eventually(() => echo.sent() === 'request')
    await eventually(() => proxy.swallowed === 'request'.length)
    expect(loser.received()).toBe('')

    proxy.resume()
    await eventually(() => loser.socket.destroyed)
    silent.socket.write('still here')
    await eventually(() => silent.received() === 'still here')
  })

  it('passes more than the buffers of a socket hold', async () => {
    const client = await open()
    const large = 'x'.repeat(8 * 1024 * 1024)
    client.socket.write(large)
    await eventually(() => client.received().length === large.length)
  })
})

interface Client {
  readonly socket: Socket
  received(): string
}

async function openClient(port: number): Promise<Client> {
  const socket = connect(port, '127.0.0.1')
  const chunks: string[] = []
  socket.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk))
  await once(socket, 'connect')
  socket.on('error', () => undefined)
  return { socket, received: () => chunks.join('') }
}

interface Echo {
  readonly url: string
  sent(): string
  close(): Promise<void>
}

async function startEcho(): Promise<Echo> {
  const chunks: Buffer[] = []
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.pipe(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}/2`,
    sent: () => Buffer.concat(chunks).toString(),
    close: async () => {
      server.close()
      await once(server, 'close')
    },
  }
}
