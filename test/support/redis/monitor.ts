import { EventEmitter, once } from 'node:events'
import { type Socket, connect } from 'node:net'
import { sharedUrl } from '../servers/shared-url'

/** Of a line: who sent the command, and its words. */
const LINE = /^\+\d+\.\d+ \[\d+ (\S+)\] (.*)$/
const WORD = /"((?:[^"\\]|\\.)*)"/g

interface MonitorEvents {
  command: [words: string[], source: string]
}

/**
 * Tells the commands that the shared Redis gets, in their order. Not by ioredis: if the first ones come along with the answer
 * to MONITOR, it takes them for answers.
 */
export class RedisMonitor extends EventEmitter<MonitorEvents> {
  readonly #socket: Socket
  #rest = ''

  private constructor(socket: Socket) {
    super()
    this.#socket = socket
    socket.setEncoding('utf8').on('data', (text: string) => {
      const lines = (this.#rest + text).split('\r\n')
      this.#rest = lines.pop() ?? ''
      for (const line of lines) this.#take(line)
    })
  }

  static async open(): Promise<RedisMonitor> {
    const { hostname, port, username, password } = new URL(sharedUrl('REDIS_URL'))
    const socket = connect(Number(port || 6379), hostname)
    const monitor = new RedisMonitor(socket)
    if (password !== '')
      socket.write(`AUTH ${[username, password].filter(Boolean).map(decodeURIComponent).join(' ')}\r\n`)
    // It tells of that PING, too.
    socket.write('MONITOR\r\nPING\r\n')
    await once(monitor, 'command')
    return monitor
  }

  close(): void {
    this.#socket.destroy()
  }

  #take(line: string): void {
    const [, source = '', words] = LINE.exec(line) ?? []
    if (words !== undefined) {
      this.emit(
        'command',
        Array.from(words.matchAll(WORD), ([, word = '']) => unescaped(word)),
        source,
      )
    }
  }
}

function unescaped(word: string): string {
  return word.replaceAll(/\\(x[0-9a-f]{2}|.)/g, (_, escape: string) => {
    if (escape.length === 3) return String.fromCharCode(parseInt(escape.slice(1), 16))
    return { n: '\n', r: '\r', t: '\t', a: '\x07', b: '\b' }[escape] ?? escape
  })
}
