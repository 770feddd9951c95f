import { Board, Country, Label, Member, Thread, forumWorld } from './worlds/forum'
import { postgres } from './where'
import type { Theme } from './write-path'

const withThreads = ['every post', '(every member)', 'every pin', '(every wall)', 'every link', 'every label']

export const cascades: Theme = {
  title: 'What the database does by itself',
  world: forumWorld,
  paths: [
    {
      path: '`delete(id)` of a board, with threads, posts, pins and links',
      write: ({ manager }) => manager.delete(Board, 1),
      changes: ['board 1', 'every thread', ...withThreads],
      remark: 'The rows that go are not known, nor whom else they belonged to.',
    },
    {
      path: '`remove` of a board',
      write: async ({ manager }) => manager.remove(await manager.findOneByOrFail(Board, { id: 1 })),
      changes: ['board 1', 'every thread', ...withThreads],
    },
    {
      path: '`delete(id)` of a thread, with posts, pins and links',
      write: ({ manager }) => manager.delete(Thread, 1),
      changes: ['thread 1', ...withThreads],
      read: ['board 1'],
    },
    {
      path: '`delete(id)` of a label, with links',
      write: ({ manager }) => manager.delete(Label, 1),
      changes: ['label 1', 'every link', 'every thread'],
    },
    {
      path: '`delete(id)` of a member, with those whom it invited',
      write: ({ manager }) => manager.delete(Member, 2),
      changes: ['every member'],
    },
    {
      path: '`delete(id)` of a row that is not there',
      write: ({ manager }) => manager.delete(Board, 9),
      changes: [],
    },
    {
      path: '`update(id, …)` of a thread',
      write: ({ manager }) => manager.update(Thread, 1, { title: 'new' }),
      changes: ['thread 1'],
      read: ['board 1'],
      remark: 'Columns that nothing refers to bring nothing with them.',
    },
    {
      path: '`update(id, { id })` of a thread that no post refers to',
      given: ({ sql }) => sql('DELETE FROM posts').then(() => sql('DELETE FROM pins')),
      write: ({ manager }) => manager.update(Thread, 1, { id: 9 }),
      changes: ['thread 1', 'thread 9', 'every link', 'every label'],
      read: ['board 1'],
      remark: "TypeORM's links follow (`ON UPDATE CASCADE`).",
    },
    {
      path: '`update(code, { code })` of a country, followed by its cities',
      write: ({ manager }) => manager.update(Country, 'de', { code: 'at' }),
      changes: ['country de', 'country at', 'every city'],
    },
    {
      path: '`update(code, { name })` of a country',
      write: ({ manager }) => manager.update(Country, 'de', { name: 'new' }),
      changes: ['country de'],
    },
    {
      path: '`DELETE` by criteria, by SQL',
      write: ({ sql }) => sql('DELETE FROM boards WHERE id > 0'),
      changes: ['every board', 'every thread', ...withThreads],
    },
    {
      path: '`TRUNCATE … CASCADE`',
      write: ({ sql }) => sql('TRUNCATE boards CASCADE'),
      changes: ['every board', 'every thread', ...withThreads],
      only: postgres,
    },
    {
      path: '`DELETE` of several tables',
      write: ({ sql }) => sql('DELETE posts, pins FROM posts JOIN pins ON pins.id = posts.id WHERE posts.id = 1'),
      changes: ['every post', 'every pin', '(every thread)', '(every member)', '(every wall)'],
      only: { databases: ['mariadb'] },
    },
  ],
}
