import { Column, Entity, JoinColumn, ManyToOne, OneToMany, OneToOne, PrimaryColumn } from 'typeorm'
import { ref } from '../../../src'
import { type Attached, useAttached } from '../../support/attached/attached'
import { awaitsHooks } from '../../support/databases/awaited-hooks'
import { changedBy } from '../../support/watching/key-watch'

// Keys that lead back to themselves: a walk along them must have an end.

/** Within a tenant: the parent's tenant is the row's own, so that the column refers to itself. */
@Entity('folders')
class Folder {
  @PrimaryColumn({ type: 'int' }) tenant!: number
  @PrimaryColumn({ type: 'int' }) id!: number
  @Column({ type: 'int', nullable: true }) parentId!: number | null
  @Column({ default: '' }) name!: string
  @ManyToOne(() => Folder, (folder) => folder.children, { nullable: true, createForeignKeyConstraints: false })
  @JoinColumn([
    { name: 'tenant', referencedColumnName: 'tenant' },
    { name: 'parentId', referencedColumnName: 'id' },
  ])
  parent!: Folder | null
  @OneToMany(() => Folder, (folder) => folder.parent) children!: Folder[]
}

/** A car has its records, and names the latest of them, so that each key holds the other. */
@Entity('cars')
class Car {
  @PrimaryColumn({ type: 'varchar', length: 36 }) uuid!: string
  @Column({ type: 'varchar', length: 36, nullable: true }) latestSerial!: string | null
  @OneToMany(() => Log, (log) => log.car) logs!: Log[]
  @OneToOne(() => Log, { nullable: true, createForeignKeyConstraints: false })
  @JoinColumn([
    { name: 'uuid', referencedColumnName: 'carUuid' },
    { name: 'latestSerial', referencedColumnName: 'serial' },
  ])
  latest!: Log | null
}

@Entity('logs')
class Log {
  @PrimaryColumn({ type: 'varchar', length: 36 }) carUuid!: string
  @PrimaryColumn({ type: 'varchar', length: 36 }) serial!: string
  @Column({ default: '' }) text!: string
  @ManyToOne(() => Car, (car) => car.logs)
  @JoinColumn({ name: 'carUuid', referencedColumnName: 'uuid' })
  car!: Car
}

let attached: Attached

useAttached([Folder, Car, Log], (opened) => (attached = opened))

test('a tree whose rows share the tenant of their parent', async () => {
  const { alkey, dataSource } = attached
  const folder = (tenant: number, id: number) => ref(Folder, { tenant, id })
  const parts = { '1/1': folder(1, 1), '1/2': folder(1, 2), '1/3': folder(1, 3), '2/1': folder(2, 1), all: Folder }
  const changed = (work: () => Promise<unknown>): Promise<string[]> => changedBy(alkey, parts, work)
  const { manager } = dataSource
  await manager.insert(Folder, [
    { tenant: 1, id: 1 },
    { tenant: 1, id: 3 },
    { tenant: 2, id: 1 },
  ])
  expect(await changed(() => manager.save(Folder, { tenant: 1, id: 2, parentId: 1 }))).toEqual(['1/1', '1/2', 'all'])
  // Where nothing can be read before an UPDATE, its parents change in bulk.
  const update = (set: Partial<Folder>) => changed(() => manager.update(Folder, { tenant: 1, id: 2 }, set))
  const precisely = (...names: string[]): string[] => (awaitsHooks ? names : ['1/1', '1/2', '1/3', '2/1', 'all'])
  expect(await update({ name: 'a' })).toEqual(precisely('1/1', '1/2', 'all'))
  const moved = await manager.findOneOrFail(Folder, { where: { tenant: 1, id: 2 }, relations: { parent: true } })
  expect(alkey.identifier(moved)).toBe('alkey:folders#1,2')
  expect(moved.parent).toMatchObject({ tenant: 1, id: 1 })
  expect(await update({ parentId: 3 })).toEqual(expect.arrayContaining(['1/1', '1/2', '1/3', 'all']))
  expect(await changed(() => manager.delete(Folder, { tenant: 2, id: 1 }))).toEqual(precisely('2/1', 'all'))
})

test('two tables whose keys name each other', async () => {
  const { alkey, dataSource } = attached
  const parts = {
    'car a': ref(Car, 'a'),
    'car b': ref(Car, 'b'),
    'log a 1': ref(Log, { carUuid: 'a', serial: '1' }),
    'log a 2': ref(Log, { carUuid: 'a', serial: '2' }),
    'log b 1': ref(Log, { carUuid: 'b', serial: '1' }),
  }
  const changed = (work: () => Promise<unknown>): Promise<string[]> => changedBy(alkey, parts, work)
  const { manager } = dataSource
  await manager.insert(Car, [{ uuid: 'a' }, { uuid: 'b' }])
  expect(await changed(() => manager.insert(Log, { carUuid: 'a', serial: '1' }))).toEqual(['car a', 'log a 1'])
  expect(await changed(() => manager.update(Car, 'a', { latestSerial: '1' }))).toEqual(
    expect.arrayContaining(['car a', 'log a 1']),
  )
  expect(await changed(() => manager.insert(Log, { carUuid: 'b', serial: '1' }))).toEqual(['car b', 'log b 1'])
  expect(await changed(() => manager.update(Log, { carUuid: 'b' }, { text: 'x' }))).toEqual(
    expect.arrayContaining(['car b', 'log b 1']),
  )
  const car = await manager.findOneOrFail(Car, { where: { uuid: 'a' }, relations: { logs: true, latest: true } })
  expect(alkey.identifier(car)).toBe('alkey:cars#a')
  expect(alkey.identifier(car.logs[0] as Log)).toBe('alkey:logs#a,1')
  expect(await changed(() => manager.delete(Log, { carUuid: 'b', serial: '1' }))).toEqual(['car b', 'log b 1'])
})
