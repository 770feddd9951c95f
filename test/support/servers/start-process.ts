import { setTimeout } from 'node:timers/promises'
import { freePort } from './free-port'
import { OwnedProcess, type OwnedProcessOptions } from './owned-process'
import { reasonOf } from './reason'

const START_ATTEMPTS = 10
const PROBE_ATTEMPTS = 600
const PAUSE_MS = 25

/**
 * Failures that pass: another process took the port first, the workers of a killed PostgreSQL still hold its shared
 * memory, or a killed MariaDB still holds the locks on its files.
 */
const PASSING_FAILURE = /address already in use|shared memory block .* still in use|unable to lock .*ibdata1/i

export interface ProcessToStart extends OwnedProcessOptions {
  readonly program: string
  /** Undefined for any free port. */
  readonly port: number | undefined
  args(port: number): string[]
  /** Throws until exactly this process serves the port. */
  probe(port: number, pid: number): Promise<void>
}

/** Resolves when the program serves the port. */
export async function startProcess(start: ProcessToStart): Promise<{ process: OwnedProcess; port: number }> {
  for (let attempt = 1; ; attempt++) {
    const port = start.port ?? (await freePort())
    const process = new OwnedProcess(start.program, start.args(port), start)
    const failure = await failureToServe(process, () => start.probe(port, process.pid ?? -1))
    if (failure === undefined) return { process, port }
    await process.stop()
    if (attempt === START_ATTEMPTS || !PASSING_FAILURE.test(process.log)) {
      throw new Error(`${start.program} ${failure}; its log ends with:\n${process.log || '(nothing)'}`)
    }
    await setTimeout(PAUSE_MS)
  }
}

async function failureToServe(process: OwnedProcess, probe: () => Promise<void>): Promise<string | undefined> {
  let lastError: unknown
  for (let attempt = 0; attempt < PROBE_ATTEMPTS; attempt++) {
    if (process.end !== undefined) return process.end
    try {
      await probe()
      return undefined
    } catch (error) {
      lastError = error
    }
    await Promise.race([process.exited, setTimeout(PAUSE_MS)])
  }
  return `did not answer: ${reasonOf(lastError)}`
}
