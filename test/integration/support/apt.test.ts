import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runApt } from '../../support/servers/apt'
import { makeTemporaryDirectory, removeDirectory } from '../../support/servers/temporary-directory'

describe('apt-get', () => {
  let dir: string

  beforeEach(async () => {
    dir = await makeTemporaryDirectory('apt')
  })

  afterEach(() => removeDirectory(dir))

  /** A program in its place: the machine that runs the tests need not have any, and must not have anything installed. */
  async function aptGet(script: string): Promise<string> {
    const program = join(dir, 'apt-get')
    await writeFile(program, `#!/bin/sh\ncd ${dir}\n${script}\n`)
    await chmod(program, 0o755)
    return program
  }

  it('is run again while another one has the lock on the lists, for which it does not wait', async () => {
    const program = await aptGet(`
      echo "$1" >> runs
      [ "$(wc -l < runs)" -ge 3 ] && exit 0
      echo 'E: Could not get lock /var/lib/apt/lists/lock. It is held by process 7 (apt-get)' >&2
      exit 100`)
    await runApt(program, ['update'])
    expect(await readFile(join(dir, 'runs'), 'utf8')).toBe('update\n'.repeat(3))
  })

  it('is not run again when it fails for another reason', async () => {
    const program = await aptGet(`
      echo "$1" >> runs
      echo 'E: Unable to locate package mariadb-server-core' >&2
      exit 100`)
    await expect(runApt(program, ['install'])).rejects.toThrow('Unable to locate package')
    expect(await readFile(join(dir, 'runs'), 'utf8')).toBe('install\n')
  })
})
