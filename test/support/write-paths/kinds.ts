import { Device, Photo, Seat, Video, firstDevice, kindsWorld, secondDevice } from './worlds/kinds'
import type { Theme } from './write-path'

export const kinds: Theme = {
  title: 'Kinds of entities',
  world: kindsWorld,
  paths: [
    {
      path: '`save`, composite primary key',
      write: ({ manager }) => manager.save(Seat, { hall: 1, place: 1, taken: true }),
      changes: ['seat 1,1'],
    },
    {
      path: '`insert`, composite primary key',
      write: ({ manager }) => manager.insert(Seat, { hall: 2, place: 2 }),
      changes: ['seat 2,2'],
    },
    {
      path: '`update({ hall, place }, …)`, the whole key',
      write: ({ manager }) => manager.update(Seat, { hall: 1, place: 2 }, { taken: true }),
      changes: ['seat 1,2'],
    },
    {
      path: '`update([{ hall, place }, …], …)`, several keys',
      write: ({ manager }) =>
        manager
          .createQueryBuilder()
          .update(Seat)
          .set({ taken: true })
          .whereInIds([
            { hall: 1, place: 2 },
            { hall: 2, place: 1 },
          ])
          .execute(),
      changes: ['seat 1,2', 'seat 2,1'],
    },
    {
      path: '`update({ hall }, …)`, a part of the key',
      write: ({ manager }) => manager.update(Seat, { hall: 1 }, { taken: true }),
      changes: ['every seat'],
    },
    {
      path: '`update({ hall, place }, { place })`, another key',
      write: ({ manager }) => manager.update(Seat, { hall: 2, place: 1 }, { place: 2 }),
      changes: ['seat 2,1', 'seat 2,2'],
    },
    {
      path: '`delete({ hall, place })`',
      write: ({ manager }) => manager.delete(Seat, { hall: 1, place: 1 }),
      changes: ['seat 1,1'],
    },
    {
      path: '`remove`, composite primary key',
      write: async ({ manager }) => manager.remove(await manager.findOneByOrFail(Seat, { hall: 1, place: 1 })),
      changes: ['seat 1,1'],
    },
    {
      path: '`save`, UUID',
      write: ({ manager }) => manager.save(Device, { id: firstDevice, name: 'new' }),
      changes: [`device ${firstDevice}`],
    },
    {
      path: '`insert`, UUID',
      write: ({ manager }) => manager.insert(Device, { id: secondDevice }),
      changes: [`device ${secondDevice}`],
    },
    {
      path: '`update(id, …)`, UUID in capitals',
      write: ({ manager }) => manager.update(Device, firstDevice.toUpperCase(), { name: 'new' }),
      changes: [`device ${firstDevice}`],
      remark: 'SQLite finds no such row.',
      instead: [{ on: { databases: ['better-sqlite3', 'sqljs'] }, changes: [] }],
    },
    {
      path: '`save`, single-table inheritance',
      write: ({ manager }) => manager.save(Photo, { id: 1, title: 'new' }),
      changes: ['medium 1', '(album 1)'],
    },
    {
      path: '`save`, single-table inheritance, a new row',
      write: ({ manager }) => manager.save(Photo, { album: { id: 2 } }),
      changes: ['medium 3', '(album 2)'],
    },
    {
      path: '`update(id, …)`, single-table inheritance',
      write: ({ manager }) => manager.update(Video, 2, { seconds: 9 }),
      changes: ['medium 2'],
      read: ['album'],
    },
    {
      path: '`update(criteria, …)`, single-table inheritance',
      write: ({ manager }) => manager.update(Photo, { title: 'tree' }, { title: 'new' }),
      changes: ['every medium', '(every album)'],
    },
    {
      path: '`remove`, single-table inheritance',
      write: async ({ manager }) => manager.remove(await manager.findOneByOrFail(Photo, { id: 1 })),
      changes: ['medium 1'],
      read: ['album 1'],
    },
  ],
}
