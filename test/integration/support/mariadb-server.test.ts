import { existsSync } from 'node:fs'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { mariaDbPrograms } from '../../support/servers/mariadb-programs'
import { queryMysql } from '../../support/servers/mysql-query'
import { mariaDbSources, startMariaDb } from '../../support/servers/start-mariadb'
import { makeTemporaryDirectory, removeDirectory } from '../../support/servers/temporary-directory'

const SELECT_1 = 'SELECT 1 AS one'

describe('a private MariaDB', () => {
  it('answers, and comes back with what was committed before it was killed', async () => {
    const first = await startMariaDb()
    await queryMysql(first.url, 'CREATE DATABASE kept')
    await queryMysql(first.url, 'CREATE TABLE kept.numbers (number int)')
    await queryMysql(first.url, 'INSERT INTO kept.numbers VALUES (7)')
    await first.kill('SIGKILL')
    await expect(queryMysql(first.url, SELECT_1)).rejects.toThrow('ECONNREFUSED')

    const second = await startMariaDb({ port: first.port, dir: first.dir })
    expect(second.url).toBe(first.url)
    expect(await queryMysql(second.url, 'SELECT number FROM kept.numbers')).toEqual([{ number: 7 }])

    await second.stop()
    await expect(queryMysql(second.url, SELECT_1)).rejects.toThrow('ECONNREFUSED')
    expect(existsSync(second.dir)).toBe(false)
  })

  it('can be stopped while it is frozen, and leaves no process', async () => {
    const mariaDb = await startMariaDb()
    await mariaDb.kill('SIGSTOP')
    await mariaDb.stop()
    await expect(queryMysql(mariaDb.url, SELECT_1)).rejects.toThrow('ECONNREFUSED')
    const { pid } = mariaDb
    if (pid !== undefined) expect(() => process.kill(pid, 0)).toThrow('ESRCH')
    expect(existsSync(mariaDb.dir)).toBe(false)
  })

  it('holds all letters there are', async () => {
    const mariaDb = await startMariaDb()
    expect(await queryMysql(mariaDb.url, 'SELECT @@character_set_server AS name')).toEqual([{ name: 'utf8mb4' }])
    await mariaDb.stop()
  })

  it('says why it does not start on a port that is taken', async () => {
    const mariaDb = await startMariaDb()
    await expect(startMariaDb({ port: mariaDb.port }, mariaDbSources().slice(0, 1))).rejects.toThrow(
      /address already in use/i,
    )
    await mariaDb.stop()
  }, 60_000)

  it('names all that was tried and what helps when there is none', async () => {
    const refused = startMariaDb({}, mariaDbSources(['/nowhere']))
    await expect(refused).rejects.toThrow(/No MariaDB could be started/)
    await expect(refused).rejects.toThrow(/installed on this machine: no directory of \/nowhere has mariadbd/)
    await expect(refused).rejects.toThrow(/apt-get install mariadb-server-core mariadb-client-core: \S/)
    await expect(refused).rejects.toThrow(/Docker Compose: no directory of \/nowhere has docker/)
    await expect(refused).rejects.toThrow(/Any one of these helps:\n {2}- install MariaDB: "apt-get install mariadb/)
  })
})

describe('the programs of the server', () => {
  let root: string

  beforeEach(async () => {
    root = await makeTemporaryDirectory('programs')
  })

  afterEach(() => removeDirectory(root))

  /** A directory that has nothing but these programs. */
  async function directoryOf(name: string, ...programs: string[]): Promise<string> {
    const directory = join(root, name)
    await mkdir(directory)
    for (const program of programs) {
      await writeFile(join(directory, program), '')
      await chmod(join(directory, program), 0o755)
    }
    return directory
  }

  it("may be in different directories, as Debian's are", async () => {
    const [bin, sbin] = [await directoryOf('bin', 'mysql_install_db'), await directoryOf('sbin', 'mariadbd', 'mysqld')]
    const { server, initialize } = mariaDbPrograms([bin, sbin])
    expect([server, initialize[0]]).toEqual([join(sbin, 'mariadbd'), join(bin, 'mysql_install_db')])
  })

  it('may be those of MySQL, whose server makes the data directory itself', async () => {
    const bin = await directoryOf('bin', 'mysqld')
    expect(mariaDbPrograms([bin])).toEqual({
      server: join(bin, 'mysqld'),
      initialize: [join(bin, 'mysqld'), '--no-defaults', '--initialize-insecure'],
    })
  })

  it('must include one that makes data directories', async () => {
    const sbin = await directoryOf('sbin', 'mariadbd')
    expect(() => mariaDbPrograms([sbin])).toThrow('but there is no mariadb-install-db or mysql_install_db')
  })
})
