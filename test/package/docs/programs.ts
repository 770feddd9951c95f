import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createPostgresDatabase } from '../../support/databases/postgres'
import { succeed } from '../../support/processes/execute'
import { uniqueNamespace } from '../../support/redis/redis'
import { sharedUrl } from '../../support/servers/shared-url'
import { REPOSITORY } from '../support/repository'

/** A folder for programs that use the package as its users do. */
export interface ProgramFolder {
  /** @returns its path */
  write(name: string, text: string): Promise<string>
  /** Compiles files under strict settings. */
  compile(...files: readonly string[]): Promise<void>
  /** @returns what it has printed, line by line */
  run(file: string): Promise<readonly string[]>
}

export function useProgramFolder(): ProgramFolder {
  let folder: string
  beforeAll(async () => {
    // Inside the repository, so that `typeorm-alkey` is the package itself.
    folder = await mkdtemp(join(__dirname, '..', '.readme-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))
  return {
    async write(name, text) {
      const file = join(folder, name)
      await writeFile(file, text)
      return file
    },
    async compile(...files) {
      const options = '--noEmit --strict --target es2022 --module nodenext --skipLibCheck --types node,jest'.split(' ')
      await succeed(
        join(REPOSITORY, 'node_modules/.bin/tsc'),
        [...options, '--experimentalDecorators', '--emitDecoratorMetadata', '--ignoreConfig', ...files],
        { cwd: folder },
      )
    },
    run,
  }
}

async function run(file: string): Promise<readonly string[]> {
  const database = await createPostgresDatabase()
  try {
    const { stdout } = await succeed(process.execPath, ['--require', 'ts-node/register', file], {
      cwd: REPOSITORY,
      env: {
        DATABASE_URL: database.url,
        REDIS_URL: sharedUrl('REDIS_URL'),
        NAMESPACE: uniqueNamespace(),
        TS_NODE_COMPILER_OPTIONS: JSON.stringify({ rootDir: REPOSITORY }),
      },
      timeoutMs: 60_000,
    })
    return stdout.trim().split('\n')
  } finally {
    await database.drop()
  }
}
