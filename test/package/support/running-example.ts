import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { REPOSITORY, readPackageJson } from './repository'

export interface RunningExample {
  readonly url: string
  /** Clicks the button with that text. @returns the page that the browser then shows */
  readonly click: (button: string) => Promise<string>
  /** As Ctrl-C does. @returns the exit code */
  interrupt(): Promise<number | null>
  kill(): void
}

/** Runs the script `example` with `--serve`, without npm, which would keep signals to itself. */
export async function serveExample(env: Readonly<Record<string, string>>): Promise<RunningExample> {
  const [, ...args] = `${readPackageJson().scripts['example']} --serve`.split(' ')
  const child = spawn(process.execPath, args, {
    cwd: REPOSITORY,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit') as Promise<[number | null]>
  for await (const line of createInterface(child.stdout)) {
    const [, url] = /^Open (\S+) to click/.exec(line) ?? []
    if (url === undefined) continue
    return {
      url,
      click: async (button) => {
        const home = await (await fetch(url)).text()
        const [, action] = home.split(`>${button}</button>`)[0]?.match(/.*action="([^"]+)"/s) ?? []
        return (await fetch(`${url}${String(action)}`, { method: 'POST' })).text()
      },
      interrupt: async () => {
        child.kill('SIGINT')
        const [code] = await ended
        return code
      },
      kill: () => void child.kill('SIGKILL'),
    }
  }
  throw new Error(`The example ended with ${String((await ended)[0])} before it served a page`)
}
