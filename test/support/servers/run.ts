import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

export interface RunOptions {
  readonly uid?: number
  readonly gid?: number
  readonly cwd?: string
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>
}

/** Runs a program to its end. Throws its standard error when it fails. */
export async function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<void> {
  await promisify(execFile)(program, args, { ...options, env: { ...process.env, ...options.env } })
}
