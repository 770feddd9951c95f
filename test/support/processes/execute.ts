import { spawn } from 'node:child_process'

export interface ExecuteOptions {
  readonly cwd?: string
  readonly uid?: number
  readonly gid?: number
  /** Added to the environment of this process. An empty variable counts as unset for the programs used here. */
  readonly env?: Readonly<Record<string, string>>
  /** When the program is ended. Never, unless given. */
  readonly timeoutMs?: number
}

export interface Outcome {
  /** Null when a signal ended the program. */
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  /** What it printed, to either stream, in the order in which it arrived. */
  readonly output: string
}

/** Runs a program to its end, however it ends. */
export async function execute(
  program: string,
  args: readonly string[],
  { env = {}, timeoutMs, ...options }: ExecuteOptions = {},
): Promise<Outcome> {
  const child = spawn(program, args, {
    ...options,
    timeout: timeoutMs,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    output += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text))
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('close', (code, signal) => {
      resolve({ code, signal, stdout, output })
    })
  })
}

/**
 * The same for a program that must succeed. The error has what it printed to both streams: some programs say on
 * standard output why they fail.
 */
export async function succeed(...[program, args, options]: Parameters<typeof execute>): Promise<Outcome> {
  const outcome = await execute(program, args, options)
  const { code, signal, output } = outcome
  if (code === 0) return outcome
  const end = signal ?? `the exit code ${String(code)}`
  throw new Error(`${[program, ...args].join(' ')} ended with ${end} and printed:\n${output || '(nothing)'}`)
}
