import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import type { Writable } from 'node:stream'

/** What must not outlive this process. */
export type Guarded =
  | { readonly pid: number; readonly signal: NodeJS.Signals }
  | { readonly command: readonly string[]; readonly env: Readonly<Record<string, string>> }
  | { readonly dir: string }

let guardian: (ChildProcess & { stdin: Writable }) | undefined
let lastId = 0
const guardedIds = new Set<number>()

/** Has it cleaned up when this process ends before it calls the returned function. */
export function guard(guarded: Guarded): () => void {
  const id = ++lastId
  guardedIds.add(id)
  tellGuardian({ id, guard: guarded })
  return () => {
    if (!guardedIds.delete(id)) return
    tellGuardian({ id })
    if (guardedIds.size === 0) dismissGuardian()
  }
}

function tellGuardian(message: { id: number; guard?: Guarded }): void {
  guardian ??= startGuardian()
  guardian.stdin.write(`${JSON.stringify(message)}\n`)
}

function dismissGuardian(): void {
  guardian?.stdin.end()
  guardian = undefined
}

function startGuardian(): ChildProcess & { stdin: Writable } {
  // Detached, so that the Ctrl-C that ends this process does not end the guardian too.
  const child = spawn(process.execPath, [join(__dirname, 'guardian-process.mjs')], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  child.unref()
  // Typed as any stream, but a pipe to a process is a socket.
  ;(child.stdin as Writable & { unref(): void }).unref()
  child.stdin.on('error', () => {
    // The guardian is gone; only the safety net is lost.
  })
  return child
}
