/** Whether a process that gets the signal goes on to exist. */
export function leavesProcessAlive(signal: NodeJS.Signals): boolean {
  return signal === 'SIGSTOP' || signal === 'SIGCONT'
}
