import { spawn } from 'node:child_process'

export interface Outcome {
  readonly code: number | null
  /** What it printed, to either stream, in the order in which it arrived. */
  readonly output: string
}

/** Runs a program to its end, however it ends. An empty variable in `env` counts as unset for the programs used here. */
export async function execute(
  program: string,
  args: readonly string[],
  { cwd, env = {} }: { cwd: string; env?: Readonly<Record<string, string>> },
): Promise<Outcome> {
  const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve)
  })
  return { code, output }
}

/** The same for a program that must succeed. @returns what it printed */
export async function succeed(...[program, args, options]: Parameters<typeof execute>): Promise<string> {
  const { code, output } = await execute(program, args, options)
  if (code === 0) return output
  throw new Error(`${[program, ...args].join(' ')} ended with the exit code ${String(code)} and printed:\n${output}`)
}
