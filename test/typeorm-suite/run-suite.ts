import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { guard } from '../support/servers/guardian'
import { readOutcomes, type Result } from './outcomes'

/** `subscriber` also sees what `initialize()` does, `attached` what comes after; `cached` caches each query as well. */
export type Mode = 'bare' | 'attached' | 'subscriber' | 'cached'

export interface Run {
  readonly results: ReadonlyMap<string, Result>
  readonly cpuSeconds: number
}

export interface SuiteOptions {
  /** The checkout of TypeORM, compiled. */
  readonly root: string
  /** Where Mocha's report goes. */
  readonly directory: string
  /** Arguments of Mocha: files, instead of the whole suite, and `--grep`. */
  readonly args: readonly string[]
}

/** Runs TypeORM's suite once, in a process of its own. */
export async function runSuite(mode: Mode, { root, directory, args }: SuiteOptions): Promise<Run> {
  const compiled = join(root, 'build', 'compiled', 'test')
  const report = join(directory, 'report.json')
  const cpu = join(directory, 'cpu')
  rmSync(report, { force: true })
  const flags = [
    // As in the checkout's own configuration, to whose files those of the arguments would only be added.
    ...['--no-config', '--check-leaks', '--exit', '--recursive', '--timeout', '90000'],
    ...['--require', join(__dirname, 'attach.mjs'), '--file', join(compiled, 'utils', 'test-setup.js')],
    ...['--reporter', 'json', '--reporter-option', `output=${report}`],
  ]
  const files = args.some((argument) => argument.endsWith('.js')) ? [] : [join(compiled, '**', '*.test.js')]
  const child = spawn(process.execPath, [join(root, 'node_modules/mocha/bin/mocha.js'), ...flags, ...args, ...files], {
    cwd: root,
    // The tests print what they log; the report says what became of them.
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ALKEY_SUITE: mode, ALKEY_SUITE_CPU: cpu },
  })
  const release = child.pid === undefined ? undefined : guard({ pid: child.pid, signal: 'SIGKILL' })
  await once(child, 'close')
  release?.()
  if (!existsSync(report)) throw new Error(`the suite wrote no report (${mode}); its errors are above`)
  return { results: readOutcomes(report), cpuSeconds: Number(readFileSync(cpu, 'utf8')) }
}
