import { fork, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { leavesProcessAlive } from '../servers/signals'
import { fromPortableError, type Answer, type Call } from './child-process-protocol'

const ROOT = join(__dirname, '..', '..', '..')

type Method = (...args: never[]) => unknown
type NamesOf<Methods> = { [Name in keyof Methods]: Methods[Name] extends Method ? Name : never }[keyof Methods] & string
type Called<Methods, Name extends keyof Methods> = Extract<Methods[Name], Method>

/** Another Node process, which serves the functions that a TypeScript file exports. */
export interface Child<Methods> {
  readonly pid: number
  /** Rejects with what the function throws, or when the process ends first. Values travel as JSON. */
  call<Name extends NamesOf<Methods>>(
    name: Name,
    ...args: Parameters<Called<Methods, Name>>
  ): Promise<Awaited<ReturnType<Called<Methods, Name>>>>
  /** Resolves when the process has ended; for SIGSTOP and SIGCONT as soon as the signal is sent. */
  kill(signal?: NodeJS.Signals): Promise<void>
}

/**
 * Runs the file (an absolute path) with ts-node, without type checks. It must import by relative paths:
 * `startChild<typeof reader>(join(__dirname, 'reader.ts'))`, with `import type * as reader from './reader'`.
 */
export async function startChild<Methods>(
  file: string,
  { env = {} }: { env?: Readonly<Record<string, string>> } = {},
): Promise<Child<Methods>> {
  const child = fork(join(__dirname, 'child-process-entry.ts'), [file], {
    cwd: ROOT,
    execArgv: ['--require', 'ts-node/register'],
    // ts-node hides the directory of the sources from TypeScript 6, which then refuses to guess it.
    env: { ...process.env, TS_NODE_COMPILER_OPTIONS: JSON.stringify({ rootDir: ROOT }), ...env },
  })
  const calls = new PendingCalls(child)
  try {
    await calls.answerTo(0)
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  }
  return {
    pid: child.pid ?? -1,
    call: (name, ...args) => calls.send(name, args) as Promise<never>,
    kill: async (signal = 'SIGKILL') => {
      child.kill(signal)
      if (!leavesProcessAlive(signal)) await calls.ended
    },
  }
}

interface Waiting {
  readonly resolve: (result: unknown) => void
  readonly reject: (error: Error) => void
}

class PendingCalls {
  readonly ended: Promise<void>
  readonly #child: ChildProcess
  readonly #waiting = new Map<number, Waiting>()
  #lastId = 0
  #end: Error | undefined

  constructor(child: ChildProcess) {
    this.#child = child
    child.on('message', (message) => {
      this.#settle(message as Answer)
    })
    this.ended = new Promise((resolve) => {
      const end = (reason: string) => {
        this.#end ??= new Error(`the child process ${reason}`)
        for (const { reject } of this.#waiting.values()) reject(this.#end)
        this.#waiting.clear()
        resolve()
      }
      child.once('error', (error) => {
        end(`failed: ${error.message}`)
      })
      child.once('exit', (code, signal) => {
        end(`ended with ${signal ?? `exit code ${String(code)}`}`)
      })
    })
  }

  send(name: string, args: readonly unknown[]): Promise<unknown> {
    const call: Call = { id: ++this.#lastId, name, args }
    const answer = this.answerTo(call.id)
    // When the channel is closed, the end of the process rejects the call and says more.
    this.#child.send(call, () => undefined)
    return answer
  }

  answerTo(id: number): Promise<unknown> {
    if (this.#end !== undefined) return Promise.reject(this.#end)
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
    })
  }

  #settle({ id, result, error }: Answer): void {
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    if (error === undefined) waiting?.resolve(result)
    else waiting?.reject(fromPortableError(error))
  }
}
