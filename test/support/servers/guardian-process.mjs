// Cleans up after a test process that can't do it itself: one that was killed, or a Jest worker, whose tests never see
// the `exit` event of their process. Standard input ends when that process ends, however it ended.
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'

const guarded = new Map()

for await (const line of createInterface({ input: process.stdin })) {
  const { id, guard } = JSON.parse(line)
  if (guard) guarded.set(id, guard)
  else guarded.delete(id)
}

const left = [...guarded.values()]
await Promise.all(left.filter(({ pid }) => pid).map(({ pid, signal }) => end(pid, signal)))
for (const { command, env } of left) {
  if (command) spawnSync(command[0], command.slice(1), { env: { ...process.env, ...env }, stdio: 'ignore' })
}
for (const { dir } of left) {
  if (dir) rmSync(dir, { recursive: true, force: true, maxRetries: 10 })
}

async function end(pid, signal) {
  send(pid, signal)
  // A stopped process handles no signal but SIGKILL until it continues.
  send(pid, 'SIGCONT')
  for (let attempt = 0; attempt < 100 && send(pid, 0); attempt++) await setTimeout(20)
  send(pid, 'SIGKILL')
}

function send(pid, signal) {
  try {
    return process.kill(pid, signal)
  } catch {
    return false
  }
}
