import { type EntityManager, In } from 'typeorm'
import { mariadb, notMariadb, postgres, sqlite } from './where'
import { Client, Job, Step, jobScopes, jobsWorld } from './worlds/jobs'
import type { Theme } from './write-path'

/** What the rows have in scopes. */
const job1 = ['tenant 7', 'status open', 'of client 1', 'both 7 open']
const job2 = ['tenant 8', 'status done', 'of client 2', 'both 8 done']
const job3 = ['tenant 7', 'status none', 'of client none', 'both 7 none']
/** Job 1, moved to tenant 9. */
const moved = { changes: ['job 1', 'tenant 9', 'both 9 open'], read: job1 }
const anyJob = ['every tenant', 'every status', 'every of client', 'every both']

export const scopes: Theme = {
  title: 'Scopes',
  world: jobsWorld,
  options: { touch: false, scopes: jobScopes },
  paths: [
    {
      path: '`save`, a new row',
      write: ({ manager }) => manager.save(Job, { code: 'j4', tenantId: 9, status: 'open', client: { id: 2 } }),
      changes: ['job 4', 'tenant 9', 'status open', 'of client 2', 'both 9 open'],
    },
    {
      path: '`save`, a new row with defaults',
      write: ({ manager }) => manager.save(Job, { code: 'j4', tenantId: 9 }),
      changes: ['job 4', 'tenant 9', 'status open', 'of client none', 'both 9 open'],
      remark: 'What the database has filled in is returned, or read before `COMMIT`.',
    },
    {
      path: '`save`, a changed row',
      write: async ({ manager }) => manager.save(Object.assign(await job(manager, 1), { title: 'new' })),
      changes: ['job 1', ...job1],
    },
    {
      path: '`save`, a part of a row',
      write: ({ manager }) => manager.save(Job, { id: 3, title: 'new' }),
      changes: ['job 3', ...job3],
    },
    {
      path: '`save`, moved to another tenant',
      write: ({ manager }) => manager.save(Job, { id: 1, tenantId: 8 }),
      changes: ['job 1', 'status open', 'of client 1', 'tenant 8', 'both 8 open'],
      read: ['tenant 7', 'both 7 open'],
    },
    {
      path: '`save`, a value set to NULL',
      write: ({ manager }) => manager.save(Job, { id: 1, status: null }),
      changes: ['job 1', 'tenant 7', 'of client 1', 'status none', 'both 7 none'],
      read: ['status open', 'both 7 open'],
    },
    {
      path: '`save`, a value in place of NULL',
      write: ({ manager }) => manager.save(Job, { id: 3, status: 'done', client: { id: 1 } }),
      changes: ['job 3', 'tenant 7', 'status done', 'of client 1', 'both 7 done'],
      read: ['status none', 'of client none', 'both 7 none'],
    },
    {
      path: '`save`, nothing changed',
      write: async ({ manager }) => manager.save(await job(manager, 1)),
      changes: [],
    },
    {
      path: '`remove`',
      write: async ({ manager }) => manager.remove(await manager.findOneByOrFail(Step, { id: 1 })),
      changes: ['step 1'],
      read: ['of job 1', 'kind a'],
    },
    {
      path: '`softRemove`',
      write: async ({ manager }) => manager.softRemove(await job(manager, 1)),
      changes: ['job 1', ...job1],
    },
    {
      path: '`recover`',
      given: ({ manager }) => manager.softDelete(Job, 3),
      write: async ({ manager }) =>
        manager.recover(await manager.findOneOrFail(Job, { where: { id: 3 }, withDeleted: true })),
      changes: ['job 3', ...job3],
    },
    {
      path: '`insert`',
      write: ({ manager }) => manager.insert(Job, { code: 'j4', tenantId: 8, status: null, client: { id: 1 } }),
      changes: ['job 4', 'tenant 8', 'status none', 'of client 1'],
    },
    {
      path: '`update(id, …)` of another column',
      write: ({ manager }) => manager.update(Job, 1, { title: 'new' }),
      changes: ['job 1'],
      read: job1,
    },
    {
      path: '`update(id, …)` of the scope',
      write: ({ manager }) => manager.update(Job, 1, { tenantId: 9 }),
      changes: ['job 1', 'tenant 9', 'every both'],
      read: ['tenant 7', 'status open', 'of client 1'],
      remark: 'In a transaction, the scope of two columns is read before `COMMIT`.',
    },
    {
      path: '`update(criteria, …)` by the scope',
      write: ({ manager }) => manager.update(Job, { tenantId: 7 }, { title: 'new' }),
      changes: ['every job', 'tenant 7', 'every status', 'every of client', 'every both'],
    },
    {
      path: '`update(criteria, …)` by both scopes',
      write: ({ manager }) => manager.update(Job, { tenantId: 7, status: 'open' }, { title: 'new' }),
      changes: ['every job', 'tenant 7', 'status open', 'every of client', 'both 7 open'],
    },
    {
      path: '`update(criteria, …)` by several values',
      write: ({ manager }) => manager.update(Job, { tenantId: In([7, 8]) }, { title: 'new' }),
      changes: ['every job', 'tenant 7', 'tenant 8', 'every status', 'every of client', 'every both'],
    },
    {
      path: '`update(criteria, …)` that moves the rows of a tenant',
      write: ({ manager }) => manager.update(Job, { tenantId: 7 }, { tenantId: 9 }),
      changes: ['every job', 'tenant 7', 'tenant 9', 'every status', 'every of client', 'every both'],
    },
    {
      path: '`update(criteria, …)` by another column',
      write: ({ manager }) => manager.update(Job, { title: 'one' }, { title: 'new' }),
      changes: ['every job', ...anyJob],
    },
    {
      path: '`delete(id)`',
      write: ({ manager }) => manager.delete(Step, 2),
      changes: ['step 2'],
      read: ['of job 2', 'kind none'],
    },
    {
      path: '`delete(criteria)` by the scope',
      write: ({ manager }) => manager.delete(Step, { kind: 'a' }),
      changes: ['every step', 'kind a', 'every of job'],
    },
    {
      path: '`delete(id)` of a row, with the rows that refer to it',
      write: ({ manager }) => manager.delete(Job, 2),
      changes: ['job 2', 'every step', 'of job 2', 'every kind'],
      read: job2,
      remark: '`ON DELETE CASCADE`: the scope by which they referred to it is known.',
    },
    {
      path: '`delete(id)` of a row that others forget',
      write: ({ manager }) => manager.delete(Client, 1),
      changes: ['client 1', 'every job', 'of client 1', 'of client none', 'every tenant', 'every status', 'every both'],
      remark: '`ON DELETE SET NULL`: they get NULL in its place.',
    },
    {
      path: '`clear`',
      write: ({ manager }) => manager.clear(Step),
      changes: ['every step', 'every of job', 'every kind'],
    },
    {
      path: '`update` with `returning`',
      only: postgres,
      write: ({ manager }) =>
        manager
          .createQueryBuilder()
          .update(Job)
          .set({ title: 'new' })
          .where('title = :title', { title: 'one' })
          .returning('*')
          .execute(),
      changes: ['job 1', ...job1],
    },
    {
      path: '`UPDATE … WHERE id = …`',
      write: ({ sql }) => sql("UPDATE jobs SET title = 'new' WHERE id = ?", [1]),
      changes: ['job 1'],
      read: job1,
    },
    {
      path: '`UPDATE … WHERE tenant_id = …`',
      write: ({ sql }) => sql("UPDATE jobs SET title = 'new' WHERE tenant_id = 7"),
      changes: ['every job', 'tenant 7', 'every status', 'every of client', 'every both'],
    },
    {
      path: '`UPDATE … SET tenant_id = tenant_id + 1 WHERE id = …`',
      write: ({ sql }) => sql('UPDATE jobs SET tenant_id = tenant_id + 1 WHERE id = 1'),
      changes: ['job 1', 'every tenant', 'every both'],
      read: ['status open', 'of client 1'],
      remark: 'In a transaction, the new value is read before `COMMIT`.',
    },
    {
      path: 'the same in a transaction',
      write: ({ dataSource, sql }) =>
        dataSource.transaction((manager) => sql('UPDATE jobs SET tenant_id = tenant_id + 1 WHERE id = 1', [], manager)),
      changes: ['job 1', 'status open', 'of client 1', 'tenant 8', 'both 8 open'],
      read: ['tenant 7', 'both 7 open'],
    },
    {
      path: '`UPDATE … WHERE id = … AND tenant_id = …`',
      write: ({ sql }) => sql("UPDATE jobs SET title = 'new' WHERE id = 1 AND tenant_id = 7 AND status = 'open'"),
      changes: ['job 1', 'tenant 7', 'status open', 'both 7 open'],
      read: ['of client 1'],
    },
    {
      path: '`INSERT … SELECT`',
      write: ({ sql }) =>
        sql("INSERT INTO jobs (code, tenant_id, status) SELECT 'j4', tenant_id, status FROM jobs WHERE id = 1"),
      changes: ['every job', ...anyJob],
    },
    {
      path: '`INSERT … ON CONFLICT (id) DO UPDATE` of another column',
      only: notMariadb,
      write: ({ sql }) =>
        sql(
          "INSERT INTO jobs (id, code, tenant_id, status) VALUES (1, 'j1', 9, 'done') " +
            "ON CONFLICT (id) DO UPDATE SET title = 'new'",
        ),
      changes: ['job 1', ...anyJob],
    },
    {
      path: '`INSERT … ON DUPLICATE KEY UPDATE` of the scope',
      only: mariadb,
      write: ({ sql }) =>
        sql(
          "INSERT INTO jobs (id, code, tenant_id) VALUES (1, 'j1', 9) ON DUPLICATE KEY UPDATE tenant_id = VALUES(tenant_id)",
        ),
      changes: ['every job', ...anyJob],
    },
    {
      path: '`INSERT OR REPLACE`',
      only: sqlite,
      write: ({ sql }) => sql("INSERT OR REPLACE INTO jobs (id, code, tenant_id) VALUES (1, 'j1', 9)"),
      changes: ['every job', ...anyJob, 'every step', 'every of job', 'every kind'],
    },
    {
      path: '`ALTER TABLE`',
      write: ({ sql }) => sql('ALTER TABLE steps ADD COLUMN note VARCHAR(10)'),
      changes: ['every step', 'every of job', 'every kind'],
    },
    {
      path: 'a statement that finds no row',
      write: ({ manager }) => manager.update(Job, { tenantId: 9 }, { title: 'new' }),
      changes: [],
    },
    {
      path: 'a transaction that is rolled back',
      write: ({ dataSource }) =>
        dataSource
          .transaction(async (manager) => {
            await manager.update(Job, 1, { tenantId: 9 })
            throw new Error('rolled back')
          })
          .catch(() => undefined),
      changes: [],
      instead: [{ on: sqlite, ...moved }],
      remark: 'Others on the connection of SQLite have seen what is rolled back.',
    },
    {
      path: 'a savepoint that is rolled back',
      write: ({ dataSource }) =>
        dataSource.transaction(async (manager) => {
          await manager.update(Job, 3, { title: 'new' })
          await manager
            .transaction(async (inner) => {
              await inner.update(Job, 1, { tenantId: 9 })
              throw new Error('rolled back')
            })
            .catch(() => undefined)
        }),
      changes: ['job 3', ...job3],
      instead: [{ on: sqlite, changes: ['job 3', ...job3, ...moved.changes], read: moved.read }],
    },
  ],
}

const saved = (manager: EntityManager): Promise<unknown> => manager.save(Job, { id: 1, title: 'new' })
const savedLoaded = async (manager: EntityManager): Promise<unknown> =>
  manager.save(
    Object.assign(await manager.findOneOrFail(Job, { where: { id: 1 }, relations: { client: true } }), { tenantId: 9 }),
  )

export const scopesBesideSkippedParents: Theme = {
  title: 'Scopes beside parents left alone',
  world: jobsWorld,
  options: { touch: { unknown: 'skip' }, scopes: jobScopes },
  paths: [
    {
      path: '`save`, a part of a row',
      write: ({ manager }) => saved(manager),
      changes: ['job 1', ...anyJob],
      remark: 'A scope is never left alone, but with its rows it is not read either.',
    },
    {
      path: '`save`, moved to another tenant',
      write: ({ manager }) => savedLoaded(manager),
      changes: ['job 1', ...anyJob],
    },
    {
      path: '`update(criteria, …)` by the scope',
      write: ({ manager }) => manager.update(Job, { tenantId: 7, status: 'open' }, { title: 'new' }),
      changes: ['every job', '(every client)', 'tenant 7', 'status open', 'every of client', 'both 7 open'],
    },
  ],
}

export const scopesAsLoaded: Theme = {
  title: 'Scopes as they were loaded',
  world: jobsWorld,
  options: { touch: { exact: false }, scopes: jobScopes },
  paths: [
    {
      path: '`save`, a part of a row',
      write: ({ manager }) => saved(manager),
      changes: ['job 1', '(client 1)', ...job1],
    },
    {
      path: '`save`, moved to another tenant',
      write: ({ manager }) => savedLoaded(manager),
      changes: ['job 1', '(client 1)', ...job1, 'tenant 9', 'both 9 open'],
    },
    {
      path: '`remove`',
      write: async ({ manager }) => manager.remove(await manager.findOneByOrFail(Step, { id: 2 })),
      changes: ['step 2', 'kind none'],
      read: ['job 2', 'of job 2'],
    },
  ],
}

async function job(manager: EntityManager, id: number): Promise<Job> {
  return manager.findOneOrFail(Job, { where: { id } })
}
