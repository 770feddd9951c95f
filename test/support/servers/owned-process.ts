import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { guard } from './guardian'
import { leavesProcessAlive } from './signals'
import type { User } from './unprivileged-user'

const STOP_DEADLINE_MS = 10_000
const LOG_LINES_SHOWN = 20

export interface OwnedProcessOptions {
  /** Working directory, and where the log goes. */
  readonly dir: string
  readonly user?: User | undefined
  /** The signal that makes the program clean up and end quickly. */
  readonly stopSignal: NodeJS.Signals
}

/** A program that runs until this process stops it or ends. */
export class OwnedProcess {
  readonly exited: Promise<void>
  readonly #child: ChildProcess
  readonly #logFile: string
  readonly #stopSignal: NodeJS.Signals
  #end: string | undefined

  constructor(program: string, args: readonly string[], { dir, user, stopSignal }: OwnedProcessOptions) {
    this.#stopSignal = stopSignal
    this.#logFile = join(dir, 'log')
    // A file, because a pipe would keep this process alive and block the program when nobody reads.
    const log = openSync(this.#logFile, 'w')
    this.#child = spawn(program, args, {
      ...user,
      cwd: dir,
      env: { ...process.env, LC_ALL: 'C' },
      stdio: ['ignore', log, log],
    })
    closeSync(log)
    this.#child.unref()
    const release = this.#child.pid === undefined ? undefined : guard({ pid: this.#child.pid, signal: stopSignal })
    this.exited = new Promise((resolve) => {
      const settle = (end: string) => {
        this.#end ??= end
        release?.()
        resolve()
      }
      this.#child.once('error', (error) => {
        settle(`could not run: ${error.message}`)
      })
      this.#child.once('exit', (code, signal) => {
        settle(`ended with ${signal ?? `exit code ${String(code)}`}`)
      })
    })
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  /** How the process ended, undefined while it runs. */
  get end(): string | undefined {
    return this.#end
  }

  /** The last lines that the program wrote. */
  get log(): string {
    return readFileSync(this.#logFile, 'utf8').trimEnd().split('\n').slice(-LOG_LINES_SHOWN).join('\n')
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    if (this.#end !== undefined) return
    this.#child.kill(signal)
    if (leavesProcessAlive(signal)) return
    // An unreferenced child would let this process end while it waits.
    this.#child.ref()
    await this.exited
  }

  async stop(): Promise<void> {
    if (this.#end !== undefined) return
    this.#child.kill(this.#stopSignal)
    this.#child.kill('SIGCONT')
    const abort = new AbortController()
    await Promise.race([this.exited, setTimeout(STOP_DEADLINE_MS, undefined, { signal: abort.signal })])
    abort.abort()
    await this.kill('SIGKILL')
  }
}
