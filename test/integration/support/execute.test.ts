import { succeed } from '../../support/processes/execute'

describe('a program that must succeed', () => {
  it('tells what it printed to both streams when it fails, as some say on standard output why', async () => {
    const failed = succeed('sh', ['-c', 'echo the reason; echo the end >&2; exit 3'])
    await expect(failed).rejects.toThrow(/ended with the exit code 3 and printed:\n/)
    await expect(failed).rejects.toThrow('the reason\n')
    await expect(failed).rejects.toThrow('the end\n')
  })

  it('tells when a signal has ended it', async () => {
    await expect(succeed('sh', ['-c', 'kill -KILL $$'])).rejects.toThrow('ended with SIGKILL and printed:\n(nothing)')
    await expect(succeed('sleep', ['60'], { timeoutMs: 10 })).rejects.toThrow('ended with SIGTERM')
  })

  it('may be missing', async () => {
    await expect(succeed('/nowhere/program', [])).rejects.toThrow('/nowhere/program ENOENT')
  })
})
