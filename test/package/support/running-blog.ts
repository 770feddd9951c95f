import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import ts from 'typescript'
import type { Packed } from './packed'
import { REPOSITORY, installed } from './repository'

/** What the examples import, and what the package needs itself. */
const NEEDED = ['typeorm', 'ioredis', 'reflect-metadata', 'pg', 'sql.js', 'ejs', 'nunjucks', 'fastify']
const OWN = ['lru-cache', 'ms', 'on-headers']

/** A folder with the examples, compiled, and the package as it is packed. @param express which one is installed as `express` */
export function makeBlog(packed: Packed, name: string, express: 'express' | 'express4'): string {
  const project = join(packed.directory, '..', name)
  const modules = join(project, 'node_modules')
  mkdirSync(modules, { recursive: true })
  cpSync(packed.directory, join(modules, 'typeorm-alkey'), { recursive: true })
  for (const one of [...NEEDED, ...OWN]) symlinkSync(installed(one), join(modules, one))
  symlinkSync(installed(express), join(modules, 'express'))
  for (const folder of ['blog', 'express', 'fastify']) {
    for (const file of readdirSync(join(REPOSITORY, 'examples', folder), { recursive: true, encoding: 'utf8' })) {
      const from = join(REPOSITORY, 'examples', folder, file)
      const to = join(project, folder, file)
      mkdirSync(dirname(to), { recursive: true })
      if (file.endsWith('.ts')) writeFileSync(to.replace(/ts$/, 'js'), compiled(readFileSync(from, 'utf8')))
      else if (file.includes('.')) cpSync(from, to)
    }
  }
  return project
}

function compiled(source: string): string {
  const compilerOptions = {
    ...{ module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
    ...{ experimentalDecorators: true, esModuleInterop: true },
  }
  return ts.transpileModule(source, { compilerOptions }).outputText
}

export interface RunningBlog {
  readonly url: string
  /** As Ctrl-C does. @returns the exit code */
  interrupt(): Promise<number | null>
  kill(): void
}

/** Runs an example in a process of its own. */
export async function runBlog(
  project: string,
  framework: 'express' | 'fastify',
  env: Readonly<Record<string, string>>,
): Promise<RunningBlog> {
  const child = spawn(process.execPath, [join(project, framework, 'main.js')], {
    cwd: project,
    env: { ...process.env, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit') as Promise<[number | null]>
  for await (const line of createInterface(child.stdout)) {
    const [, url] = /^Open (\S+)\/posts$/.exec(line) ?? []
    if (url === undefined) continue
    return {
      url,
      interrupt: async () => {
        child.kill('SIGINT')
        const [code] = await ended
        return code
      },
      kill: () => void child.kill('SIGKILL'),
    }
  }
  throw new Error(`The example ended with ${String((await ended)[0])} before it served anything`)
}
